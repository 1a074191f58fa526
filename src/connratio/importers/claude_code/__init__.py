"""Claude Code: transcripts, sub-agents' transcripts, and the history of prompts."""

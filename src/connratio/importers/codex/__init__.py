"""OpenAI's Codex CLI: rollouts of all generations and the history of prompts."""

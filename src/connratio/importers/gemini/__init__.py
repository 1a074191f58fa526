"""Gemini CLI: sessions as JSON documents and as JSON lines, and the log of prompts."""

"""llm: its database of logged calls."""

"""The configuration: YAML text with places, checked by pydantic models, every error with its line."""

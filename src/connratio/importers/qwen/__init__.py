"""Qwen Code: sessions as JSON lines."""

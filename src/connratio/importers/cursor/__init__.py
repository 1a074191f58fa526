"""Cursor: its database of chats."""

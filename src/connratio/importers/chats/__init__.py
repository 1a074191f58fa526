"""Exports of AI chats: many conversations in one document, read for when somebody wrote and when the assistant did."""

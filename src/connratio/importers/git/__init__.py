"""Commits: who took part in them, by the trailers of their messages; nothing else of a message is read."""

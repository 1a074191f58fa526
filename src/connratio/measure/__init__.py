"""The questions: tallies in, rows out. Nothing here formats."""

"""Frozen values without I/O: activity columns, words, periods, problems. The ground floor: it imports nothing of the house."""

"""Recurrence rules: read, mended, expanded within bounds."""

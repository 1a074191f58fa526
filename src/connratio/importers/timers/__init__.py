"""Time trackers: what people wrote down themselves, both sides of it."""

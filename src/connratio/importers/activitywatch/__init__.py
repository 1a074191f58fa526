"""ActivityWatch: windows, presence, tabs, editors and stopwatches, from its export JSON."""

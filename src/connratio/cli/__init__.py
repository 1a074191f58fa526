"""One file per command: parse, load, measure, show. No logic, no formatting."""

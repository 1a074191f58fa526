"""From a TZID and a clock time to an instant: names, aliases, the file's own definitions."""

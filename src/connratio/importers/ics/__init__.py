"""iCalendar (RFC 5545): bytes → component blocks → events → occurrences. One bad block never loses a file."""

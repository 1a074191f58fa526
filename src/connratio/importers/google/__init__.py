"""Google Calendar's own JSON: events.list pages and freebusy answers, saved to a file or fetched."""

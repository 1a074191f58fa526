"""Microsoft Graph's calendarView, saved to a file as JSON."""

"""Outlook's CSV export of a calendar: 22 columns, in the language of Windows."""

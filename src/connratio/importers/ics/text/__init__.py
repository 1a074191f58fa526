"""From bytes to properties: components cut from the file, their lines, values, character sets; odd components by icalendar."""

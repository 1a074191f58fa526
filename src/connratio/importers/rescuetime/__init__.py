"""RescueTime: seconds per program and page, of cells of five minutes, an hour or a day."""

"""What importers of wall-clock times share: cells, dates, lengths, the policy of zones and clock changes, records of JSON."""

"""Activities made into tallies. Here in memory, for `report FILES…`; reports start at the tallies."""

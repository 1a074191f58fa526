"""Any table with a start and an end or a duration: CSV, TSV and their relatives."""

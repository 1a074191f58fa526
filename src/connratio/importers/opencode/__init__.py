"""opencode and Kilo CLI: their database, and the JSON files of older versions."""

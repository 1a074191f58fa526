"""The only place that formats: tables, CSV, JSON, Markdown, problems."""

"""What a stretch counts as: rules (YAML) → one SQL expression → verdicts; and who is me, which meetings I attended."""

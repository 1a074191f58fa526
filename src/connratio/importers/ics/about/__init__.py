"""What an event says beside its times: details, people, messages about it."""

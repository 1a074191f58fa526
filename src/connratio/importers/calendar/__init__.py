"""What every calendar format shares: who takes part, and which timed entries are whole days."""

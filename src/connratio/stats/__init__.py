"""Intervals, trends and changes of small weekly series: numbers in, a verdict with its uncertainty out (METRICS section 4)."""

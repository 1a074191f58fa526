"""connratio: how much of your time goes to people, and how much to tools.

>>> import connratio
>>> frame = connratio.report("examples/calendar.ics", by="total", timezone="Europe/Berlin", me=["robin@example.org"])
>>> list(frame.columns[:4])
['period', 'from', 'until', 'human_seconds']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connratio.version import __version__

if TYPE_CHECKING:
    from connratio.api import activities, read, report

__all__ = ["__version__", "activities", "read", "report"]


def __getattr__(name: str) -> Any:
    """Load the API on first use: importing the package alone stays cheap."""
    if name in {"read", "report", "activities"}:
        from connratio import api

        return getattr(api, name)
    raise AttributeError(f"module 'connratio' has no attribute {name!r}")

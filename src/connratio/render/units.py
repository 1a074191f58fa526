"""How values read: durations, percents, bars and sparklines."""

from __future__ import annotations

from typing import Any, Final

BLOCKS: Final = "▁▂▃▄▅▆▇█"
EIGHTHS: Final = "▏▎▍▌▋▊▉█"


def duration(seconds: float | None) -> str:
    """Seconds as hours and minutes, `12h05m`, rounded to the minute, a decrease as `-3h04m`; "–" for None."""
    if seconds is None:
        return "–"
    minutes = int(abs(seconds) / 60 + 0.5)
    return f"{'-' if seconds < 0 and minutes else ''}{minutes // 60}h{minutes % 60:02}m"


def percent(share: float | None) -> str:
    """A share as a whole percent; "–" for None."""
    return "–" if share is None else f"{share * 100:.0f}%"


def said(value: float | None, unit: str) -> str:
    """A value in its unit."""
    if value is None:
        return "–"
    return percent(value) if unit == "share" else duration(value) if unit == "seconds" else f"{value:g}"


def size(n_bytes: int) -> str:
    """Bytes as `1.3 GB`, in powers of a thousand."""
    power = min(max(len(str(n_bytes)) - 1, 0) // 3, 3)
    return f"{n_bytes / 1000**power:.3g} {('B', 'kB', 'MB', 'GB')[power]}"


def bar(share: float | None, width: int, *, ascii_only: bool) -> str:
    """A bar of at most `width` characters for a share between 0 and 1."""
    if share is None:
        return ""
    if ascii_only:
        return "#" * round(share * width)
    eighths = round(share * width * 8)
    return "█" * (eighths // 8) + (EIGHTHS[eighths % 8 - 1] if eighths % 8 else "")


def sparkline(shares: list[float | None], *, ascii_only: bool) -> str:
    """One character per share; a blank where there is none."""
    glyphs = "_.-=*#" if ascii_only else BLOCKS
    return "".join(" " if s is None else glyphs[min(int(s * len(glyphs)), len(glyphs) - 1)] for s in shares)


def spelled(text: str, *, ascii_only: bool) -> str:
    """Our own words with the signs that an ASCII terminal can show."""
    return text.translate(_SIGNS) if ascii_only else text


_SIGNS: Final = str.maketrans({"·": "-", "÷": "/", "–": "-", "…": "..."})


def readable(record: dict[str, Any]) -> dict[str, Any]:
    """A record with a readable twin behind each duration: `human_seconds: 54000` and `human: "15h00m"`."""
    twins: dict[str, Any] = {}
    for name, value in record.items():
        twins[name] = value
        if name.endswith("_seconds"):
            twins[name.removesuffix("_seconds")] = None if value is None else duration(value)
        elif name == "seconds":
            twins["duration"] = None if value is None else duration(value)
    return twins

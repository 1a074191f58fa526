"""Lengths of time as people and programs write them."""

from __future__ import annotations

import math
import re
from typing import Final

_CLOCK: Final = re.compile(r"(-?)(\d+):(\d{1,2})(?::(\d{1,2})(?:[.,](\d+))?)?")
_WORDS: Final = re.compile(
    r"(-?)\s*(?:(\d+(?:[.,]\d+)?)\s*(?:d|days?)\s*)?(?:(\d+(?:[.,]\d+)?)\s*(?:h|hrs?|hours?|std\.?|stunden?)\s*)?"
    r"(?:(\d+(?:[.,]\d+)?)\s*(?:m|mins?|minutes?|minuten)\s*)?(?:(\d+(?:[.,]\d+)?)\s*(?:s|secs?|seconds?|sek\.?)\s*)?",
    re.IGNORECASE,
)
_ISO: Final = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
_MS: Final = {"milliseconds": 1.0, "seconds": 1000.0, "minutes": 60_000.0, "hours": 3_600_000.0}
LONGEST: Final = 366 * 86_400_000


def parse_duration(text: str, unit: str) -> int | None:
    """Milliseconds; None for what is no length. `1:30` is hours and minutes; a bare number has `unit`, or else seconds."""
    text = text.strip()
    if (clock := _CLOCK.fullmatch(text)) is not None:
        sign, hours, minutes, seconds, _ = clock.groups()
        ms = ((int(hours) * 60 + int(minutes)) * 60 + int(seconds or 0)) * 1000
        return _bounded(-ms if sign else ms)
    if _NUMBER.fullmatch(text):
        value = float(text.replace(",", "."))
        return _bounded(value * _MS[unit or "seconds"]) if math.isfinite(value) else None
    for pattern in (_ISO, _WORDS):
        match = pattern.fullmatch(text)
        if match is not None and any(match.groups()[1:]):
            sign, *parts = match.groups()
            scale = (86_400_000, 3_600_000, 60_000, 1000)
            total = sum(float(p.replace(",", ".")) * s for p, s in zip(parts, scale, strict=True) if p)
            return _bounded(-total if sign else total)
    return None


def _bounded(ms: float) -> int | None:
    return round(ms) if abs(ms) <= LONGEST else None

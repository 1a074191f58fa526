"""ISO 8601 instants as ActivityWatch writes them, parsed as one column: no datetime object per event."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.model.activities import NAT

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH: Final = 36  # "2026-02-03T09:14:02.123456789+00:00" and one to spare
EARLIEST: Final = 0
LATEST: Final = 4_102_444_800_000
"""1970 to 2100: what lies outside is an error of the exporting program (problem C206)."""


def parse(texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Epoch milliseconds (cut, not rounded, as ActivityWatch does); NAT for what is no instant.

    `Z`, an offset or nothing (UTC) may follow 0 to 9 digits of a fraction; `T` or a blank stands between date and time.
    """
    if not len(texts):
        return np.empty(0, dtype=np.int64)
    chars = np.ascontiguousarray(_chars(texts).T)  # one row per position: whole columns of the text are compared at once
    digit = chars.astype(np.int16) - 48
    is_digit = (digit >= 0) & (digit <= 9)

    def number(start: int, n: int) -> Any:
        value = np.zeros(len(texts), dtype=np.int64)
        for i in range(start, start + n):
            value = value * 10 + digit[i]
        return value

    shape = (
        is_digit[[0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18]].all(axis=0)
        & (chars[4] == ord("-"))
        & (chars[7] == ord("-"))
        & (chars[13] == ord(":"))
        & (chars[16] == ord(":"))
        & ((chars[10] == ord("T")) | (chars[10] == ord(" ")))
    )
    days = _days(number(0, 4), number(5, 2), number(8, 2))
    ms = ((days * 24 + number(11, 2)) * 60 + number(14, 2)) * 60_000 + number(17, 2) * 1000
    point = chars[19] == ord(".")
    n_fraction = np.where(point, np.argmin(np.vstack((is_digit[20:30], np.zeros(len(texts), dtype=bool))), axis=0), 0)
    for i, scale in ((0, 100), (1, 10), (2, 1)):
        ms += np.where(n_fraction > i, digit[20 + i] * scale, 0)
    at = np.where(point, 20 + n_fraction, 19)
    rows = np.arange(len(texts))
    mark = chars[at, rows]
    ends = np.where(mark == ord("Z"), chars[np.minimum(at + 1, WIDTH - 1), rows] == 0, mark == 0)
    simple = shape & ends
    utc = shape & _followed(chars, rows, at, b"+00:00")
    out = np.where(simple | utc, ms, NAT)
    for row in np.flatnonzero(~(simple | utc)).tolist():
        out[row] = _slow(texts[row])
    return out


def _chars(texts: Sequence[str]) -> Any:
    """The first WIDTH characters of each text as a row of bytes, filled up with 0; what is not ASCII becomes `?`."""
    whole = np.frombuffer("".join(texts).encode("ascii", "replace"), dtype=np.uint8)
    length = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    n = int(length[0])
    if n <= WIDTH and (length == n).all():
        chars = np.zeros((len(texts), WIDTH), dtype=np.uint8)
        chars[:, :n] = whole.reshape(len(texts), n)
        return chars
    at = np.arange(WIDTH)
    first = np.cumsum(length) - length
    inside = at < length[:, None]
    return np.where(inside, whole[np.where(inside, first[:, None] + at, 0)] if len(whole) else 0, 0).astype(np.uint8)


def _days(year: Any, month: Any, day: Any) -> Any:
    """Days since 1970-01-01 of the Gregorian calendar, whole columns at once."""
    months = ((year - 1970) * 12 + np.clip(month, 1, 12) - 1).astype("datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64) + np.clip(day, 1, 31) - 1


def _followed(chars: Any, rows: Any, at: Any, text: bytes) -> Any:
    found = np.ones(len(rows), dtype=bool)
    for i, char in enumerate(text):
        found &= chars[np.minimum(at + i, WIDTH - 1), rows] == char
    return found


def _slow(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return NAT
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return int(moment.timestamp() * 1000 // 1)
    except (OverflowError, ValueError):
        return NAT

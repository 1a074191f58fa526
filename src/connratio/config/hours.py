"""Clock times, and the working hours of a week."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, RootModel, model_validator

from connratio.config.near import did_you_mean

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
END_OF_DAY: Final = 24 * 60

Span = tuple[int, int]
"""Minutes after midnight, half-open."""

_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_NEARLY: Final = re.compile(r"(\d{1,2})(?:[:.hH](\d{2})?)?(?::\d{2})?")
_DAYS_PATTERN: Final = "^({0})( *[-–,] *({0}))*$".format("|".join(DAYS))
_DASH: Final = re.compile(r"\s*[-–]\s*")


def minutes_of(text: str, *, end: bool = False) -> int:
    """Minutes after midnight of `HH:MM`; `24:00` only as an end. Raises ValueError with the right spelling."""
    clock = _CLOCK.fullmatch(text)
    if clock:
        return int(clock[1]) * 60 + int(clock[2])
    if end and text == "24:00":
        return END_OF_DAY
    nearly = _NEARLY.fullmatch(text)
    if nearly and int(nearly[1]) < 24 and int(nearly[2] or 0) < 60:
        raise ValueError(f"'{text}' is no time of day; write {int(nearly[1]):02}:{nearly[2] or '00'}")
    raise ValueError(f"'{text[:40]}' is no time of day; write it as 09:30")


def span_of(text: str) -> Span:
    """The two clock times of `22:00-06:00`, in the order written."""
    parts = _DASH.split(text.strip())
    if len(parts) != 2:
        raise ValueError(f"'{text[:40]}' is no span of time; write it as 09:00-17:00")
    return minutes_of(parts[0]), minutes_of(parts[1], end=True)


def _spans_of(value: Any) -> Any:
    if value is None or value == "off":
        return ()
    texts = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError('must be text such as "09:00-12:30, 13:30-17:00", a list of such spans, or off')
    spans = [span_of(part) for text in texts for part in text.split(",")]
    for a, b in spans:
        if b <= a:
            raise ValueError(f"{_clock(a)}-{_clock(b)} ends before it starts; split it at 24:00 and go on with the next day")
    for (_, b), (a, _) in pairwise(spans):
        if a < b:
            raise ValueError("the spans of a day must follow each other without overlapping")
    return tuple(spans)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def days_of(text: str) -> tuple[int, ...]:
    """The weekdays (Monday is 0) of `mon`, `mon-fri`, `sun-thu` or `mon, wed`. Raises ValueError for anything else."""
    days: list[int] = []
    for part in text.split(","):
        ends = [_day(name) for name in _DASH.split(part.strip())]
        if len(ends) > 2:
            raise ValueError(f"'{text[:40]}' is no range of days; write it as mon-fri")
        days += [(ends[0] + i) % 7 for i in range((ends[-1] - ends[0]) % 7 + 1)]
    return tuple(days)


def _day(name: str) -> int:
    if name.lower() in DAYS:
        return DAYS.index(name.lower())
    known = f"days are {', '.join(DAYS)}, or a range such as mon-fri"
    near = name[:3].lower() if name[:3].lower() in DAYS else ""
    raise ValueError(f"'{name[:40]}' is no day{f'; write {near}' if near else did_you_mean(name, DAYS)} ({known})")


def _checked_days(text: str) -> str:
    days_of(text)
    return text


_DaysKey = Annotated[str, AfterValidator(_checked_days)]
_DaySpans = Annotated[tuple[Span, ...], BeforeValidator(_spans_of, json_schema_input_type=str | list[str] | None)]


class WorkingHours(RootModel[dict[_DaysKey, _DaySpans]]):
    """Days or ranges of days, each with its spans of working time; a day that is not named has none."""

    model_config = ConfigDict(frozen=True, defer_build=True, json_schema_extra={"propertyNames": {"pattern": _DAYS_PATTERN}})
    root: dict[_DaysKey, _DaySpans] = Field(
        description="Days (mon, mon-fri, or mon, wed) with spans such as 09:00-12:30, 13:30-17:00, or off.",
    )

    @model_validator(mode="after")
    def _each_day_once(self) -> Self:
        seen: dict[int, str] = {}
        for key in self.root:
            for day in days_of(key):
                if day in seen:
                    raise ValueError(f"{DAYS[day]} is given twice, by {seen[day]} and by {key}")
                seen[day] = key
        return self

    def spans_of(self, weekday: int) -> tuple[Span, ...]:
        """The working hours of a weekday (Monday is 0), in minutes after midnight, sorted and disjoint."""
        return next((spans for key, spans in self.root.items() if weekday in days_of(key)), ())


NINE_TO_FIVE: Final = WorkingHours.model_construct({"mon-fri": ((9 * 60, 17 * 60),)})

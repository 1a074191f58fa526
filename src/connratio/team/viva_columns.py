"""The columns of Viva Insights' queries, in the names of several years, and under a mapping of the user's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from connratio.model.problems import UsageError

PERSON: Final = "person query"
MEETING: Final = "meeting query"
_PERSON: Final = {
    "person": ("personid", "person_id"),
    "date": ("metricdate", "date"),
    "human": ("collaboration_hours", "collaboration_hrs"),
    "meeting": ("meeting_hours",),
    "one_to_one": ("meeting_hours_1_1", "one_on_one_meeting_hours"),
    "small": ("small_group_meeting_hours", "small_meeting_hours"),
    "large": ("large_meeting_hours",),
    "broadcast": ("broadcast_meeting_hours",),
    "recurring": ("recurring_meeting_hours",),
    "after_hours": ("after_hours_collaboration_hours",),
    "focus": ("uninterrupted_hours",),
    "in_person": ("in_person_meeting_hours",),
    "tool": ("tool_hours",),
    "ai": ("ai_hours",),
    "active": ("is_active", "isactive"),
}
_MEETING: Final = {
    "meeting": ("meetingid", "meeting_id"),
    "organiser": ("organizer_personid", "organizer_person_id", "organizerpersonid"),
    "date": ("startdate", "starttimestamp", "start_date", "starttimeutc", "meetingstartdate"),
    "duration": ("durationhours", "duration_hours", "meeting_duration_hours"),
    "attendees": ("attendees", "totalnoattendees", "number_of_attendees", "totalattendees"),
    "attendee_hours": ("attendee_meeting_hours", "attendee_hours"),
    "cancelled": ("iscancelled", "is_cancelled"),
    "recurring": ("isrecurring", "is_recurring"),
}
_NO_HOURS: Final = frozenset({"person", "date", "active"})
_NEEDED: Final = {PERSON: ("person", "date"), MEETING: ("organiser", "date", "duration", "attendees")}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which query it is, and the place of each column that was found."""

    kind: str
    places: Mapping[str, int]

    @property
    def hours(self) -> list[str]:
        """The measures in hours that the table has."""
        return [name for name in self.places if name not in _NO_HOURS]

    def cell(self, cells: Sequence[str], name: str) -> str:
        """A cell by the column's meaning; "" where the table has none."""
        place = self.places.get(name)
        return "" if place is None or place >= len(cells) else cells[place]

    def is_active(self, cells: Sequence[str], values: Mapping[str, float | None]) -> bool:
        """Whether the person was active: as the table says, else whether they spent any time."""
        if told := self.cell(cells, "active").strip().lower():
            return told in {"true", "1", "yes"}
        return any(values.values())


def columns_of(header: Sequence[str], told: Mapping[str, str]) -> Columns | None:
    """The query that a header belongs to; None for neither. Raises UsageError for a mapping that names nothing there."""
    names = [cell.strip().lower().replace(" ", "_") for cell in header]
    for kind, known in ((PERSON, _PERSON), (MEETING, _MEETING)):
        places = {m: names.index(n) for m, ways in known.items() for n in ways[::-1] if n in names}
        for measure, name in told.items():
            if measure in known and name.lower().replace(" ", "_") in names:
                places[measure] = names.index(name.lower().replace(" ", "_"))
            elif measure not in {*_PERSON, *_MEETING}:
                raise UsageError(
                    f"--column {measure}=…: no measure is called so", f"there are {', '.join({**_PERSON, **_MEETING})}"
                )
        hours = [m for m in places if m not in _NO_HOURS] if kind == PERSON else [kind]
        if all(m in places for m in _NEEDED[kind]) and hours:
            return Columns(kind, places)
    return None


def hours_of(cell: str) -> float | None:
    """A number of hours (or people); None where it is none, and for an empty cell 0."""
    text = cell.strip()
    if not text:
        return 0.0
    try:
        value = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        return None
    return value if abs(value) < 1e9 else None


def day_of_cell(cell: str) -> int | None:
    """The day (ordinal) of a date or instant, also as Americans write it; None where it is none."""
    text = cell.strip().split(" ", maxsplit=1)[0].split("T", maxsplit=1)[0]
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        pass
    try:
        return datetime.strptime(text, "%m/%d/%Y").toordinal()  # noqa: DTZ007  # a day without a time
    except ValueError:
        return None

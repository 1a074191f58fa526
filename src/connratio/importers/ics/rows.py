"""Occurrences as activity columns: what events share is kept once, however often they recur."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.importers.calendar.days import whole_days
from connratio.importers.calendar.versions import version
from connratio.importers.ics.about.details import details_of
from connratio.importers.ics.event import Event
from connratio.importers.ics.found import Found
from connratio.importers.ics.text.component import Component
from connratio.importers.ics.text.values import Stamp, parse_stamp
from connratio.importers.ics.zones.resolution import Zones
from connratio.model.activities import COLUMNS, NAT, frame
from connratio.model.frame import Frame
from connratio.model.texts import Texts

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


def activities(found: Found, person: ZoneInfo, source: str) -> Frame:
    """One row per occurrence, each described as its event is; a reversed end is exchanged with its start."""
    at, one, other, instance = found.columns()
    start, end = np.minimum(one, other), np.maximum(one, other)
    described = zip(_DESCRIBED, zip(*found.described, strict=True), strict=True) if found.described else ()
    columns: dict[str, Any] = {name: _spread(values, at, COLUMNS[name][0]) for name, values in described}
    all_day = columns.get("all_day", np.empty(0, dtype=bool)) | whole_days(start, end, person)
    return frame(
        {
            **columns,
            "source": source,
            "evidence": "calendar",
            "start": start,
            "end": end,
            "instance": instance,
            "all_day": all_day,
        },
        len(found),
    )


_DESCRIBED: Final = (
    "uid", "zone", "title", "place", "conference", "session", "category", "organiser", "people", "replies", "groups", "n_unlisted", "status",
    "all_day", "private", "recurring", "created", "revision", "origin",
)  # fmt: skip


def described_as(event: Event, zones: Zones, file: str) -> tuple[Any, ...]:
    """The columns that the occurrences of an event share, in the order of _DESCRIBED."""
    details = event.details
    if details is None:
        if event.block is None:
            raise ValueError(event.line)
        details = details_of(Component(event.block))
    people, created, stamped = details.people, details.created, parse_stamp(event.stamped)
    return (
        event.uid if event.named else f"{file}:{event.uid}-{event.mark:x}",
        "" if event.start.is_date else zones.of(event.start).name,
        details.title,
        details.place,
        details.conference,
        details.meeting,
        details.category,
        people.organiser,
        people.addresses,
        people.replies,
        people.groups,
        people.n_unlisted,
        "cancelled" if event.cancelled else details.status,
        event.start.is_date or event.midnights or details.all_day,
        details.private,
        event.recurring,
        zones.ms(created) if isinstance(created, Stamp) else NAT if created is None else created,
        version(event.revision, None if stamped is None else zones.ms(stamped)),
        f"{file}:{event.line}",
    )


def _spread(values: Sequence[Any], at: Any, dtype: str) -> Any:
    """The values of events on the rows of their occurrences; the value itself where all have the same."""
    if all(value == values[0] for value in values):
        return values[0]
    if dtype == "category":
        return Texts.spread(values, at)
    if dtype in {"object", "str"}:
        column = np.empty(len(values), dtype=object)
        for i, value in enumerate(values):
            column[i] = value
        return column[at]
    return np.array(values)[at]

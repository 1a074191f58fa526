"""Occurrences as activity columns: what events share is kept once, however often they recur."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from connratio.importers.calendar.days import whole_days
from connratio.importers.ics.event import Event
from connratio.importers.ics.found import Found
from connratio.importers.ics.zones import Zones
from connratio.model.activities import COLUMNS, NAT, frame
from connratio.model.frame import Frame
from connratio.model.texts import Texts

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


def activities(found: Found, described: Sequence[Mapping[str, Any]], person: ZoneInfo, source: str) -> Frame:
    """One row per occurrence, each described as its event is; a reversed end is exchanged with its start."""
    at, one, other, instance = found.columns()
    start, end = np.minimum(one, other), np.maximum(one, other)
    columns: dict[str, Any] = {
        name: _spread([d[name] for d in described], at, COLUMNS[name][0]) for name in (described[0] if described else {})
    }
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


def described_as(event: Event, zones: Zones, file: str) -> dict[str, Any]:
    """The columns that the occurrences of an event share."""
    details = event.details
    if details is None:
        raise ValueError(event.line)
    people = details.people
    return {
        "uid": event.uid,
        "zone": "" if event.start.is_date else zones.of(event.start).name,
        "title": "" if details.private else details.title,  # neither read nor shown (METRICS 1.0)
        "place": details.place,
        "conference": details.conference,
        "session": details.meeting,
        "category": details.category,
        "organiser": people.organiser,
        "people": people.addresses,
        "replies": people.replies,
        "groups": people.groups,
        "n_unlisted": people.n_unlisted,
        "status": "cancelled" if event.cancelled else details.status,
        "all_day": event.start.is_date or event.midnights or details.all_day,
        "private": details.private,
        "recurring": event.recurring,
        "created": NAT if details.created is None else zones.ms(details.created),
        "revision": event.revision,
        "origin": f"{file}:{event.line}",
    }


def _spread(values: list[Any], at: Any, dtype: str) -> Any:
    """The values of events on the rows of their occurrences."""
    if dtype == "category":
        return Texts.spread(values, at)
    if dtype in {"object", "str"}:
        column = np.empty(len(values), dtype=object)
        for i, value in enumerate(values):
            column[i] = value
        return column[at]
    return np.array(values)[at]

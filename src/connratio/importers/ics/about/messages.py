"""Messages about entries (iTIP, RFC 5546): replies and cancellations as rows that change the entries they speak of.

A message may lie in another file than the entry. So it is kept as evidence `itip`, of which no list tells, and applied
where all files have met (classify.messages).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from connratio.importers.calendar.people import People
from connratio.importers.ics.about.people import people_of
from connratio.importers.ics.event import tzid_of
from connratio.importers.ics.reach import EARLIEST, LATEST
from connratio.importers.ics.text.fields import WHEN, first, text_of_first
from connratio.importers.ics.text.values import Stamp, parse_stamp
from connratio.model.activities import Builder
from connratio.model.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connratio.importers.ics.text.component import Component
    from connratio.importers.ics.zones.resolution import Zones

SAID: Final = {"REPLY": "reply", "CANCEL": "cancel", "REQUEST": "request", "ADD": "add"}
"""The methods that a later version of an entry is held against, as the column `category` has them."""
_ASKED: Final = WHEN | {"ATTENDEE", "STATUS"}
NO_REVISION: Final = -1


class Message(NamedTuple):
    """One component of a message: of which event and occurrence (None: all) it speaks, when it was written, who replies."""

    said: str
    line: int
    uid: str
    instance: Stamp | None
    revision: int
    stamped: Stamp | None
    people: People
    has_start: bool
    onwards: bool = False


def message_of(component: Component, method: str) -> Message:
    """The message of a VEVENT. Without a SEQUENCE its revision is NO_REVISION: it speaks of whatever there is."""
    fields = component.fields(_ASKED)
    instance, stamped = first(fields, "RECURRENCE-ID"), first(fields, "DTSTAMP")
    revision = text_of_first(fields, "SEQUENCE").strip()
    people = people_of(fields.get("ATTENDEE", ()), None) if method in {"REPLY", "CANCEL"} else People()
    off = text_of_first(fields, "STATUS").strip().upper() in {"CANCELLED", "CANCELED"}
    return Message(
        # A cancellation for those alone whom it lists (RFC 5546 3.2.5).
        said="uninvite" if method == "CANCEL" and people.addresses and not off else SAID.get(method, "instance"),
        line=component.block.line,
        uid=clean(text_of_first(fields, "UID"), 1000),
        instance=None if instance is None else parse_stamp(instance.value, tzid_of(instance)),
        revision=min(int(revision), 1 << 40) if revision.isascii() and revision.isdigit() and len(revision) < 20 else NO_REVISION,
        stamped=None if stamped is None else parse_stamp(stamped.value, tzid_of(stamped)),
        people=people,
        has_start="DTSTART" in fields,
        onwards=instance is not None and instance.params.get("RANGE", "").upper() == "THISANDFUTURE",
    )


def rows_of(messages: Iterable[Message], zones: Zones, file: str, source: str) -> Any:
    """The messages as activities without length at the moment in which they were written; `all_day` where a date names the
    occurrence, `recurring` where all later ones are meant too.
    """
    builder = Builder(source=source, evidence="itip", reason="superseded")
    for one in messages:
        written = None if one.stamped is None else zones.ms(one.stamped)
        at = written if written is not None and EARLIEST <= written < LATEST else None
        builder.add(
            uid=one.uid, start=at, end=at, created=written or 0, category=one.said, revision=one.revision, people=one.people.addresses,
            replies=one.people.replies, instance=0 if one.instance is None else zones.ms(one.instance),
            all_day=one.instance is not None and one.instance.is_date, recurring=one.onwards, origin=f"{file}:{one.line}",
        )  # fmt: skip
    return builder.frame()

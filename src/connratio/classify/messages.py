"""Messages about entries (evidence `itip`, RFC 5546) taken into the entries of all files: replies change replies, cancellations cancel.

They hold in the order of SEQUENCE, then of DTSTAMP (RFC 5546 2.1.5), whatever the order of the files.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

import numpy as np

from connratio.classify.duplicates import cleaned_uid
from connratio.model.frame import Frame

_DAY_MS = 86_400_000


class _Message(NamedTuple):
    """One message about an event or (`instance`) one of its occurrences; in `day` the instance is the midnight of a date."""

    said: str
    instance: int
    day: bool
    revision: int
    written: int
    people: tuple[str, ...]
    replies: tuple[str, ...]
    origin: str

    def concerns(self, instance: int, revision: int) -> bool:
        """Whether it speaks of this occurrence in this version: what was written about an older version is void."""
        if self.instance and not (0 <= instance - self.instance < _DAY_MS if self.day else instance == self.instance):
            return False
        return self.revision < 0 or revision <= self.revision

    def undone_by(self, request: _Message) -> bool:
        """Whether a later invitation takes a cancellation back."""
        same = request.instance == self.instance
        return same and (request.revision, request.written) > (max(self.revision, 0), self.written)


def with_messages(activities: Frame) -> Frame:
    """The activities with the replies and cancellations that messages bring; cancelled ones have that `reason`."""
    told = np.flatnonzero(activities["evidence"].among("itip"))
    if not len(told):
        return activities
    about: dict[str, list[_Message]] = defaultdict(list)
    for uid, message in _messages(activities.take(told)):
        about[uid].append(message)
    entry = np.flatnonzero(activities["evidence"].among("calendar") & activities["reason"].among(""))
    part = activities.take(entry)
    replies, people = activities["replies"].copy(), activities["people"].copy()
    reasons: dict[int, str] = {}
    columns = (part["uid"], part["instance"], part["revision"], part["origin"], part["status"].among("cancelled"))
    for row, uid, instance, revision, origin, off in zip(entry.tolist(), *(c.tolist() for c in columns), strict=True):
        if messages := about.get(cleaned_uid(uid)):
            if reason := _cancelled(messages, instance, revision, origin, off=off):
                reasons[row] = reason
            people[row], replies[row] = _answered(messages, instance, revision, people[row], replies[row])
    rows = np.array(sorted(reasons), dtype=np.int64)
    reason = activities["reason"].replaced(rows, [reasons[row] for row in rows.tolist()])
    return activities.assign(people=people, replies=replies, reason=reason)


def _messages(part: Frame) -> list[tuple[str, _Message]]:
    names = ("category", "instance", "all_day", "revision", "created", "people", "replies", "origin")
    columns = [part[n].tolist() for n in names]
    return list(zip(map(cleaned_uid, part["uid"]), map(_Message._make, zip(*columns, strict=True)), strict=True))


def _cancelled(messages: list[_Message], instance: int, revision: int, origin: str, *, off: bool) -> str:
    """Why an entry does not count: "cancelled" by a message, "superseded" where it is a cancellation that was taken back."""
    requests = [m for m in messages if m.said == "request"]
    cancels = [m for m in messages if m.said == "cancel"]
    if off:
        mine = [m for m in cancels if m.origin == origin]
        return "superseded" if any(m.undone_by(r) for m in mine for r in requests) else ""
    holding = (m for m in cancels if not any(m.undone_by(r) for r in requests))
    return "cancelled" if any(m.concerns(instance, revision) for m in holding) else ""


def _answered(
    messages: list[_Message], instance: int, revision: int, people: tuple[str, ...], replies: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The people and their replies after all messages; one about this occurrence holds against one about all of them."""
    spoken = [m for m in messages if m.said == "reply" and m.concerns(instance, revision)]
    if not spoken:
        return people, replies
    known: dict[str, Any] = dict(zip(people, replies, strict=True))
    for message in sorted(spoken, key=lambda m: (bool(m.instance), m.revision, m.written, m.origin)):
        known.update(zip(message.people, message.replies, strict=True))
    return tuple(known), tuple(known.values())

"""Messages about entries (evidence `itip`, RFC 5546) taken into the entries of all files: replies change replies, cancellations cancel.

They hold in the order of SEQUENCE, then of DTSTAMP (RFC 5546 2.1.5), whatever the order of the files.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from connratio.classify.duplicates import cleaned_uid
from connratio.model.frame import Frame

_DAY_MS = 86_400_000
_People = tuple[tuple[str, ...], tuple[str, ...]]


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

    @property
    def age(self) -> tuple[int, int]:
        """What is later holds."""
        return max(self.revision, 0), self.written


class _About:
    """The messages about one event, so laid out that many occurrences and many messages never meet each other one by one."""

    def __init__(self, messages: list[_Message]) -> None:
        invited: dict[int, tuple[int, int]] = {}
        for m in messages:
            if m.said == "request":
                invited[m.instance] = max(invited.get(m.instance, m.age), m.age)
        self.undone = {m.origin for m in messages if m.said == "cancel" and invited.get(m.instance, (-1, 0)) > m.age}
        held = sorted((m for m in messages if m.said != "request" and m.origin not in self.undone), key=_order)
        self.of_all = [m for m in held if not m.instance]
        self.of_one: dict[int, list[_Message]] = defaultdict(list)
        for m in held:
            if m.instance and not m.day:
                self.of_one[m.instance].append(m)
        self.of_days = sorted((m for m in held if m.day), key=lambda m: m.instance)
        self._days = [m.instance for m in self.of_days]
        self._known: dict[tuple[int, int, int], _People] = {}

    def about(self, instance: int, revision: int) -> Iterator[_Message]:
        """Those about one occurrence in this version: what was written about an older version is void."""
        days = self.of_days[bisect_right(self._days, instance - _DAY_MS) : bisect_right(self._days, instance)]
        own = sorted([*self.of_one.get(instance, ()), *days], key=_order) if instance else ()
        return (m for m in own if m.revision < 0 or revision <= m.revision)

    def cancelled(self, instance: int, revision: int) -> bool:
        """Whether the occurrence was called off."""
        latest = max((m.revision if m.revision >= 0 else revision for m in self.of_all if m.said == "cancel"), default=-1)
        return latest >= revision or any(m.said == "cancel" for m in self.about(instance, revision))

    def answered(self, instance: int, revision: int, given: _People) -> _People:
        """The people and their replies after all messages; one about this occurrence holds against one about all of them."""
        key = id(given[0]), id(given[1]), revision
        if key not in self._known:
            general = (m for m in self.of_all if m.said == "reply" and (m.revision < 0 or revision <= m.revision))
            self._known[key] = _changed(given, general)
        return _changed(self._known[key], (m for m in self.about(instance, revision) if m.said == "reply"))


def with_messages(activities: Frame) -> Frame:
    """The activities with the replies and cancellations that messages bring; cancelled ones have that `reason`."""
    told = np.flatnonzero(activities["evidence"].among("itip"))
    if not len(told):
        return activities
    by_uid: dict[str, list[_Message]] = defaultdict(list)
    for uid, message in _messages(activities.take(told)):
        by_uid[uid].append(message)
    about = {uid: _About(messages) for uid, messages in by_uid.items()}
    entry = np.flatnonzero(activities["evidence"].among("calendar") & activities["reason"].among(""))
    part = activities.take(entry)
    replies, people = activities["replies"].copy(), activities["people"].copy()
    reasons: dict[int, str] = {}
    columns = (part["uid"], part["instance"], part["revision"], part["origin"], part["status"].among("cancelled"))
    for row, uid, instance, revision, origin, off in zip(entry.tolist(), *(c.tolist() for c in columns), strict=True):
        if (messages := about.get(cleaned_uid(uid))) is not None:
            if off and origin in messages.undone:
                reasons[row] = "superseded"
            elif not off and messages.cancelled(instance, revision):
                reasons[row] = "cancelled"
            people[row], replies[row] = messages.answered(instance, revision, (people[row], replies[row]))
    rows = np.array(sorted(reasons), dtype=np.int64)
    reason = activities["reason"].replaced(rows, [reasons[row] for row in rows.tolist()])
    return activities.assign(people=people, replies=replies, reason=reason)


def _messages(part: Frame) -> list[tuple[str, _Message]]:
    names = ("category", "instance", "all_day", "revision", "created", "people", "replies", "origin")
    columns = [part[n].tolist() for n in names]
    return list(zip(map(cleaned_uid, part["uid"]), map(_Message._make, zip(*columns, strict=True)), strict=True))


def _order(message: _Message) -> Any:
    return message.revision, message.written, message.origin


def _changed(given: _People, messages: Iterator[_Message]) -> _People:
    known = None
    for message in messages:
        known = dict(zip(*given, strict=True)) if known is None else known
        known.update(zip(message.people, message.replies, strict=True))
    return given if known is None else (tuple(known), tuple(known.values()))

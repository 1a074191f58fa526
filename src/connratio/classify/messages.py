"""Messages about entries (evidence `itip`, RFC 5546) taken into the entries of all files: replies change replies, cancellations cancel.

They hold in the order of SEQUENCE, then of DTSTAMP (RFC 5546 2.1.5), whatever the order of the files.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from connratio.classify.attendance import whose
from connratio.classify.duplicates import cleaned_uid
from connratio.importers.calendar.versions import sequence_of, written_of
from connratio.model.frame import Frame
from connratio.model.texts import numbered

if TYPE_CHECKING:
    from connratio.classify.identity import Me

_DAY_MS = 86_400_000
_CHANGES: Final = frozenset({"reply", "cancel", "uninvite"})
_People = tuple[tuple[str, ...], tuple[str, ...]]


class _Message(NamedTuple):
    """One message about an event or (`instance`) one of its occurrences.

    In `day` the instance is the midnight of a date; `onwards` it is the first of all that are meant (RANGE=THISANDFUTURE).
    """

    said: str
    instance: int
    day: bool
    revision: int
    written: int
    people: tuple[str, ...]
    replies: tuple[str, ...]
    origin: str
    onwards: bool

    @property
    def moves(self) -> bool:
        """Whether it is a version of an occurrence and of all later ones."""
        return self.onwards and self.said in {"request", "instance"}

    @property
    def age(self) -> tuple[int, int]:
        """What is later holds."""
        return max(self.revision, 0), self.written

    def holds(self, revision: int) -> bool:
        """Whether it speaks of this version: what was written about an older one is void; a reply is of its SEQUENCE."""
        if self.revision >= 0 and self.revision != sequence_of(revision):
            return self.revision > int(sequence_of(revision))
        return self.said == "reply" or not self.written or self.written >= written_of(revision)


class _About:
    """The messages about one event, so laid out that many occurrences and many messages never meet each other one by one."""

    def __init__(self, messages: list[_Message]) -> None:
        invited: dict[int, tuple[int, int]] = {}
        for m in messages:
            if m.said == "request":
                invited[m.instance] = max(invited.get(m.instance, m.age), m.age)
        self.undone = {m.origin for m in messages if m.said == "cancel" and invited.get(m.instance, (-1, 0)) > m.age}
        held = sorted((m for m in messages if m.said in _CHANGES and m.origin not in self.undone), key=_order)
        self.of_all = [m for m in held if not m.instance]
        self.of_one: dict[int, list[_Message]] = defaultdict(list)
        for m in held:
            if m.instance and not m.day and not m.onwards:
                self.of_one[m.instance].append(m)
        self.of_days = sorted((m for m in held if m.day and not m.onwards), key=lambda m: m.instance)
        self._days = [m.instance for m in self.of_days]
        self.of_later = sorted((m for m in held if m.onwards), key=lambda m: m.instance)
        self._later = [m.instance for m in self.of_later]
        ends = [m for m in self.of_all if m.said == "cancel"]
        # Of many cancellations the latest decides: one with a SEQUENCE, one without, one that says not when it was written.
        self._ends = [
            max(some, key=lambda m: (m.revision, not m.written, m.written))
            for some in ([m for m in ends if m.revision >= 0], [m for m in ends if m.revision < 0])
            if some
        ]
        self._known: dict[tuple[int, int, int], _People] = {}

    def about(self, instance: int, revision: int) -> Iterator[_Message]:
        """Those about one occurrence in this version: what was written about an older version is void."""
        days = self.of_days[bisect_right(self._days, instance - _DAY_MS) : bisect_right(self._days, instance)]
        later = self.of_later[: bisect_right(self._later, instance)]
        own = sorted([*self.of_one.get(instance, ()), *days, *later], key=_order) if instance else ()
        return (m for m in own if m.holds(revision))

    def cancelled(self, instance: int, revision: int) -> bool:
        """Whether the occurrence was called off."""
        return any(m.holds(revision) for m in self._ends) or any(m.said == "cancel" for m in self.about(instance, revision))

    def answered(self, instance: int, revision: int, given: _People) -> _People:
        """The people and their replies after all messages; one about this occurrence holds against one about all of them."""
        key = id(given[0]), id(given[1]), revision
        if key not in self._known:
            general = (m for m in self.of_all if m.said != "cancel" and m.holds(revision))
            self._known[key] = _changed(given, general)
        return _changed(self._known[key], (m for m in self.about(instance, revision) if m.said != "cancel"))


def with_messages(activities: Frame, me: Me) -> Frame:
    """The activities with the replies and cancellations that messages bring; cancelled ones have that `reason`.

    So has what I was taken off the list of (RFC 5546 3.2.5: a cancellation of the event for some).
    """
    told = np.flatnonzero(activities["evidence"].among("itip"))
    if not len(told):
        return activities
    by_uid: dict[str, list[_Message]] = defaultdict(list)
    for uid, message in _messages(activities.take(told)):
        if uid:
            by_uid[uid].append(message)
    activities = _placed(activities, by_uid)
    about = {uid: _About(messages) for uid, messages in by_uid.items()}
    entry = np.flatnonzero(activities["evidence"].among("calendar") & activities["reason"].among(""))
    part = activities.take(entry)
    replies, people = activities["replies"].copy(), activities["people"].copy()
    reasons: dict[int, str] = {}
    columns = (part["uid"], part["instance"], part["revision"], part["origin"], part["status"].among("cancelled"), part["person"])
    for row, uid, instance, revision, origin, off, person in zip(entry.tolist(), *(c.tolist() for c in columns), strict=True):
        if (messages := about.get(cleaned_uid(uid))) is not None:
            if off and origin in messages.undone:
                reasons[row] = "superseded"
            elif not off and messages.cancelled(instance, revision):
                reasons[row] = "cancelled"
            before = people[row]
            people[row], replies[row] = messages.answered(instance, revision, (before, replies[row]))
            if len(people[row]) < len(before) and not whose(person, me).isdisjoint(set(before) - set(people[row])):
                reasons[row] = "cancelled"
    rows = np.array(sorted(reasons), dtype=np.int64)
    reason = activities["reason"].replaced(rows, [reasons[row] for row in rows.tolist()])
    return activities.assign(people=people, replies=replies, reason=reason)


def _placed(activities: Frame, by_uid: dict[str, list[_Message]]) -> Frame:
    """The activities with each occurrence that a date names in another file than its series at that day's, and with those
    that were added (METHOD:ADD) each by itself; a whole series that was sent again later replaces these.
    """
    wanted = {m.origin: (uid, m) for uid, messages in by_uid.items() for m in messages if m.said == "add" or m.day or m.moves}
    rows = [row for row, o in enumerate(activities["origin"].tolist()) if o in wanted] if wanted else []
    entry = activities["evidence"].among("calendar")
    rows = [row for row in rows if entry[row]]
    if not rows:
        return activities
    uids = {uid for uid, _ in wanted.values()}
    codes, distinct = numbered(activities["uid"])
    named = [uid if (uid := cleaned_uid(one)) in uids else "" for one in distinct]
    others: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    own, instance, origin = set(rows), activities["instance"].copy(), activities["origin"].copy()
    for row in np.flatnonzero(np.array([bool(n) for n in named])[codes] & entry & (instance != 0)).tolist():
        if row not in own:
            others[named[codes[row]]][int(instance[row])].append(row)
    gone: list[int] = []
    alone = Counter(origin[rows].tolist())
    like = np.arange(len(activities))
    for row in rows:
        uid, message = wanted[origin[row]]
        if message.said == "add":
            again = max((m.revision for m in by_uid[uid] if m.said == "request" and not m.instance), default=-1)
            gone += [row] if again > message.revision else []
            origin[row] = f"{origin[row]}#{row}"
        elif instance[row] == message.instance:
            that_day = [i for i in others[uid] if message.instance <= i < message.instance + _DAY_MS]
            instance[row] = that_day[0] if len(that_day) == 1 else instance[row]
        if message.moves and alone[message.origin] == 1:  # else its own file has the series
            later = [r for i, some in others[uid].items() if i > instance[row] for r in some]
            like[[r for r in later if activities["revision"][r] < activities["revision"][row]]] = row
    reason = activities["reason"].replaced(np.array(gone, dtype=np.int64), ["superseded"] * len(gone))
    return _moved(activities.assign(instance=instance, origin=origin, reason=reason), like)


def _moved(activities: Frame, like: Any) -> Frame:
    """The activities with some as others are: each `like` that one, as far from its own original start as that is from its own."""
    moved = np.flatnonzero(like != np.arange(len(like)))
    if not len(moved):
        return activities
    found = activities.take(like)
    start, end, instance, origin = (found[name].copy() for name in ("start", "end", "instance", "origin"))
    by = activities["instance"][moved] - instance[moved]
    start[moved], end[moved], instance[moved] = start[moved] + by, end[moved] + by, activities["instance"][moved]
    origin[moved] = [f"{place}#{row}" for place, row in zip(origin[moved], moved.tolist(), strict=True)]
    return found.assign(start=start, end=end, instance=instance, origin=origin)


def _messages(part: Frame) -> list[tuple[str, _Message]]:
    names = ("category", "instance", "all_day", "revision", "created", "people", "replies", "origin", "recurring")
    columns = [part[n].tolist() for n in names]
    return list(zip(map(cleaned_uid, part["uid"]), map(_Message._make, zip(*columns, strict=True)), strict=True))


def _order(message: _Message) -> Any:
    return message.revision, message.written, message.origin


def _changed(given: _People, messages: Iterator[_Message]) -> _People:
    known = None
    for message in messages:
        known = dict(zip(*given, strict=True)) if known is None else known
        if message.said == "uninvite":
            known = {who: reply for who, reply in known.items() if who not in message.people}
        else:
            known.update(zip(message.people, message.replies, strict=True))
    return given if known is None else (tuple(known), tuple(known.values()))

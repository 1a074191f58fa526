"""Duplicates: one meeting seen through two calendars or feeds counts once per person; what was called off or replaced, never."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import numpy as np

from connratio.importers.calendar.versions import sequence_of
from connratio.model.frame import Frame
from connratio.model.text import folded
from connratio.model.texts import Texts, combined, identities, numbered
from connratio.model.words import WATCHED

OUTLOOK: Final = "040000008200E00074C5B7101A82E008"
RANK: Final = {"organiser": 4, "accepted": 4, "declined": 3, "tentative": 2, "unanswered": 1}
_NO_LETTER: Final = re.compile(r"\W+")
_PASSED_ON: Final = re.compile(
    r"(?:(?:fwd?|wg|re|aw|tr|rv|i|doorst|(?:updated )?invitation|einladung|invitación|accepted|tentative|zugesagt|accepté)\s*:\s*)+",
    re.IGNORECASE,
)
"""What programs write before the title of what was passed on or answered."""


def with_duplicates(activities: Frame) -> Frame:
    """The activities with `reason` duplicate on every copy but the one that holds.

    Calendar entries of one person are copies with the same UID and recurrence instant, or at the same time: with the same
    two or more people, in two sources or under one title; at one address of an online meeting; under one title where one
    of them names all the people that the others name (schedulers name few or nobody). Of copies the highest SEQUENCE holds,
    of one UID then the latest, then one that knows my reply. A cancelled record without an instant speaks of its whole series (`cancelled`), and a
    series replaces what another file holds of it at a lower revision. Rows of logs are copies when two files hold them alike
    in every respect.
    """
    live = activities["reason"].among("")
    entry = activities["evidence"].among("calendar")
    reasons: dict[int, str] = dict.fromkeys(_same_rows(activities, np.flatnonzero(live & ~entry)).tolist(), "duplicate")
    if (live & entry).any():
        events = _Events(activities, np.flatnonzero(live & entry))
        for found, why in ((events.called_off(), "cancelled"), (events.replaced(), "duplicate")):
            reasons.update((row, why) for row in found if row not in reasons)
        gone = set(reasons)
        copies = events.losers(events.by_uid(), gone)
        events.revision = sequence_of(events.revision)  # other events were written at other times
        copies |= events.losers(events.by_time(gone | copies), gone | copies)
        reasons.update((row, "duplicate") for row in copies)
    rows = np.array(sorted(reasons), dtype=np.int64)
    return activities.assign(reason=activities["reason"].replaced(rows, [reasons[row] for row in rows.tolist()]))


def with_copies(judged: Frame, uid: str) -> Frame:
    """The activities of a uid, and after them those of other uids that are copies of them, or of which they are."""
    own = np.flatnonzero(judged["uid"] == uid)
    entry = judged["evidence"].among("calendar") & ~judged["reason"].among("cancelled", "superseded")
    near = np.flatnonzero(entry & np.isin(judged["start"], judged["start"][own]))
    events = _Events(judged, near)
    mine = np.isin(near, own)
    groups = (g for g in (*events.by_uid(), *events.by_time(set())) if mine[g].any())
    found = {int(near[i]) for group in groups for i in group.tolist()} - set(own.tolist())
    return judged.take(np.concatenate([own, np.array(sorted(found), dtype=np.int64)]))


class _Events:
    """Calendar rows as columns; `rows` are their places in the frame, every other number is a place in these columns."""

    def __init__(self, activities: Frame, rows: Any) -> None:
        part = activities.take(rows)
        self.part, self.rows = part, rows
        self.start, self.end, self.instance = part["start"], part["end"], part["instance"]
        uid, distinct = numbered(part["uid"])
        clean = numbered(np.array([cleaned_uid(u) for u in distinct], dtype=object))[0]
        self.uid, self.named = clean[uid], np.array([bool(u) for u in distinct], dtype=bool)[uid]
        self.person, self.source = part["person"].codes.astype(np.int64), part["source"].codes
        self.revision = part["revision"]
        self.off = part["status"].among("cancelled")
        self.reply = np.array([RANK.get(response, 0) for response in part["response"].words])[part["response"].codes]
        self.name = part["source"].words.tolist()
        self.origin, self.people = part["origin"], part["people"]
        self.heads = np.maximum(part["n_people"], 0)
        self.met = (self.heads > 1) & np.fromiter(map(bool, self.people), dtype=bool, count=len(self.people))

    def texts(self, name: str, change: Callable[[str], str]) -> Any:
        """A text column as numbers, equal where the changed texts are; 0 for none."""
        column: Texts = self.part[name]
        changed = ["", *(change(text) for text in column.words)]
        return numbered(np.array(changed, dtype=object))[0][column.codes + 1]

    def circles(self) -> Any:
        """The people of each entry as a number, whatever their order."""
        known: dict[frozenset[str], int] = {}
        # The occurrences of an event share one list of people.
        lists, first = combined(identities(self.people))
        each = [known.setdefault(frozenset(people), len(known)) for people in self.people[first]]
        return np.array(each, dtype=np.int64)[lists]

    def called_off(self) -> Iterator[int]:
        """Rows of series of which the whole was cancelled (METHOD:CANCEL) at their revision or later."""
        whole = np.flatnonzero(self.off & (self.instance == 0) & self.named)
        if len(whole):
            latest: dict[tuple[int, int], int] = {}
            for i in whole.tolist():
                key = int(self.person[i]), int(self.uid[i])
                latest[key] = max(latest.get(key, -1), int(self.revision[i]))
            for i in np.flatnonzero(np.isin(self.uid, self.uid[whole]) & ~self.off & (self.instance != 0)).tolist():
                if self.revision[i] <= latest.get((int(self.person[i]), int(self.uid[i])), -1):
                    yield int(self.rows[i])

    def replaced(self) -> Iterator[int]:
        """Rows of an older version of a series, or of a single event that was moved, of which another file holds a newer one."""
        for group in self._groups(self.named, self.person, self.uid):
            revisions = self.revision[group]
            if revisions.min() == revisions.max():
                continue
            origins = self.origin[group]
            parts: dict[str, list[int]] = defaultdict(list)
            for i, origin in zip(group.tolist(), origins, strict=True):
                parts[str(origin)].append(i)
            yield from self._older(parts)

    def _older(self, parts: dict[str, list[int]]) -> Iterator[int]:
        """Of components by place, those of a lower revision than a whole version of the event in another file."""
        newest: dict[str, int] = {}
        whole = {o: p for o, p in parts.items() if len(p) > 1 or not self.instance[p[0]]}
        for origin, part in whole.items():
            file = _file(origin)
            newest[file] = max(newest.get(file, -1), int(self.revision[part[0]]))
        for origin, part in whole.items():
            mine, other = int(self.revision[part[0]]), [r for f, r in newest.items() if f != _file(origin)]
            if other and max(other) > max(mine, newest[_file(origin)]):
                yield from self.rows[part].tolist()

    def by_uid(self) -> Iterator[Any]:
        """Copies of one occurrence by UID."""
        yield from self._groups(self.named, self.person, self.uid, self.instance, np.where(self.instance == 0, self.start, 0))

    def by_time(self, gone: set[int]) -> Iterator[Any]:
        """Copies under another UID, of those that still hold, at the very same time."""
        held = ~np.isin(self.rows, np.fromiter(gone, dtype=np.int64, count=len(gone)))
        when = (self.person, self.start, self.end)
        title, circle = self.texts("title", _bare_title), self.circles()
        yield from self._groups(held & self.met, *when, circle, title)
        yield from (g for g in self._groups(held & self.met, *when, circle) if len(np.unique(self.source[g])) > 1)
        # One address of an online meeting is one meeting, unless people are listed whom the other one leaves out: personal rooms.
        meeting = self.texts("session", str)
        linked = self._groups(held & (meeting > 0), *when, meeting)
        yield from (g for g in linked if self._nested(g) and (self.heads[g] != 1).any())  # two plans of one's own are none
        yield from (g for g in self._groups(held & (title > 0), *when, title) if self._nested(g) and self._left_out(g))

    def _nested(self, group: Any) -> bool:
        """Whether one of them names all the people that the others name."""
        circles = self._circles(group)
        most = max(circles, key=len)
        return all(c <= most for c in circles)

    def _left_out(self, group: Any) -> bool:
        """Whether those that name fewer people name nobody, or stand in another source: schedulers' copies do."""
        circles, sources = self._circles(group), self.source[group].tolist()
        most = max(circles, key=len)
        own = {s for c, s in zip(circles, sources, strict=True) if c == most}
        others = [(c, s) for c, s in zip(circles, sources, strict=True) if c != most]
        return bool(others) and all(not c or s not in own for c, s in others)

    def _circles(self, group: Any) -> list[frozenset[str]]:
        return [frozenset(self.people[i]) if self.met[i] else frozenset() for i in group.tolist()]

    def _groups(self, rows: Any, *columns: Any) -> Iterator[Any]:
        """Places of the rows that agree in all columns, where there are at least two."""
        at = np.flatnonzero(rows)
        code, first = combined(*(column[at] for column in columns))
        several = np.flatnonzero(np.bincount(code, minlength=len(first))[code] > 1)
        order = several[np.argsort(code[several], kind="stable")]
        cuts = np.flatnonzero(np.diff(code[order])) + 1
        yield from (group for group in np.split(at[order], cuts) if len(group))

    def losers(self, groups: Iterable[Any], gone: set[int]) -> set[int]:
        """The rows of each group but its best one; of those in `gone` none is best."""
        lost: set[int] = set()
        for group in groups:
            alive = [i for i in group.tolist() if int(self.rows[i]) not in gone]
            if len(alive) > 1:
                best = min(alive, key=self._order)
                lost |= {int(self.rows[i]) for i in alive if i != best}
        return lost

    def _order(self, i: int) -> tuple[Any, ...]:
        """What holds comes first: the highest revision, a cancellation, one that knows my reply, one that names more people."""
        return (
            -int(self.revision[i]), not self.off[i], -int(self.reply[i]), -int(self.heads[i]),
            self.name[self.source[i]], str(self.origin[i]), i,
        )  # fmt: skip


def _bare_title(title: str) -> str:
    return _NO_LETTER.sub("", _PASSED_ON.sub("", folded(title).strip().lower(), count=1))


def cleaned_uid(uid: str) -> str:
    """A UID without the date that Outlook writes into the copies of one occurrence (MS-OXOCAL, CleanGlobalObjectId)."""
    return f"{OUTLOOK}00000000{uid[40:].upper()}" if uid[:32].upper() == OUTLOOK and len(uid) >= 40 else uid


def _file(origin: str) -> str:
    return origin.split("#", maxsplit=1)[0].rsplit(":", 1)[0]


def _same_rows(activities: Frame, rows: Any) -> Any:
    """Rows that another file holds too, of which the first or, of what machines record, the longest counts.

    A file that holds a row twice means it twice.
    """
    origin, distinct = numbered(activities["origin"][rows])
    file = numbered(np.array([_file(o) for o in distinct], dtype=object))[0][origin]
    if file.max(initial=0) == 0:
        return rows[:0]
    part = activities.only(*_ALIKE, "end", "unplaced_ms").take(rows)
    end, unplaced = part["end"], part["unplaced_ms"]
    # What a machine records goes on growing: the later of two exports has it longer.
    grows = part["evidence"].among(*WATCHED)
    alike = *(part[name] for name in _ALIKE), np.where(grows, 0, end), np.where(grows, unplaced > 0, unplaced)
    code, _ = combined(*alike)
    nth = _counted_on(combined(code, file)[0])
    order = np.lexsort((np.arange(len(rows)), -unplaced, -end, nth, code))
    again = (code[order][1:] == code[order][:-1]) & (nth[order][1:] == nth[order][:-1])
    return np.sort(rows[order[1:][again]])


def _counted_on(code: Any) -> Any:
    """For each row how many rows of its number come before it."""
    order = np.argsort(code, kind="stable")
    begins = np.append(0, np.flatnonzero(np.diff(code[order])) + 1)
    nth = np.empty(len(code), dtype=np.int64)
    nth[order] = np.arange(len(code)) - np.repeat(begins, np.diff(np.append(begins, len(code))))
    return nth


_ALIKE: Final = (
    "person",
    "evidence",
    "start",
    "uid",
    "title",
    "app",
    "host",
    "device",
    "category",
    "project",
)

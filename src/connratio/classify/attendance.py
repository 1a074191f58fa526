"""Attendance (DESIGN 3.3): my reply, the head-count, and why a calendar entry does not count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from connratio.importers.calendar.titles import called_off
from connratio.model.activities import UNKNOWN, lengths
from connratio.model.frame import Frame
from connratio.model.texts import Bools, Texts, combined, identities, numbered
from connratio.model.words import WATCHED, size_of

if TYPE_CHECKING:
    from connratio.classify.identity import Me

_Reply = tuple[str, int, bool, bool]


def attend(activities: Frame, me: Me, groups: Mapping[str, int]) -> Frame:
    """The activities with `response` and `n_people` filled in, and two columns more.

    `refused`: everybody else declined. `uncounted`: a group of unknown size is invited, so that `n_people` is only the
    least there are. `n_people` is UNKNOWN where the source carries no attendees at all. `groups` gives known head-counts.
    """
    entry = activities["evidence"].among("calendar")
    rows = np.flatnonzero(entry)
    reply, count, *doubts = _replies(activities.take(rows), me, groups)
    refused, uncounted = (_in_rows(rows, doubt, len(activities)) for doubt in doubts)
    heads = activities["n_people"].copy()
    heads[rows] = count
    others = np.flatnonzero(~entry & ~activities["evidence"].among(*WATCHED))
    listed = others[(lengths(activities["people"][others]) > 0) & (heads[others] == UNKNOWN)]
    # Rows of a table that list people and give no number themselves: they, and the person whose row it is.
    heads[listed] = lengths(activities["people"][listed]) + 1
    response = activities["response"].replaced(rows, reply)
    return activities.assign(response=response, n_people=heads, refused=refused, uncounted=uncounted)


def whose(person: str, me: Me) -> frozenset[str]:
    """The addresses whose reply counts in an entry of this person: of a calendar that somebody else keeps (a team's), theirs."""
    person = person.lower()
    return me.addresses if person in {"", me.name, *me.addresses} else frozenset({person})


def _in_rows(rows: Any, values: Any, n: int) -> Bools:
    column = np.zeros(n, dtype=bool)
    column[rows] = values
    return column


def _replies(entries: Frame, me: Me, groups: Mapping[str, int]) -> tuple[Texts, Any, Any, Any]:
    """For each calendar entry its person's reply, the head-count (UNKNOWN where its source lists no people), refused, uncounted."""
    lists = [identities(entries[name]) for name in ("people", "replies", "groups")]
    # The occurrences of an event are alike in all of it: it is looked at once.
    code, first = combined(*lists, *(entries[name] for name in ("n_unlisted", "organiser", "status", "source", "person")))
    events = entries.only("people", "replies", "groups", "n_unlisted", "organiser", "status").take(first)
    columns = [events[name].tolist() for name in events.names]
    sources, persons = entries["source"].codes[first].tolist(), entries["person"].codes[first].tolist()
    with_people = {s for s, people, invited in zip(sources, columns[0], columns[2], strict=True) if people or invited}
    with_replies = {s for s, replies in zip(sources, columns[1], strict=True) if any(replies)}
    owners = [whose(person, me) for person in entries["person"].words]
    found = [
        _event(people, replies, invited, extra, organiser, status, owners[person], groups, source in with_replies)
        for source, person, people, replies, invited, extra, organiser, status in zip(sources, persons, *columns, strict=True)
    ]
    heads = np.array([answer[1] for answer in found], dtype=np.int32)
    heads[[source not in with_people for source in sources]] = UNKNOWN
    refused, uncounted = (np.array([answer[i] for answer in found], dtype=bool)[code] for i in (2, 3))
    return Texts.spread([answer[0] for answer in found], code), heads[code], refused, uncounted


def _event(
    people: tuple[str, ...],
    replies: tuple[str, ...],
    invited: tuple[str, ...],
    extra: int,
    organiser: str,
    status: str,
    whose: frozenset[str],
    groups: Mapping[str, int],
    has_replies: bool,  # one call, next to the loop
) -> _Reply:
    mine, others, coming = "", 0, 0
    listed = False
    for address, reply in zip(people, replies, strict=True):
        if address in whose:
            listed = True
            mine = stronger(mine, reply)
        else:
            others += 1
            coming += reply != "declined"
    sizes = [groups.get(g) for g in invited]
    known = sum(n for n in sizes if n is not None)
    unknown = sum(n is None for n in sizes)
    response = _response(mine, organiser in whose, listed, bool(others or invited), has_replies, status)
    refused = others > 0 and not coming and not invited and not extra
    # A meeting that everybody else declined is one of those invited, though not held.
    return response, 1 + (others if refused else coming) + extra + known + unknown, refused, unknown > 0


def stronger(a: str, b: str) -> str:
    """The reply that holds of two by the same person."""
    order = ["", "unanswered", "tentative", "declined", "accepted"]
    return max(a, b, key=order.index)


def _response(
    mine: str, organises: bool, listed: bool, has_others: bool, has_replies: bool, status: str
) -> str:  # a decision table
    if mine == "declined":
        return "declined"
    if organises:
        return "organiser"
    if mine in {"accepted", "tentative"}:
        return mine
    if status == "tentative":
        return "tentative"
    if mine == "unanswered" or (has_replies and (listed or has_others)):
        return "unanswered"
    return ""


def reasons(judged: Frame, attendance: str) -> Texts:
    """Why each activity does not count; "" where it does. `attendance` is the policy.

    Under `accepted` a tentative or unanswered meeting is a reason; under `non_declined` it counts.
    """
    rows = np.flatnonzero(judged["evidence"].among("calendar"))
    entries = judged.take(rows)
    cancelled = entries["status"].among("cancelled") | _called_off(entries["title"])
    all_day, response = entries["all_day"], entries["response"]
    human = entries["kind"].among("human")
    called_off = np.zeros(len(judged), dtype=bool)
    called_off[rows] = cancelled
    off = absences(judged) & ~called_off & judged["all_day"]
    absent = _inside(entries, judged.take(off)) & ~off[rows]
    strict = human & (attendance != "non_declined")
    alone = entries["kind"].among("unknown") & (entries["n_people"] == 1)
    tests = [
        (cancelled, "cancelled"),
        (response.among("declined"), "declined"),
        (entries["refused"] & ~all_day, "declined"),
        (all_day, "all_day"),
        (entries["status"].among("free"), "transparent"),
        (human & absent, "out_of_office"),
        (strict & response.among("tentative"), "tentative"),
        (strict & response.among("unanswered"), "unanswered"),
        (entries["kind"].among("solo") | alone, "solo"),
    ]
    told = np.zeros(len(rows), dtype=np.int64)
    for nth, (test, _) in reversed([*enumerate(tests, 1)]):
        told[test] = nth
    found = Texts.spread(["", *(reason for _, reason in tests)], told)
    silent = entries["reason"].among("")
    reason: Texts = judged["reason"]
    return reason.replaced(rows[silent], found[silent])


def _called_off(titles: Texts) -> Any:
    """Which titles begin as Outlook writes cancelled meetings."""
    codes, distinct = numbered(titles)
    said = np.array([called_off(title) for title in distinct], dtype=bool)
    return said[codes]


def _inside(entries: Frame, absence: Frame) -> Any:
    """Which entries overlap an absence of their own person."""
    start, end, found = entries["start"], entries["end"], np.zeros(len(entries), dtype=bool)
    for person in numbered(absence["person"])[1]:
        off = absence.take(absence["person"].among(person))
        order = np.argsort(off["start"], kind="stable")
        begins, last = off["start"][order], np.maximum.accumulate(off["end"][order])
        before = np.searchsorted(begins, end, side="left")
        found |= entries["person"].among(person) & (before > 0) & (last[np.maximum(before - 1, 0)] > start)
    return found


def absences(judged: Frame) -> Any:
    """Which rows say that their person is off: absences of the calendar and days off, not what was declined or a copy."""
    told = judged["evidence"].among("calendar", "day_off") & judged["kind"].among("away")
    return told & ~judged["response"].among("declined") & ~judged["reason"].among("duplicate", "superseded", "cancelled")


def sizes(judged: Frame) -> Texts:
    """The size band of human time: by the head-count, else as the rule says (the column `size`)."""
    human = np.flatnonzero(judged["kind"].among("human"))
    part = judged.only("n_people", "size", "uncounted").take(human)
    heads, distinct = numbered(part["n_people"])
    counted = Texts.spread([size_of(int(n)) if n > 0 else "" for n in distinct], heads)
    silent = counted.among("")
    told, known = counted.replaced(silent, part["size"][silent]), ~part["uncounted"]
    return Texts.constant("", len(judged)).replaced(human[known], told[known])

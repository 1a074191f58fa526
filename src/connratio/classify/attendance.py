"""Attendance (DESIGN 3.3): my reply, the head-count, and why a calendar entry does not count."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from connratio.model.activities import among, lengths, millis
from connratio.model.words import size_of

if TYPE_CHECKING:
    from connratio.classify.identity import Me

CANCELLED_TITLE: Final = re.compile(
    r"(cancell?ed|abgesagt|storniert|annul[ée]e?|cancelad[oa]|annullat[oa]|geannuleerd|anulowan[eoy]|odwołan[eoy]|キャンセル済み|中止|已取消|取消)\s*[:：]",
    re.IGNORECASE,
)
"""What Outlook writes before the title of a meeting that its organiser called off."""


def attend(activities: pd.DataFrame, me: Me, groups: Mapping[str, int]) -> pd.DataFrame:
    """The activities with `response` and `n_people` filled in, and two columns more.

    `refused`: everybody else declined. `uncounted`: a group of unknown size is invited, so that `n_people` is only the
    least there are. `n_people` is null where the source carries no attendees at all. `groups` gives known head-counts.
    """
    columns = {"response": activities["response"].astype(object).to_numpy().copy(), "n_people": activities["n_people"].copy()}
    refused, uncounted = np.zeros(len(activities), dtype=bool), np.zeros(len(activities), dtype=bool)
    calendar = np.flatnonzero((activities["evidence"] == "calendar").to_numpy())
    listed = lengths(activities["people"]) > 0
    has_groups = lengths(activities["groups"]) > 0
    sources = activities["source"].cat.codes.to_numpy()
    with_people = set(sources[calendar][(listed | has_groups)[calendar]].tolist())
    with_replies = {
        s
        for s, replies in zip(sources[calendar].tolist(), activities["replies"].to_numpy()[calendar], strict=True)
        if any(replies)
    }
    seen: dict[tuple[Any, ...], tuple[str, Any, bool, bool]] = {}
    fields = [activities[c].to_numpy() for c in ("people", "replies", "groups", "n_unlisted")]
    organisers = activities["organiser"].astype(object).to_numpy()
    statuses = activities["status"].astype(object).to_numpy()
    n_people = np.full(len(activities), -1, dtype=np.int64)
    for i in calendar.tolist():
        people, replies, invited, extra = (f[i] for f in fields)
        source = int(sources[i])
        key = (id(people), id(replies), id(invited), int(extra), organisers[i], statuses[i], source)
        if key not in seen:
            seen[key] = _event(
                people, replies, invited, int(extra), organisers[i], statuses[i], me, groups, source in with_replies
            )
        columns["response"][i], n_people[i], refused[i], uncounted[i] = seen[key]
        if source not in with_people:
            n_people[i] = -1
    n_people = _rows_with_people(activities, listed, n_people)
    known = n_people >= 0
    counts = columns["n_people"].to_numpy(dtype=np.float64, na_value=np.nan)
    return activities.assign(
        response=pd.Categorical(columns["response"]),
        n_people=pd.array(np.where(known, n_people, counts), dtype="Float64").astype("Int32"),
        refused=refused,
        uncounted=uncounted,
    )


def _rows_with_people(activities: pd.DataFrame, listed: Any, n_people: Any) -> Any:
    """Rows of a table that list people: they and the person whose row it is, unless the row gives a number itself."""
    other = (activities["evidence"] != "calendar").to_numpy() & listed & activities["n_people"].isna().to_numpy()
    n_people[other] = lengths(activities["people"])[other] + 1
    return n_people


def _event(
    people: tuple[str, ...],
    replies: tuple[str, ...],
    invited: tuple[str, ...],
    extra: int,
    organiser: str,
    status: str,
    me: Me,
    groups: Mapping[str, int],
    has_replies: bool,  # one call, next to the loop
) -> tuple[str, int, bool, bool]:
    mine, others, coming = "", 0, 0
    listed = False
    for address, reply in zip(people, replies, strict=True):
        if address in me.addresses:
            listed = True
            mine = _stronger(mine, reply)
        else:
            others += 1
            coming += reply != "declined"
    sizes = [groups.get(g) for g in invited]
    known = sum(n for n in sizes if n is not None)
    unknown = sum(n is None for n in sizes)
    response = _response(mine, organiser in me.addresses, listed, bool(others or invited), has_replies, status)
    refused = others > 0 and not coming and not invited and not extra
    return response, 1 + coming + extra + known + unknown, refused, unknown > 0


def _stronger(a: str, b: str) -> str:
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


def reasons(activities: pd.DataFrame, kinds: Any, attendance: str) -> Any:
    """Why each activity does not count; "" where it does. `kinds` are the verdicts', `attendance` the policy.

    Under `accepted` a tentative or unanswered meeting is a reason; under `non_declined` it counts.
    """
    result = activities["reason"].astype(object).to_numpy().copy()
    rows = np.flatnonzero(among(activities["evidence"], "calendar"))
    entries, kind = activities.iloc[rows], kinds[rows]
    cancelled = among(entries["status"], "cancelled") | _called_off(entries["title"])
    all_day, response = entries["all_day"].to_numpy(), entries["response"]
    human = kind == "human"
    called_off = np.zeros(len(activities), dtype=bool)
    called_off[rows] = cancelled
    off = absences(activities, kinds, called_off) & activities["all_day"].to_numpy()
    absent = _inside(entries, activities[off]) & ~off[rows]
    strict = human & (attendance != "non_declined")
    alone = (kind == "unknown") & (entries["n_people"] == 1).fillna(value=False).to_numpy(dtype=bool)
    tests = [
        (cancelled, "cancelled"),
        (among(response, "declined"), "declined"),
        (human & entries["refused"].to_numpy() & ~all_day, "declined"),
        (all_day, "all_day"),
        (among(entries["status"], "free"), "transparent"),
        (human & absent, "out_of_office"),
        (strict & among(response, "tentative"), "tentative"),
        (strict & among(response, "unanswered"), "unanswered"),
        ((kind == "solo") | alone, "solo"),
    ]
    told = np.full(len(rows), "", dtype=object)
    for test, reason in reversed(tests):
        told[test] = reason
    result[rows] = np.where(result[rows] == "", told, result[rows])
    return result


def _called_off(titles: pd.Series) -> Any:
    """Which titles begin as Outlook writes cancelled meetings."""
    codes, distinct = pd.factorize(titles.astype(object).to_numpy())
    said = np.array([CANCELLED_TITLE.match(str(title)) is not None for title in distinct], dtype=bool)
    return said[codes] if len(codes) else np.zeros(0, dtype=bool)


def _inside(entries: pd.DataFrame, absence: pd.DataFrame) -> Any:
    """Which entries overlap an absence of their own person."""
    start, end, found = millis(entries["start"]), millis(entries["end"]), np.zeros(len(entries), dtype=bool)
    for person in absence["person"].unique():
        off = absence[(absence["person"] == person).to_numpy()].sort_values("start", kind="stable")
        begins, last = millis(off["start"]), np.maximum.accumulate(millis(off["end"]))
        before = np.searchsorted(begins, end, side="left")
        found |= among(entries["person"], person) & (before > 0) & (last[np.maximum(before - 1, 0)] > start)
    return found


def absences(activities: pd.DataFrame, kind: Any, cancelled: Any = False) -> Any:  # False is the empty mask
    """Which rows say that their person is off: absences of the calendar and days off, not what was declined or cancelled."""
    told = among(activities["evidence"], "calendar", "day_off") & (kind == "away") & ~np.asarray(cancelled)
    return told & ~among(activities["response"], "declined") & ~among(activities["reason"], "duplicate")


def sizes(n_people: pd.Series, kind: Any, uncounted: Any, hinted: Any) -> Any:
    """The size band of human time: by the head-count, else as the rule says."""
    bands = {int(n): size_of(int(n)) for n in n_people.dropna().unique()}
    counted = n_people.map(bands).astype(object).fillna("").to_numpy()
    own = np.where(uncounted, "", np.where(counted == "", hinted, counted))
    return np.where(kind == "human", own, "")

"""The invented year of examples/year, worked out minute by minute from its story and the definitions, without the program.

A minute is in one state: who was met, what was in front, what the assistant did. Every figure is a sum of such minutes. Seconds
are fractions, so that what several meetings share is exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import cache
from typing import Final

import story
from story import Meeting

MINUTE: Final = timedelta(minutes=1)
TOOL_APPS: Final = {
    "Code": "build", "Alacritty": "build", "Microsoft Excel": "data", "Microsoft Word": "document",
}  # fmt: skip
TALK_APPS: Final = {"Slack": "chat", "Thunderbird": "email"}
PURPOSES: Final = {
    "Stand-up": "ritual", "1:1 Ana": "check_in", "1:1 Bo": "check_in", "1:1 Cy": "check_in", "1:1 Fay": "check_in", "Catch-up Dana": "check_in",
    "Mentoring Eli": "mentoring", "Team meeting": "ritual", "Sprint review": "ritual", "Pairing Gus": "working", "All-hands": "ritual",
    "Partner call": "customer", "Offsite": "social",
}  # fmt: skip
Amounts = dict[str, Fraction]


def why_not(m: Meeting) -> str:
    """Why a meeting does not count; "" where it does (DESIGN 3.3)."""
    if m.cancelled:
        return "cancelled"
    if m.mine != story.YES:
        return {story.NO: "declined", story.MAYBE: "tentative", story.OPEN: "unanswered"}[m.mine]
    return "out_of_office" if any(a <= m.start.date() < b for a, b in story.VACATIONS) else ""


def size_of(m: Meeting) -> str:
    n = len(m.people) + 1
    return "one_to_one" if n == 2 else "small" if n <= 8 else "large" if n <= 18 else "broadcast"


def mode_of(m: Meeting) -> str:
    link, room = "https" in m.place, bool(m.place) and not m.place.startswith("https")
    return "hybrid" if link and room else "video" if link else "in_person" if room else "no_place"


def minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    while start < end:
        yield start
        start += MINUTE


@cache
def calendar() -> tuple[Meeting, ...]:
    return tuple(story.meetings())


@cache
def attended() -> tuple[Meeting, ...]:
    return tuple(m for m in calendar() if not why_not(m))


@dataclass
class Minute:
    """What is known of one minute."""

    met: list[Meeting] = field(default_factory=list)
    pending: bool = False
    app: str = ""
    hands_on: bool = False
    watched: bool = False
    agents: int = 0


@cache
def grid() -> dict[datetime, Minute]:
    """Every minute in which anything is."""
    found: dict[datetime, Minute] = defaultdict(Minute)
    for m in calendar():
        for at in minutes(m.start, m.end):
            if not why_not(m):
                found[at].met.append(m)
            elif why_not(m) in {"tentative", "unanswered"}:
                found[at].pending = True
    away = {at for start, end in story.idle() for at in minutes(start, end)}
    for w in story.windows():
        for at in minutes(w.start, w.end):
            if at not in away:
                found[at].app = w.app
    for session in story.sessions():
        last = None
        for at, works in session.prompts:
            # The gap before an act: whole up to five minutes, else its last one; a minute before the first (formats/ai.md 3.3).
            near = last is not None and at - last <= 5 * MINUTE
            for moment in minutes(last if near and last is not None else at - MINUTE, at):
                found[moment].hands_on = True
            for nth, moment in enumerate(minutes(at, at + works * MINUTE)):
                found[moment].agents += 1
                found[moment].watched |= nth < 5
            last = at + works * MINUTE
    return found


def on_duty(at: datetime) -> bool:
    return not story.is_free(at.date()) and time(9) <= at.time() < time(17)


def claims(m: Minute) -> list[tuple[str, str, str]]:
    """Size, mode and purpose of each certain claim of people."""
    met = [(size_of(x), mode_of(x), PURPOSES.get(x.title, "untagged")) for x in m.met]
    return met + ([("unsized", TALK_APPS[m.app], "untagged")] if m.app in TALK_APPS else [])


@cache
def days() -> dict[date, Amounts]:
    """The amounts of each day by name, in seconds or as counts."""
    found: dict[date, Amounts] = defaultdict(lambda: defaultdict(Fraction))
    for at, m in grid().items():
        day, people = found[at.date()], claims(m)
        tool = m.hands_on or m.app in TOOL_APPS
        for sort, holds in _sorts(at, m, people, tool):
            if holds:
                day[sort] += 60
        for size, mode, purpose in people:
            for name in (size, mode, purpose):
                day[name] += Fraction(60, len(people))
        if tool and not people:
            day["ai" if m.hands_on else f"tool_{TOOL_APPS[m.app]}"] += 60
        day["ai_agent"] += 60 * m.agents
        day["ai_unattended"] += 0 if people or tool or m.watched else 60 * m.agents
        day["ai_running"] += 60 if m.agents else 0
    for session in story.sessions():
        # No pause of a session is longer than half an hour, and every turn has one act.
        day, n = found[session.prompts[0][0].date()], len(session.prompts)
        day["n_sessions"] += 1
        day["human_acts"] += n
        day["n_turns"] += n
        day["one_prompt"] += n == 1
        day["automating"] += n == 1
        day["augmenting"] += n >= 3
    for day_of in all_days():
        _of_day(day_of, found[day_of])
    return found


def is_watching(m: Minute) -> bool:
    """W of DESIGN 3.6: the machine runs, the last act was five minutes ago at most, and nothing else claims the minute."""
    return m.watched and not (m.met or m.pending or m.app or m.hands_on)


def _sorts(at: datetime, m: Minute, people: list[tuple[str, str, str]], tool: bool) -> Iterable[tuple[str, bool]]:
    human, seen = bool(people), bool(people) or tool or m.app != ""
    yield "human", human
    yield "tool", tool and not human
    yield "meeting_union", bool(m.met)
    yield "double_booked", len(m.met) > 1
    yield "multitasking", human and tool
    yield "after_hours", human and not on_duty(at)
    yield "observed", seen and on_duty(at)
    yield "accounted", (human or tool) and on_duty(at)
    yield "ai_watching", is_watching(m)
    # The classes of DESIGN 3.6, each minute in the first that fits.
    yield "h_sure", human and not tool
    yield "x", human and tool
    yield "n", m.pending and not human
    yield "n0", m.pending and not human and not tool
    yield "u", m.app == "Notchpad" and not human and not m.pending
    yield "t_sure", tool and not human and not m.pending


def all_days() -> list[date]:
    return [story.FIRST + timedelta(days=i) for i in range((story.UNTIL - story.FIRST).days)]


def _of_day(day: date, found: Amounts) -> None:
    met = sorted((m for m in attended() if m.start.date() == day), key=lambda m: (m.start, m.end))
    ones = [m for m in calendar() if m.start.date() == day and size_of(m) == "one_to_one"]
    counts = {
        "expected": 0 if story.is_free(day) else 8 * 3600,
        "length": sum(m.minutes * 60 for m in met),
        "recurring": sum(m.minutes * 60 for m in met if m.series),
        "n_contacts": sum(size_of(m) in {"one_to_one", "small"} for m in met),
        "n_one_to_ones": sum(not why_not(m) for m in ones),
        "n_one_to_ones_moved": sum((m.uid, m.start) in MOVED_TO for m in ones),
        "n_one_to_ones_missed": sum(why_not(m) in {"cancelled", "declined", "out_of_office"} for m in ones),
        "in_person_days": int(found["in_person"] > 0),
    }
    found.update({name: Fraction(n) for name, n in counts.items()})
    found["ai_attended"] = found["ai_agent"] - found["ai_unattended"]
    found["unaccounted"] = found["expected"] - found["accounted"]
    found["meeting"] = found["human"] - found["chat"] - found["email"]
    latest = None
    for m in met:
        if latest is not None and m.start >= latest:
            found["gaps"] += 1
            found["short_gaps"] += m.start - latest < 5 * MINUTE
        latest = max(latest or m.end, m.end)
    if not story.is_free(day):
        _focus(day, found)


MOVED_TO: Final = {(uid, start) for (uid, _), start in story.MOVED.items()}


def _focus(day: date, found: Amounts) -> None:
    """METRICS 6: stretches without accepted meetings, and in the longer ones the pieces of an hour without chat or mail."""
    free = [not grid()[at].met if at in grid() else True for at in minutes(story.at(day, "09:00"), story.at(day, "17:00"))]
    talk = [
        grid()[at].app in TALK_APPS if at in grid() else False for at in minutes(story.at(day, "09:00"), story.at(day, "17:00"))
    ]
    for first, until in runs(free):
        found["available"] += 60 * (until - first)
        if until - first < 60:
            found["fragmented"] += 60 * (until - first)
            continue
        quiet = [(a, b) for a, b in runs([not t for t in talk[first:until]]) if b - a >= 60]
        found["uninterrupted"] += 60 * sum(b - a for a, b in quiet)
        found["n_blocks_1h"] += len(quiet)
        found["n_blocks_2h"] += sum(b - a >= 120 for a, b in quiet)
    found["interrupted"] = found["available"] - found["fragmented"] - found["uninterrupted"]


def runs(flags: list[bool]) -> list[tuple[int, int]]:
    """The stretches in which a flag holds."""
    edges = [i for i in range(len(flags) + 1) if (i > 0 and flags[i - 1]) != (i < len(flags) and flags[i])]
    return list(zip(edges[::2], edges[1::2], strict=True))


def total(first: date, until: date) -> Amounts:
    """The amounts of the days from `first` up to, not including, `until`."""
    found: Amounts = defaultdict(Fraction)
    for day, amounts in days().items():
        if first <= day < until:
            for name, amount in amounts.items():
                found[name] += amount
    return found


RATIOS: Final = {
    "share": (["human"], ["human", "tool"]), "ai_balance": (["ai"], ["ai", "human"]), "ai_share_of_tool": (["ai"], ["tool"]),
    "interactive_share": (["one_to_one", "small"], ["one_to_one", "small", "large", "broadcast"]),
    "in_person_share": (["in_person"], ["human"]), "recurring_share": (["recurring"], ["length"]), "back_to_back_rate": (["short_gaps"], ["gaps"]),
    "acts_per_turn": (["human_acts"], ["n_turns"]), "one_prompt_share": (["one_prompt"], ["n_sessions"]),
    "augmentation_share": (["augmenting"], ["n_sessions"]), "automation_share": (["automating"], ["n_sessions"]),
    "parallelism": (["ai_agent"], ["ai_running"]), "attended_share": (["ai_attended"], ["ai_agent"]),
}  # fmt: skip
"""The metrics that are ratios of sums."""
OF_ASSISTANT: Final = {
    "ai_subagent_seconds", "ai_waiting_seconds", "n_sessions", "human_acts", "n_turns", "acts_per_turn", "n_interrupts", "one_prompt_share",
    "augmentation_share", "automation_share", "parallelism", "attended_share",
}  # fmt: skip
"""What only the assistant's own log tells: missing, not 0, before there is one (METRICS 4.1)."""

"""An invented organisation: three companies, forty teams, four hundred people, and a story that the audit should find.

Harbour is a portfolio of three companies. **Alder** drew new borders between its departments: from the seventh week on its people
meet colleagues of other teams half as often. **Birch** gave everybody an assistant in that week: time with it grows, and every
second one-to-one falls out. **Cedar** has a department whose managers lead twice as many people as elsewhere and meet few of
them alone. People join and leave. Nothing is drawn from any clock: the same seed gives
the same files.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, Final

from connratio.team.demo_ics import Event, calendar_text

FIRST: Final = date(2026, 1, 5)
CHANGE: Final = 6
"""Weeks before the story's turn."""
COMPANIES: Final = ("Alder", "Birch", "Cedar")
DEPARTMENTS: Final = ("Product", "Sales", "Operations", "Finance")
PLACES: Final = ("Porto", "Gdansk", "Cork")
_FIRST_NAMES: Final = (
    "Ada", "Bela", "Cleo", "Dara", "Eero", "Finn", "Gita", "Hugo", "Inka", "Joao", "Kaja", "Liam", "Mina", "Nils", "Olga", "Pavel",
)  # fmt: skip
_LAST_NAMES: Final = (
    "Abel", "Bruun", "Costa", "Dahl", "Ekman", "Faria", "Gomes", "Holm", "Ivanov", "Jansen", "Kovac", "Lund", "Moreau", "Nagy",
)  # fmt: skip


@dataclass(slots=True)
class Somebody:
    """An invented person."""

    address: str
    name: str
    team: int
    company: str
    department: str
    level: str
    manager: Somebody | None = None
    start: date | None = None
    end: date | None = None
    events: list[Event] = field(default_factory=list)

    @property
    def row(self) -> dict[str, str]:
        """Their line in the people directory."""
        return {
            "id": "", "email": self.address, "name": self.name, "aliases": "", "team": f"{self.company} {self.team:02}",
            "department": f"{self.company} {self.department}", "company": self.company, "portfolio": "Harbour",
            "location": PLACES[(self.team + len(self.name)) % len(PLACES)], "management_level": self.level,
            "manager": self.manager.address if self.manager else "",
            "start": self.start.isoformat() if self.start else "", "end": self.end.isoformat() if self.end else "",
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """How large the organisation is: `windows` is the number of stretches of a tool that a log has each day."""

    people: int = 400
    teams: int = 40
    weeks: int = 13
    windows: int = 5
    seed: int = 9


def people_of(size: Size, rng: Random) -> list[Somebody]:
    """The people by team: the first of each is its manager, the first manager of each company leads the others."""
    found: list[Somebody] = []
    heads: dict[str, Somebody] = {}
    # Teams of four to sixteen, as far as the number of people allows.
    weights = [rng.randrange(4, 17) for _ in range(size.teams)]
    shares = list(accumulate(weights))
    for nth in range(size.people):
        team = bisect_right(shares, nth * shares[-1] / size.people)
        company = COMPANIES[team * len(COMPANIES) // size.teams]
        first, last = rng.choice(_FIRST_NAMES), rng.choice(_LAST_NAMES)
        one = Somebody(
            f"{first}.{last}.{nth}@{company}.example".lower(),
            f"{first} {last}",
            team,
            company,
            DEPARTMENTS[team % 4],
            "individual",
        )
        found.append(one)
    managers: dict[int, Somebody] = {}
    for one in found:
        if one.team not in managers:
            managers[one.team] = one
            one.level = "manager"
            head = heads.setdefault(one.company, one)
            one.manager = None if head is one else head
            if head is one:
                one.level = "executive"
        else:
            one.manager = managers[one.team]
    for one in rng.sample([p for p in found if p.level == "individual"], max(size.people // 40, 1)):
        if rng.random() < 0.5:
            one.start = FIRST + timedelta(weeks=rng.randrange(2, max(size.weeks - 2, 3)))
        else:
            one.end = FIRST + timedelta(weeks=rng.randrange(2, max(size.weeks - 2, 3)))
    return found


def plan(people: list[Somebody], size: Size, rng: Random) -> None:
    """Give everybody their meetings: each event stands in the calendar of all who are invited."""
    teams: dict[int, list[Somebody]] = {}
    for one in people:
        teams.setdefault(one.team, []).append(one)
    for nth, team in teams.items():
        _meet(team, FIRST + timedelta(days=nth % 5), time(9, 30), 30, size.weeks, rng, title="Team round", online=nth % 3 > 0)
    for one in people:
        if one.manager is not None:
            _one_to_one(one, size, rng)
    _across(people, teams, size, rng)
    for company in COMPANIES:
        everyone = [p for p in people if p.company == company]
        for week in range(1, size.weeks, 4):
            _meet(everyone, FIRST + timedelta(weeks=week, days=3), time(16), 45, 1, rng, title="All hands", online=True)


def _one_to_one(one: Somebody, size: Size, rng: Random) -> None:
    assert one.manager is not None  # noqa: S101  # the caller looked
    rare = one.company == "Cedar" and one.department == "Operations"
    day, at = rng.randrange(5), time(rng.randrange(10, 17), rng.choice([0, 30]))
    for week in range(rng.randrange(2), size.weeks, 2):
        falls_out = rare and rng.random() < 0.75
        if one.company == "Birch" and week >= CHANGE:
            falls_out = rng.random() < 0.5
        if not falls_out:
            _meet(
                [one.manager, one],
                FIRST + timedelta(weeks=week, days=day),
                at,
                30,
                1,
                rng,
                title="One to one",
                online=day % 2 == 0,
            )


def _across(people: list[Somebody], teams: dict[int, list[Somebody]], size: Size, rng: Random) -> None:
    """Work between teams: each person now and then calls a few colleagues, of the own team or of the same company."""
    of_company = {c: [p for p in people if p.company == c] for c in COMPANIES}
    for one in people:
        for week in range(size.weeks):
            for _ in range(2):
                outside = 0.5 if one.company != "Alder" or week < CHANGE else 0.2
                pool = of_company[one.company] if rng.random() < outside else teams[one.team]
                others = rng.sample(pool, min(rng.randrange(1, 5), len(pool)))
                day, at = rng.randrange(5), time(rng.randrange(9, 19), rng.choice([0, 30]))
                guests = rng.randrange(3) if one.department == "Sales" else 0
                _meet([one, *(p for p in others if p is not one)], FIRST + timedelta(weeks=week, days=day), at, 60, 1, rng,
                      title="Working session", online=rng.random() < 0.6, guests=guests)  # fmt: skip


def _meet(
    people: list[Somebody],
    day: date,
    at: time,
    minutes: int,
    weeks: int,
    rng: Random,
    *,
    title: str,
    online: bool,
    guests: int = 0,
) -> None:
    if len(people) + guests < 2:
        return
    start = datetime.combine(day, at)
    replies = ["ACCEPTED"] + [rng.choices(("ACCEPTED", "TENTATIVE", "DECLINED"), (90, 4, 6))[0] for _ in people[1:]]
    invited = [(p.address, reply) for p, reply in zip(people, replies, strict=True)]
    invited += [(f"guest{i}@customer{rng.randrange(9)}.example", "ACCEPTED") for i in range(guests)]
    event = Event(f"{rng.getrandbits(64):016x}@harbour.example", title, start, minutes, weeks, tuple(invited), online)
    for one in people:
        last = start + timedelta(weeks=weeks - 1)
        if (one.start is None or last.date() >= one.start) and (one.end is None or start.date() < one.end):
            one.events.append(event)


def log_of(one: Somebody, nth: int, size: Size, rng: Random) -> dict[str, Any]:
    """A log of windows as ActivityWatch exports it. With the assistant's coming the windows of Birch change."""
    events = []
    for week in range(size.weeks):
        ai = 0.35 if one.company == "Birch" and week >= CHANGE else 0.08
        for day in (FIRST + timedelta(weeks=week, days=i) for i in range(5)):
            if (one.start is not None and day < one.start) or (one.end is not None and day >= one.end):
                continue
            begin = datetime.combine(day, time(9))
            each = 7 * 3600 // size.windows
            for at in range(size.windows):
                app, title = ("ChatGPT", "ChatGPT") if rng.random() < ai else rng.choice(_WINDOWS)
                moment = begin + timedelta(seconds=at * each)
                data = {"app": app, "title": title}
                events.append(
                    {"timestamp": f"{moment.isoformat()}+00:00", "duration": each * rng.randrange(60, 100) // 100, "data": data}
                )
    name = f"aw-watcher-window_pc{nth}"
    bucket = {
        "id": name,
        "type": "currentwindow",
        "client": "aw-watcher-window",
        "hostname": f"pc{nth}",
        "created": f"{FIRST}T00:00:00+00:00",
    }
    return {"buckets": {name: {**bucket, "events": events}}}


_WINDOWS: Final = (
    ("Code", "main.py - app"), ("Excel", "Plan.xlsx"), ("Word", "Draft.docx"), ("Terminal", "make"), ("Preview", "Report.pdf"),
)  # fmt: skip


def write_demo(folder: Path, size: Size | None = None) -> tuple[list[dict[str, str]], int]:
    """The lines of the directory and the number of files written: `folder`/data/COMPANY/ADDRESS.ics, and .json for logs.

    A third of the people keep no log.
    """
    size = size or Size()
    rng = Random(size.seed)  # noqa: S311  # invented data, not a secret
    people = people_of(size, rng)
    plan(people, size, rng)
    n_files = 0
    for nth, one in enumerate(people):
        place = folder / "data" / one.company.lower()
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{one.address}.ics").write_text(calendar_text(one.address, one.events), encoding="utf-8", newline="")
        n_files += 1
        if nth % 3:
            (place / f"{one.address}.json").write_text(
                json.dumps(log_of(one, nth, size, rng), separators=(",", ":")), encoding="utf-8"
            )
            n_files += 1
    return [one.row for one in people], n_files

"""The invented year of Robin Ek, 29 September 2025 to 27 September 2026 in Munich: who met when, what was in front, what was asked.

Nobody in it exists. Robin leads a team. In March a coding assistant comes and the pairing with Gus ends; the one-to-ones with Cy thin
out and stop in May, after an offsite nobody's calendar is the same; Fay joins in June. Everything begins and ends on whole minutes.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Berlin")
FIRST, UNTIL = date(2025, 9, 29), date(2026, 9, 28)
ASSISTANT, OFFSITE = date(2026, 3, 2), date(2026, 5, 18)
ME = "robin"
HOLIDAYS = [date(2025, 10, 3), date(2025, 12, 25), date(2025, 12, 26), date(2026, 1, 1), date(2026, 1, 6), date(2026, 4, 3),
            date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14), date(2026, 5, 25), date(2026, 6, 4)]  # fmt: skip
VACATIONS = [(date(2025, 12, 22), date(2026, 1, 3)), (date(2026, 8, 3), date(2026, 8, 15))]
TEAM = ("ana", "bo", "cy", "gus", "hal")
CROWD = tuple(f"guest{i}" for i in range(28))
POOL = (
    *TEAM,
    "dana",
    "eli",
    "ida",
    "jan",
    "kim",
    "lee",
    "mo",
    "nia",
    "ole",
    "pia",
    "quinn",
    "ria",
    "sam",
    "tom",
    "uma",
    "vik",
    "wes",
    "xia",
    "yul",
    "zoe",
)
VIDEO, ROOM = "https://meet.google.com/abc-defg-hij", "Room Isar"
HYBRID = f"{ROOM}; {VIDEO}"
YES, NO, MAYBE, OPEN = "ACCEPTED", "DECLINED", "TENTATIVE", "NEEDS-ACTION"
DAYS = ("MO", "TU", "WE", "TH", "FR")


@dataclass(frozen=True)
class Meeting:
    """One occurrence, in local time; `people` are first names without mine, `organiser` one of them or me."""

    uid: str
    title: str
    start: datetime
    minutes: int
    people: tuple[str, ...]
    organiser: str = ME
    place: str = VIDEO
    mine: str = YES
    cancelled: bool = False
    series: bool = False

    @property
    def end(self) -> datetime:
        """Its end, in local time."""
        return self.start + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Series:
    """A recurring meeting: `days` from `first` to `last`, every `every` weeks, or each month on the `nth` of its day."""

    meeting: Meeting
    days: str
    last: date = UNTIL - timedelta(days=1)
    every: int = 1
    nth: int = 0
    left_out: tuple[date, ...] = ()

    @property
    def dates(self) -> list[date]:
        """The days on which it is planned, those left out included."""
        first = self.meeting.start.date()
        monday = first - timedelta(days=first.weekday())
        found = []
        for offset in range((self.last - first).days + 1):
            day = first + timedelta(days=offset)
            if day.weekday() > 4 or DAYS[day.weekday()] not in self.days:
                continue
            if (day.day - 1) // 7 + 1 == self.nth if self.nth else (day - monday).days // 7 % self.every == 0:
                found.append(day)
        return found

    @property
    def exceptions(self) -> list[date]:
        """Planned days on which it does not take place: holidays, the offsite, and its own."""
        return [d for d in self.dates if d in HOLIDAYS or d in self.left_out or 0 <= (d - OFFSITE).days < 3]


def at(day: date, clock: str) -> datetime:
    """A clock time of a day."""
    return datetime.combine(day, time.fromisoformat(clock))


def made(
    uid: str, title: str, first: date, clock: str, minutes: int, people: str, organiser: str = ME, place: str = VIDEO
) -> Meeting:
    """A meeting written in one line."""
    return Meeting(uid, title, at(first, clock), minutes, tuple(people.split()), organiser, place, series=True)


CY_SKIPPED = tuple(date(2026, 3, 4) + timedelta(weeks=i) for i in (0, 2, 4, 5, 7, 8))
SERIES = (
    Series(made("standup", "Stand-up", FIRST, "09:15", 15, " ".join(TEAM)), "MO,TU,WE,TH,FR"),
    Series(made("ana", "1:1 Ana", date(2025, 9, 30), "10:00", 30, "ana"), "TU"),
    Series(made("bo", "1:1 Bo", date(2025, 10, 2), "14:00", 45, "bo", "bo", ROOM), "TH", every=2),
    Series(made("cy", "1:1 Cy", date(2025, 10, 1), "15:00", 30, "cy"), "WE", date(2026, 5, 6), left_out=CY_SKIPPED),
    Series(made("dana", "Catch-up Dana", date(2025, 10, 6), "13:30", 30, "dana", "dana"), "MO", every=2),
    Series(made("eli", "Mentoring Eli", date(2025, 10, 10), "13:00", 60, "eli", "eli", ROOM), "FR", nth=2),
    Series(made("fay", "1:1 Fay", date(2026, 6, 8), "11:00", 30, "fay"), "MO"),
    Series(made("team", "Team meeting", date(2025, 10, 1), "11:00", 60, " ".join((*TEAM, "ida")), place=ROOM), "WE"),
    Series(made("product", "Product round", date(2025, 9, 30), "14:00", 60, " ".join(POOL[5:15]), "jan"), "TU"),
    Series(made("review", "Sprint review", date(2025, 10, 3), "15:00", 45, " ".join((*TEAM, "mo")), "gus", HYBRID), "FR"),
    Series(made("pairing", "Pairing Gus", FIRST, "10:30", 90, "gus", "gus", ROOM), "MO,TH", date(2026, 2, 26)),
    Series(made("all", "All-hands", date(2025, 10, 2), "16:00", 60, " ".join(("dana", *CROWD)), "dana"), "TH", nth=1),
    Series(made("partner", "Partner call", date(2025, 10, 2), "17:30", 45, "kim lee", "kim"), "TH"),
)
MOVED = {("cy", date(2026, 1, 14)): at(date(2026, 1, 16), "10:00"), ("ana", date(2026, 2, 10)): at(date(2026, 2, 11), "16:30")}
TITLES = (
    "Budget numbers",
    "Roadmap question",
    "Invoices",
    "Data export",
    "Release notes",
    "Pricing",
    "Contract",
    "Forecast",
    "Search",
    "Checkout",
)


def is_free(day: date) -> bool:
    """Whether Robin does not work on the day."""
    return day.weekday() > 4 or day in HOLIDAYS or any(a <= day < b for a, b in VACATIONS)


def workdays() -> list[date]:
    """The days on which Robin works, the offsite included."""
    every = (FIRST + timedelta(days=i) for i in range((UNTIL - FIRST).days))
    return [day for day in every if not is_free(day)]


def in_office() -> list[date]:
    """The days on which Robin works at the desk."""
    return [day for day in workdays() if not 0 <= (day - OFFSITE).days < 3]


def occurrences(series: Series) -> list[Meeting]:
    """What takes place of a series, moved ones where they were moved to; those in a vacation are in the calendar too."""
    own = series.meeting
    days = [d for d in series.dates if d not in series.exceptions]
    starts = [MOVED.get((own.uid, d), datetime.combine(d, own.start.time())) for d in days]
    return [replace(own, start=start) for start in starts]


def single_meetings() -> list[Meeting]:
    """Everything that does not recur: the offsite, and what a working day brings."""
    rng = random.Random(20250929)
    found = [
        Meeting(
            f"offsite{i}",
            "Offsite",
            at(OFFSITE + timedelta(days=i), "09:00"),
            480,
            (*TEAM, *POOL[5:12]),
            "dana",
            "Seehotel Ammersee",
        )
        for i in range(3)
    ]
    for day in in_office():
        starts = sorted(rng.sample(range(34, 68), rng.choice((3, 4, 5, 5) if day < ASSISTANT else (2, 3, 4))))
        for nth, quarter in enumerate(starts):
            n = rng.choice((1, 1, 2, 3, 5) if day < ASSISTANT else (1, 2, 3, 5, 9))
            people = tuple(rng.sample(POOL if n > 1 else POOL[len(TEAM) :], n))  # the team has one-to-ones of its own
            found.append(
                Meeting(
                    f"{day:%m%d}-{nth}", rng.choice(TITLES), at(day, f"{quarter // 4:02}:{quarter % 4 * 15:02}"), rng.choice((15, 30, 30, 45, 60)),
                    people, rng.choice((ME, people[0])), rng.choice((VIDEO, VIDEO, ROOM, HYBRID, "")),
                    rng.choices((YES, NO, MAYBE, OPEN), (86, 6, 5, 3))[0], rng.random() < 0.03,
                )
            )  # fmt: skip
    return [replace(m, mine=YES) if m.organiser == ME else m for m in found]


def meetings() -> list[Meeting]:
    """The calendar of the year, in order."""
    every = [m for s in SERIES for m in occurrences(s)] + single_meetings()
    return sorted(every, key=lambda m: (m.start, m.uid))


@dataclass(frozen=True)
class Window:
    """A program in front, in local time."""

    start: datetime
    end: datetime
    app: str


APPS = {
    "Code": 40,
    "Slack": 12,
    "Thunderbird": 9,
    "Microsoft Excel": 11,
    "Microsoft Word": 11,
    "Alacritty": 12,
    "Spotify": 3,
    "Notchpad": 2,
}


def windows() -> list[Window]:
    """What is in front from the first minute at the desk to the last, without a gap."""
    rng = random.Random(1)
    found = []
    for day in in_office():
        here, end = (
            at(day, f"{rng.choice(('08:30', '08:45', '09:00'))}"),
            at(day, rng.choice(("17:00", "17:30", "18:00", "18:30"))),
        )
        while here < end:
            upto = min(here + timedelta(minutes=rng.randint(3, 28)), end)
            found.append(Window(here, upto, rng.choices(list(APPS), list(APPS.values()))[0]))
            here = upto
    return found


def idle() -> list[tuple[datetime, datetime]]:
    """When nobody is at the machine, of the days at the desk: lunch, and every meeting in one place that is attended."""
    days = set(in_office())
    spans = [(at(day, "12:15"), at(day, "13:00")) for day in days]
    spans += [
        (m.start, m.end) for m in meetings() if m.place == ROOM and m.mine == YES and not m.cancelled and m.start.date() in days
    ]
    joined: list[tuple[datetime, datetime]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


@dataclass(frozen=True)
class Session:
    """A conversation with the assistant: each prompt with the minutes that the machine then works."""

    name: str
    prompts: tuple[tuple[datetime, int], ...]


def sessions() -> Iterator[Session]:
    """From March on one to three a day, more and longer as the year goes on; from July on also a long run that nobody watches."""
    rng = random.Random(3)
    for day in in_office():
        if day < ASSISTANT:
            continue
        months = (day - ASSISTANT).days // 30
        for nth in range(rng.choice((1, 1, 2) if months < 3 else (1, 2, 3))):
            here = at(day, ("09:40", "13:20", "16:00")[nth]) + timedelta(minutes=rng.randint(0, 20))
            prompts = []
            for _ in range(rng.randint(8, 12 + months)):
                works = rng.randint(1, 4)
                prompts.append((here, works))
                here += timedelta(minutes=works + rng.choice((1, 2, 2, 3, 4, 5, 9)))
            if day >= date(2026, 7, 1) and nth == 0:
                prompts.append((here, 40))
            yield Session(str(uuid.uuid5(uuid.NAMESPACE_URL, f"{day}/{nth}")), tuple(prompts))


def pulse() -> list[tuple[date, str, int]]:
    """The answers of every Friday at work."""
    rng = random.Random(4)
    fridays = [day for day in workdays() if day.weekday() == 4]
    base = {"connection": 7, "energy": 6, "meaning": 7, "trust": 7}
    return [
        (day, item, max(0, min(10, level + rng.randint(-1, 1) - (2 if day >= ASSISTANT and item in {"connection", "trust"} else 0))))
        for day in fridays for item, level in base.items()
    ]  # fmt: skip

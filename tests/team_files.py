"""Small organisations for tests: a people directory, and calendars in one line a meeting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from connratio.config.load import load_config
from connratio.importers.contract import Options
from connratio.ledger.policy import policy_of
from connratio.team.directory import read_directory
from connratio.team.engine import Engine, Here
from connratio.team.facts import Facts
from connratio.team.gather import Context, everybody, facts_of
from connratio.team.ids import Ids
from connratio.team.units import plan

ZONE = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 25)


def meeting(uid: str, start: str, minutes: int, people: str, *, extra: str = "", title: str = "Planning") -> str:
    """A VEVENT: `people` are addresses, the first organises; `-ana@x` declined, `?ana@x` has not answered."""
    marks = {"-": "DECLINED", "?": "NEEDS-ACTION"}
    who = [(w.lstrip("-?"), marks.get(w[0], "ACCEPTED")) for w in people.split()]
    lines = [f"ATTENDEE;PARTSTAT={reply}:mailto:{address}" for address, reply in who]
    begin = datetime.fromisoformat(start)
    return "\r\n".join([
        "BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", f"DTSTART:{begin:%Y%m%dT%H%M%SZ}", f"DURATION:PT{minutes}M",
        f"ORGANIZER:mailto:{who[0][0]}", *lines, *([extra] if extra else []), "END:VEVENT",
    ])  # fmt: skip


def calendar(events: Iterable[str], name: str = "") -> str:
    named = [f"X-WR-CALNAME:{name}"] if name else []
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *named, *events, "END:VCALENDAR", ""])


def facts(folder: Path, people: str, files: Mapping[str, str], engine: Engine | None = None) -> Facts:
    """The facts of these files (by path) under this directory (CSV)."""
    (folder / "people.csv").write_text(people, encoding="utf-8")
    for name, content in files.items():
        file = folder / "data" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8", newline="")
    directory = read_directory(folder / "people.csv")
    policy = policy_of(load_config(None, use=False), ZONE)
    context = Context(directory, policy, Options(ZONE, TODAY), Ids(b"k" * 32))
    return facts_of(everybody(plan([folder / "data"], directory), context, engine or Here()), context)

"""Our own splitting of plain content lines against the icalendar package, line by line and component by component."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connratio.importers.ics.blocks import cut
from connratio.importers.ics.event import event_of
from connratio.importers.ics.lines import _by_icalendar, parse_line
from connratio.model.text import clean

OURS = sorted((Path(__file__).parent / "cases" / "ics").glob("*/input.ics"))
THEIRS = sorted((Path(icalendar.__file__).parent / "tests").rglob("*.ics"))
NAMES = st.sampled_from(["SUMMARY", "dtstart", "ATTENDEE", "X-ODD-1", "LOCATION"])
PARAMS = st.lists(
    st.tuples(st.sampled_from(["TZID", "CN", "PARTSTAT", "X-A"]), st.from_regex(r"[A-Za-z0-9/_.@-]{1,12}", fullmatch=True)),
    max_size=3,
    unique_by=lambda p: p[0],
)
# No backslash: the package undoes escapes in this step already, ours only in `Line.text`.
VALUES = st.text(
    st.characters(
        codec="utf-8", exclude_characters="\\\r\n\0\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", exclude_categories=["Cc", "Cs"]
    ),
    max_size=30,
)


@settings(max_examples=300, deadline=None)
@given(name=NAMES, params=PARAMS, value=VALUES)
def test_a_plain_line_is_split_as_icalendar_splits_it(name: str, params: list[tuple[str, str]], value: str) -> None:
    raw = name + "".join(f";{k}={v}" for k, v in params) + ":" + value
    assert parse_line(raw) == _by_icalendar(raw)


@pytest.mark.filterwarnings("ignore:Timezone .* is a globally unique TZID")  # it warns of what we resolve ourselves
@pytest.mark.parametrize("file", [*OURS, *THEIRS], ids=lambda f: f.name)
def test_the_events_of_a_file_are_those_that_icalendar_reads(file: Path) -> None:
    for calendar in cut(file.read_bytes(), file.name).calendars:
        for block in calendar.events:
            text = "\r\n".join(["BEGIN:VEVENT", *block.lines, "END:VEVENT", ""])
            try:
                theirs = icalendar.Event.from_ical(text)
            except ValueError:
                continue  # icalendar refuses the component as a whole
            ours, _ = event_of(block, file.name, cancelled=False)
            start = theirs.get("DTSTART")
            if ours is None or not isinstance(getattr(start, "dt", None), date):
                continue
            assert ours.uid in {str(theirs.get("UID", "")).strip(), f"line-{block.line}"}
            end = getattr(theirs.get("DTEND"), "dt", start.dt)
            if type(end) is type(start.dt):
                assert ours.start.is_date == (not isinstance(start.dt, datetime))
            if isinstance(theirs.get("SUMMARY"), str):
                assert ours.title == clean(str(theirs["SUMMARY"]))
            if isinstance(start.dt, datetime) and not ours.start.is_date:
                local = start.dt.astimezone(UTC) if ours.start.tzid == "UTC" else start.dt
                assert ours.start.local == local.replace(tzinfo=None)
            assert len(ours.rules) == len([r for r in _listed(theirs.get("RRULE")) if r])


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]

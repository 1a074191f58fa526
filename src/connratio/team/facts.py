"""What an audit is computed from: numbers per person and week, meeting and pair. No name, address, title or UID is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pandas as pd

    from connratio.model.problems import Problem

GROUPINGS: Final = ("team", "department", "company", "location", "management_level")
"""What `--split` chooses."""
LEVELS: Final = ("team", "department", "company", "portfolio")
"""The nesting, from the inside out. The directory makes sure that every group of a level has one parent."""
EXTERNAL: Final = -1
"""The other of a tie who is not in the directory."""

MEMBERS: Final[dict[str, Any]] = {
    "person": "int32",  # number in the directory, 0 upwards: the key of every frame
    "team": "object",  # "" where the directory gives none, here and in the next five
    "department": "object",
    "company": "object",
    "portfolio": "object",
    "location": "object",
    "management_level": "object",
    "manager": "int32",  # person; -1: none
    "start": "Int32",  # first day (proleptic ordinal) and the day after the last one; missing: open
    "end": "Int32",
    "has_calendar": "bool",  # whether a calendar of theirs was read
}
PERSON_WEEKS: Final[dict[str, Any]] = {
    "person": "int32",
    "week": "int32",  # proleptic ordinal of its Monday
    "active": "bool",  # time with people or with tools that counts in the week
    "tracked": "bool",  # their tool log covers at least a quarter of the week's expected working time (DESIGN 3.7)
    "meeting_ms": "int64",  # union of the counted calendar entries with people
    "human_ms": "int64",  # the four of the timeline, disjoint: human, tool (AI is a part of it), solo and unknown are left over
    "tool_ms": "int64",
    "ai_ms": "int64",
    "one_to_one_ms": "int64",  # human_ms by size; the rest (chat, mail, no head-count) has none
    "small_ms": "int64",
    "large_ms": "int64",
    "broadcast_ms": "int64",
    "in_person_ms": "int64",  # human_ms in a room with nobody on a line
    "placed_ms": "int64",  # human_ms of which the place is known (in person, video, hybrid, phone)
    "recurring_ms": "int64",  # union of the recurring among the meetings of meeting_ms
    "after_hours_ms": "int64",  # human_ms outside working hours
    "expected_ms": "int64",  # working hours less days off and holidays
    "observed_ms": "int64",  # the part of expected_ms that any source covers: coverage is observed ÷ expected
    "focus_ms": "int64",  # uninterrupted time (METRICS 6)
    "n_sessions": "int32",  # sittings with an assistant that began in the week
    "n_augmenting": "int32",  # of these: by label, or three turns or more (measure.ai.sittings)
    "n_automating": "int32",  # of these: by label, one turn, or nobody's
}
"""One row per person and week in which they are in the organisation and their own sources reach into; no row is "missing"."""
ATTENDANCE: Final[dict[str, Any]] = {
    "meeting": "int32",  # the same one for everybody who was in it
    "week": "int32",
    "day": "int32",  # local day (proleptic ordinal) on which it began
    "person": "int32",  # who attended, by their own calendar
    "ms": "int64",  # full length, also where double-booked
    "size": "object",  # 1:1, small, large, broadcast; "" unknown
    "n": "int32",  # people, outsiders included; 0 unknown
    "one_to_one": "bool",
}
TIES: Final[dict[str, Any]] = {
    "week": "int32",
    "person": "int32",  # each unordered pair once a week: person < other, or other is EXTERNAL
    "other": "int32",
    "pair_ms": "int64",  # sum over their meetings of length ÷ (n − 1); of all outsiders together where other is EXTERNAL
    "met": "int32",  # meetings of at most 8 people that both were in (EXTERNAL: with any outsider)
    "one_to_one": "int32",  # meetings of the two alone
    "last_one_to_one": "int32",  # day of the last of these; 0 where there is none
}
"""Also of pairs of whom only one has a calendar here: then theirs decides whether the other was there."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Frames with the columns named above, the whole ISO weeks (Mondays, ordinals) of the window, and what was left out.

    Rows are sorted by all their keys, whatever order the files came in. `left_out` counts by reason: people whose line in the
    directory is wrong, sources of nobody in it, people with records outside their stay (never records: so many are one
    person's). `asked` is what every answer names beside the figures: zone, overlap, attendance, idle rule.
    """

    members: pd.DataFrame
    weeks: tuple[int, ...]
    person_weeks: pd.DataFrame
    attendance: pd.DataFrame
    ties: pd.DataFrame
    problems: tuple[Problem, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)


def typed(rows: pd.DataFrame, columns: Mapping[str, Any]) -> pd.DataFrame:
    """The columns with their types, in their order."""
    import pandas as pd

    return pd.DataFrame({name: rows[name].astype(dtype) for name, dtype in columns.items()}).reset_index(drop=True)

"""The metrics: what each is, in one line, and the sums over tallies that make it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from connratio.timeline.classes import Band, Lane

COLUMNS: Final = ("metric", "unit", "definition", "source", "columns")


@dataclass(frozen=True, slots=True)
class Metric:
    """`part` ÷ `whole`, or `part` per week where `whole` is "": each a condition on the table `time`, or a query of day and number.

    `unit` is that of a period's value: seconds, share or count. `tools` says that it needs a tool log.
    """

    name: str
    unit: str
    definition: str
    source: str
    part: str
    whole: str = ""
    tools: bool = False

    @property
    def columns(self) -> str:
        """Where the figure stands in the output of commands."""
        return "report, week, trend, compare" if self.name in _IN_REPORT else "trend, compare, check"

    @property
    def most(self) -> float | None:
        """The largest value that it can take; None where there is none."""
        return 1.0 if self.unit == "share" else None


_TIME: Final = f"lane = {Lane.TIME}"
_HUMAN: Final = f"{_TIME} AND kind = 'human'"
_TOOL: Final = f"{_TIME} AND kind = 'tool'"
_AI: Final = f"{_TOOL} AND mode = 'ai'"
_MEETING: Final = f"{_HUMAN} AND mode NOT IN ('chat', 'email')"
_BOTH: Final = f"{_TIME} AND kind IN ('human', 'tool')"
_AI_OR_HUMAN: Final = f"{_TIME} AND (kind = 'human' OR (kind = 'tool' AND mode = 'ai'))"
_LENGTH: Final = "SELECT day, end_ms - start_ms AS n FROM meetings WHERE counted AND evidence IN ('calendar', 'call', 'timer')"
_CONTACTS: Final = (
    "SELECT day, 1 AS n FROM meetings WHERE counted AND evidence IN ('calendar', 'call', 'timer') AND size IN ('1:1', 'small')"
)
_IN_REPORT: Final = {
    "share",
    "human_seconds",
    "tool_seconds",
    "ai_seconds",
    "ai_watching_seconds",
    "ai_agent_seconds",
    "ai_balance",
}


def _seconds(name: str, definition: str, part: str, source: str, *, tools: bool = False) -> Metric:
    return Metric(f"{name}_seconds", "seconds", definition, source, part, tools=tools)


METRICS: Final[tuple[Metric, ...]] = (
    Metric("share", "share", "time with people ÷ (people + tools); of expected working time where no tool log covers a quarter of it",
           "DESIGN 3.6, 3.7", _HUMAN, _BOTH),
    _seconds("human", "time with people, each moment once", _HUMAN, "METRICS 1.1"),
    _seconds("tool", "time with tools, AI included", _TOOL, "METRICS 1.6", tools=True),
    _seconds("ai", "hands-on time with AI", _AI, "METRICS 1.6", tools=True),
    _seconds("ai_watching", "time an AI ran and the person was probably there", f"{_TIME} AND band = {Band.W}", "formats/ai", tools=True),
    _seconds("ai_agent", "machine time of AI agents, summed over sessions", f"lane = {Lane.AGENT}", "formats/ai", tools=True),
    _seconds("ai_unattended", "machine time of agents while nobody was there", f"lane = {Lane.UNATTENDED}", "formats/ai", tools=True),
    Metric("ai_balance", "share", "hands-on AI ÷ (hands-on AI + people)", "METRICS 1.6", _AI, _AI_OR_HUMAN, tools=True),
    Metric("ai_share_of_tool", "share", "hands-on AI ÷ tools", "METRICS 1.6", _AI, _TOOL, tools=True),
    *(_seconds(f"tool_{mode}", f"time with tools of the mode {mode}", f"{_TOOL} AND mode = '{mode}'", "DESIGN 2", tools=True)
      for mode in ("build", "document", "data", "workflow", "reading", "other")),
    _seconds("one_to_one", "time with exactly one other person", f"{_HUMAN} AND size = '1:1'", "METRICS 1.2"),
    _seconds("small", "time in groups of 3 to 8", f"{_HUMAN} AND size = 'small'", "METRICS 1.2"),
    _seconds("large", "time in groups of 9 to 18", f"{_HUMAN} AND size = 'large'", "METRICS 1.2"),
    _seconds("broadcast", "time in meetings of 19 and more", f"{_HUMAN} AND size = 'broadcast'", "METRICS 1.2"),
    Metric("interactive_share", "share", "time with at most 8 people ÷ time with people of known number", "METRICS 1.2",
           f"{_HUMAN} AND size IN ('1:1', 'small')", f"{_HUMAN} AND size <> ''"),
    _seconds("in_person", "time with people in one place", f"{_HUMAN} AND mode = 'in_person'", "METRICS 1.2"),
    Metric("in_person_share", "share", "time in one place ÷ time with people", "METRICS 1.2", f"{_HUMAN} AND mode = 'in_person'", _HUMAN),
    Metric("in_person_days", "count", "days with people in one place", "METRICS 1.2",
           f"SELECT DISTINCT day, 1 AS n FROM time WHERE {_HUMAN} AND mode = 'in_person' AND ms > 0"),
    *(_seconds(f"{mode}", f"time with people by {mode}", f"{_HUMAN} AND mode = '{mode}'", "DESIGN 2") for mode in ("chat", "email")),
    _seconds("meeting", "time in meetings and calls, each moment once", _MEETING, "METRICS 1.1"),
    _seconds("after_hours", "time with people outside working hours, on weekends, public holidays and days off", f"{_HUMAN} AND duty = 0",
             "METRICS 1.1, 6"),
    _seconds("double_booked", "time covered by two attended meetings or more", f"lane = {Lane.DOUBLE_BOOKED}", "METRICS 1.1"),
    _seconds("multitasking", "time that people and tools both claim", f"{_TIME} AND contested = 1", "METRICS 1.1"),
    Metric("recurring_share", "share", "length of recurring meetings ÷ length of all meetings", "METRICS 1.1", f"{_LENGTH} AND recurring", _LENGTH),
    *(_seconds(purpose, f"time with people for {purpose.replace('_', '-')}", f"{_HUMAN} AND purpose = '{purpose}'", "DESIGN 2")
      for purpose in ("check_in", "mentoring", "feedback", "ritual", "social", "working", "interview", "training", "customer")),
    Metric("n_contacts", "count", "meetings and calls of at most 8 people", "METRICS 6", _CONTACTS),
    Metric("n_one_to_ones", "count", "meetings and calls with exactly one other person", "METRICS 1.3", f"{_CONTACTS} AND size = '1:1'"),
)  # fmt: skip
BY_NAME: Final = {m.name: m for m in METRICS}


def metric_rows() -> list[dict[str, Any]]:
    """Every metric (COLUMNS)."""
    return [
        {"metric": m.name, "unit": m.unit, "definition": m.definition, "source": m.source, "columns": m.columns} for m in METRICS
    ]


def metric_named(name: str) -> Metric | None:
    """The metric of a name; `_seconds` may be left out."""
    return BY_NAME.get(name) or BY_NAME.get(f"{name}_seconds")

"""The metrics: what each is, in one line, and the sums over tallies that make it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from connratio.measure.ai import FIGURES, sql
from connratio.measure.focus import HOUR_MS
from connratio.measure.sections import SECTIONS
from connratio.measure.share import COLUMNS as REPORT_COLUMNS
from connratio.measure.share import EXPECTED
from connratio.measure.sums import Daily
from connratio.timeline.classes import Band, Lane

COLUMNS: Final = ("metric", "unit", "definition", "source", "columns")


@dataclass(frozen=True, slots=True)
class Metric:
    """`part` ÷ `whole`, or `part` per week where `whole` is None.

    `unit` is that of a period's value: seconds, share, ratio or count; `counted` says that the parts of a share are counts, not
    ms. `tools` says that it needs a tool log, `assistant` that it needs one of an AI assistant (and `ai_rows` of ai.sql),
    `heard` that it is right only where a log shows chat and mail.
    """

    name: str
    unit: str
    definition: str
    source: str
    part: Daily
    whole: Daily | None = None
    tools: bool = False
    counted: bool = False
    heard: bool = False
    assistant: bool = False

    @property
    def columns(self) -> str:
        """The commands in whose output the figure stands, under its name."""
        return ", ".join([*(command for command, names in _PRINTED.items() if self.name in names), "trend", "compare", "check"])

    @property
    def details(self) -> bool:
        """Whether it needs the resolved timeline (`spans` of ledger.tables)."""
        return self.part.source == "focus"

    @property
    def most(self) -> float | None:
        """The largest value that it can take; None where there is none."""
        return 1.0 if self.unit == "share" else None


_TIME: Final = f"lane = {Lane.TIME}"
_HUMAN: Final = f"{_TIME} AND kind = 'human'"
_TOOL: Final = f"{_TIME} AND kind = 'tool'"
_AI: Final = f"{_TOOL} AND mode = 'ai'"
_MEETING: Final = f"{_HUMAN} AND mode NOT IN ('chat', 'email')"
_OBSERVED: Final = f"{_TIME} AND duty = 1 AND kind IN ('human', 'tool', 'solo', 'unknown')"
AFTER_HOURS: Final = f"{_HUMAN} AND duty = 0"
"""Time with people outside working hours, on the table `time`."""
_BOTH: Final = f"{_TIME} AND kind IN ('human', 'tool')"
_AI_OR_HUMAN: Final = f"{_TIME} AND (kind = 'human' OR (kind = 'tool' AND mode = 'ai'))"
ATTENDED: Final = "counted AND evidence IN ('calendar', 'call', 'timer')"
"""A meeting or call that took place, on the table `meetings`."""
MOVED: Final = "instance <> 0 AND instance <> start_ms"
"""An occurrence at another time than its series has, on the table `meetings`."""
MISSED: Final = "size = '1:1' AND reason IN ('cancelled', 'declined', 'out_of_office')"
"""A one-to-one that was not held, on the table `meetings`."""
_EARLIER: Final = "(PARTITION BY day ORDER BY start_ms, end_ms, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
_GAPS: Final = f"(SELECT day, start_ms - max(end_ms) OVER {_EARLIER} AS gap FROM meetings WHERE {ATTENDED})"
_LEFT: Final = f"(SELECT day, ms FROM expected UNION ALL SELECT day, -ms FROM time WHERE {_BOTH} AND duty = 1)"
_PRINTED: Final = {
    "report": {*REPORT_COLUMNS},
    "ai": {*FIGURES},
    "week": {name for names in SECTIONS.values() for name in names},
}


def _seconds(name: str, definition: str, part: str | Daily, source: str, *, tools: bool = False, heard: bool = False) -> Metric:
    return Metric(f"{name}_seconds", "seconds", definition, source, _daily(part), tools=tools, heard=heard)


def _share(
    name: str, definition: str, part: str | Daily, whole: str | Daily, source: str, *, tools: bool = False, counted: bool = False
) -> Metric:
    return Metric(name, "share", definition, source, _daily(part), _daily(whole), tools=tools, counted=counted)


def _count(name: str, definition: str, part: Daily, source: str, *, heard: bool = False) -> Metric:
    return Metric(name, "count", definition, source, part, heard=heard)


def _daily(part: str | Daily) -> Daily:
    """A condition alone is one on the tallies; a query gives the day and the number `n`."""
    if isinstance(part, Daily):
        return part
    return Daily("true", f"({part})", "n") if part.startswith("SELECT") else Daily(part)


def _met(number: str, test: str = "true") -> Daily:
    return Daily(f"{ATTENDED} AND {test}", "meetings", number)


def _block(ms: int) -> Daily:
    return Daily(f"sort = 'uninterrupted' AND begins AND piece_ms >= {ms}", "focus", "1")


_LENGTH: Final = "end_ms - start_ms"
_CONTACT: Final = "size IN ('1:1', 'small')"


def _of_ai(name: str, unit: str, definition: str, part: str, whole: str = "") -> Metric:
    counted = unit == "count" or whole in {sql.SESSIONS, sql.TURNS}
    return Metric(
        name,
        unit,
        definition,
        "METRICS 1.6, formats/ai",
        _daily(part),
        _daily(whole) if whole else None,
        counted=counted,
        assistant=True,
    )


METRICS: Final[tuple[Metric, ...]] = (
    _share("share", "time with people ÷ (people + tools); of expected working time where no tool log covers a quarter of it",
           _HUMAN, _BOTH, "DESIGN 3.6, 3.7"),
    _seconds("human", "time with people, each moment once", _HUMAN, "METRICS 1.1"),
    _seconds("tool", "time with tools, AI included", _TOOL, "METRICS 1.6", tools=True),
    _seconds("ai", "hands-on time with AI", _AI, "METRICS 1.6", tools=True),
    _seconds("ai_watching", "time an AI ran and the person was probably there", f"{_TIME} AND band = {Band.W}", "formats/ai", tools=True),
    _seconds("ai_agent", "machine time of AI agents, summed over sessions", f"lane = {Lane.AGENT}", "formats/ai", tools=True),
    *(_of_ai(*told) for told in (
        ("ai_subagent_seconds", "seconds", "machine time of sub-agents, summed", sql.SUBAGENT),
        ("ai_waiting_seconds", "seconds", "time within turns in which the machine did not work", sql.WAITING),
        ("n_sessions", "count", "sessions with AI assistants that began, a pause over 30 minutes parting one into two", sql.SESSIONS),
        ("human_acts", "count", "prompts, commands, interrupts, steering and answers to AI assistants", sql.ACTS_DONE),
        ("n_turns", "count", "turns of AI assistants", sql.TURNS),
        ("acts_per_turn", "ratio", "acts of a person ÷ turns of AI assistants", sql.ACTS_DONE, sql.TURNS),
        ("n_interrupts", "count", "turns that a person interrupted", sql.INTERRUPTS),
        ("one_prompt_share", "share", "sessions with exactly one prompt ÷ sessions with AI assistants", sql.ONE_PROMPT, sql.SESSIONS),
        ("augmentation_share", "share", "proxy: sessions with three or more turns of a person ÷ sessions; labelled ones by their label",
         sql.AUGMENTING, sql.SESSIONS),
        ("automation_share", "share", "proxy: sessions with one turn, or without a person ÷ sessions; labelled ones by their label",
         sql.AUTOMATING, sql.SESSIONS),
        ("parallelism", "ratio", "machine time summed over sessions ÷ time in which any machine ran", sql.AGENT, sql.RUNNING),
        ("attended_share", "share", "part of the machine time of AI agents that was not unattended", sql.ATTENDED, f"lane = {Lane.AGENT}"),
    )),
    _seconds("ai_unattended", "machine time of agents while nobody was there", f"lane = {Lane.UNATTENDED}", "formats/ai", tools=True),
    _share("ai_balance", "hands-on AI ÷ (hands-on AI + people)", _AI, _AI_OR_HUMAN, "METRICS 1.6", tools=True),
    _share("ai_share_of_tool", "hands-on AI ÷ tools", _AI, _TOOL, "METRICS 1.6", tools=True),
    *(_seconds(f"tool_{mode}", f"time with tools of the mode {mode}", f"{_TOOL} AND mode = '{mode}'", "DESIGN 2", tools=True)
      for mode in ("build", "document", "data", "workflow", "reading", "other")),
    _seconds("one_to_one", "time with exactly one other person", f"{_HUMAN} AND size = '1:1'", "METRICS 1.2"),
    _seconds("small", "time in groups of 3 to 8", f"{_HUMAN} AND size = 'small'", "METRICS 1.2"),
    _seconds("large", "time in groups of 9 to 18", f"{_HUMAN} AND size = 'large'", "METRICS 1.2"),
    _seconds("broadcast", "time in meetings of 19 and more", f"{_HUMAN} AND size = 'broadcast'", "METRICS 1.2"),
    _seconds("unsized", "time with people whose number no source tells", f"{_HUMAN} AND size = ''", "METRICS 1.2"),
    _share("interactive_share", "time with at most 8 people ÷ time with people of known number",
           f"{_HUMAN} AND {_CONTACT}", f"{_HUMAN} AND size <> ''", "METRICS 1.2"),
    _seconds("in_person", "time with people in one place", f"{_HUMAN} AND mode = 'in_person'", "METRICS 1.2"),
    _share("in_person_share", "time in one place ÷ time with people", f"{_HUMAN} AND mode = 'in_person'", _HUMAN, "METRICS 1.2"),
    _count("in_person_days", "days with people in one place",
           Daily(f"{_HUMAN} AND mode = 'in_person' AND ms > 0", number="1", once=True), "METRICS 1.2"),
    *(_seconds(mode, f"time with people by {mode}", f"{_HUMAN} AND mode = '{mode}'", "DESIGN 2") for mode in ("video", "phone", "chat", "email")),
    _seconds("hybrid", "time with people partly in one place", f"{_HUMAN} AND mode = 'hybrid'", "DESIGN 2"),
    _seconds("no_place", "time with people of which no source tells the place", f"{_HUMAN} AND mode IN ('unknown', '')", "METRICS 1.2"),
    _seconds("meeting", "time in meetings and calls, each moment once", _MEETING, "METRICS 1.1"),
    _seconds("after_hours", "time with people outside working hours, on weekends, public holidays and days off", AFTER_HOURS,
             "METRICS 1.1, 6"),
    _seconds("double_booked", "time covered by two attended meetings or more", f"lane = {Lane.DOUBLE_BOOKED}", "METRICS 1.1"),
    _seconds("multitasking", "time that people and tools both claim", f"{_TIME} AND contested = 1", "METRICS 1.1"),
    _share("recurring_share", "length of recurring meetings ÷ length of all meetings", _met(_LENGTH, "recurring"), _met(_LENGTH), "METRICS 1.1"),
    _share("back_to_back_rate", "gaps below 5 minutes ÷ all gaps between one meeting and the next of the same day",
           Daily("gap BETWEEN 0 AND 299999", _GAPS, "1"), Daily("gap >= 0", _GAPS, "1"), "METRICS 1.5", counted=True),
    *(_seconds(purpose, f"time with people for {purpose.replace('_', '-')}", f"{_HUMAN} AND purpose = '{purpose}'", "DESIGN 2")
      for purpose in ("check_in", "mentoring", "feedback", "ritual", "social", "working", "interview", "training", "customer")),
    _seconds("untagged", "time with people whose purpose no rule knows", f"{_HUMAN} AND purpose = ''", "DESIGN 2"),
    _seconds("available", "working hours without accepted meetings", Daily("sort <> 'meeting'", "focus"), "METRICS 1.5, 6"),
    _seconds("uninterrupted", "available time in pieces of an hour and more without chat, mail or call", Daily("sort = 'uninterrupted'", "focus"),
             "METRICS 1.5, 6", heard=True),
    _seconds("interrupted", "the rest of available time in stretches of an hour and more between meetings", Daily("sort = 'interrupted'", "focus"),
             "METRICS 1.5, 6", heard=True),
    _seconds("fragmented", "available time in stretches below an hour between meetings", Daily("sort = 'fragmented'", "focus"), "METRICS 1.5, 6"),
    _count("n_blocks_1h", "uninterrupted pieces of an hour and more", _block(HOUR_MS), "METRICS 1.5", heard=True),
    _count("n_blocks_2h", "uninterrupted pieces of two hours and more", _block(2 * HOUR_MS), "METRICS 1.5", heard=True),
    _count("n_contacts", "meetings and calls of at most 8 people", _met("1", _CONTACT), "METRICS 6"),
    _count("n_one_to_ones", "meetings and calls with exactly one other person", _met("1", "size = '1:1'"), "METRICS 1.3"),
    _count("n_one_to_ones_moved", "one-to-ones of a series that were held at another time than the series has",
           _met("1", f"size = '1:1' AND {MOVED}"), "METRICS 1.3"),
    _count("n_one_to_ones_missed", "one-to-ones that were called off, declined, or lay on a day off", Daily(MISSED, "meetings", "1"), "METRICS 1.3"),
    _seconds("expected", "working hours less days off, absences and public holidays", EXPECTED, "DESIGN 3.7"),
    _seconds("observed", "the part of the expected working time that any source covers", _OBSERVED, "DESIGN 3.7"),
    _seconds("unaccounted", "expected working time that is neither with people nor with tools",
             Daily("true", _LEFT), "METRICS 1.6"),
)  # fmt: skip
BY_NAME: Final = {m.name: m for m in METRICS}


def metric_rows() -> list[dict[str, Any]]:
    """Every metric (COLUMNS)."""
    return [
        {"metric": m.name, "unit": m.unit, "definition": m.definition, "source": m.source, "columns": m.columns} for m in METRICS
    ]


def week_metrics() -> list[Metric]:
    """Those of the weekly self-report."""
    return [BY_NAME[name] for names in SECTIONS.values() for name in names]


def metric_named(name: str) -> Metric | None:
    """The metric of a name; `_seconds` may be left out."""
    return BY_NAME.get(name) or BY_NAME.get(f"{name}_seconds")

"""The tables of the audit and its measures, by name: nothing here computes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

COLUMNS: Final = (
    "level", "group", "parent", "period", "from", "until", "measure", "value", "unit", "low", "high", "n_people", "n_active", "coverage",
    "suppressed",
)  # fmt: skip
MATRIX_COLUMNS: Final = ("level", "group_a", "group_b", "period", "from", "until", "person_seconds", "share", "suppressed")
WHY: Final = ("", "k", "complement", "dominance", "difference")
"""The words of `suppressed`."""
TENURE: Final = ((0, 4), (4, 13), (13, 26), (26, 52))
"""Weeks since a newcomer's start, half-open."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of the audit; `source` is the section of METRICS that it follows."""

    name: str
    unit: str
    definition: str
    source: str


_LOGGED: Final = "of members whose tool log covers the week"
MEASURES: Final = (
    Measure("share_pooled", "share", f"of the group's hours: people ÷ (people + tools), {_LOGGED}", "METRICS 4.1, 7"),
    Measure("share_median_person", "share", f"the median member's people ÷ (people + tools), {_LOGGED}; 10 members and more", "METRICS 4.1, 7"),
    Measure("meeting_hours", "h", "each member's time in meetings and calls, each moment once, summed over members", "METRICS 7"),
    Measure("person_hours", "h", "full length of each meeting × the members who attended it, each meeting once by UID", "METRICS 1.0, 7"),
    Measure("one_to_one_hours", "h", "members' time with exactly one other person, summed", "METRICS 1.2"),
    Measure("small_group_hours", "h", "members' time in groups of 3 to 8, summed", "METRICS 1.2"),
    Measure("large_meeting_hours", "h", "members' time in groups of 9 to 18, summed", "METRICS 1.2"),
    Measure("broadcast_hours", "h", "members' time in meetings of 19 and more, summed", "METRICS 1.2"),
    Measure("in_person_share", "share", "members' time with people in one place ÷ time with people whose place is known", "METRICS 1.2"),
    Measure("recurring_share", "share", "time in recurring meetings ÷ time in meetings", "METRICS 1.1"),
    Measure("after_hours", "h", "members' time with people outside their working hours, on weekends, holidays and days off, summed", "METRICS 1.1"),
    Measure("focus_hours", "h", "pieces of at least 1 h of working time without meeting, chat, mail or call, summed over members", "METRICS 6"),
    Measure("cross_team_share", "share", "pair-allocated time with members of other teams ÷ with members of any team, in meetings of at most 18", "METRICS 1.4"),
    Measure("ai_balance", "share", f"hands-on AI ÷ (hands-on AI + people), {_LOGGED}", "METRICS 1.6"),
    Measure("ai_share_of_tool", "share", f"hands-on AI ÷ tools, {_LOGGED}", "METRICS 1.6"),
    Measure("augmentation_proxy", "share", "a proxy: assistants' sessions of three prompts and more ÷ these and sessions of one prompt", "METRICS 1.6"),
    Measure("unlabelled_share", "share", "assistants' sessions that the proxy takes for neither ÷ all sessions", "METRICS 1.6"),
    Measure("human_hours_q1", "h/week", "a quarter of the members have less time with people in a week of theirs; 10 members and more", "METRICS 1.4"),
    Measure("human_hours_median", "h/week", "the median member's time with people in a week of theirs; 10 members and more", "METRICS 1.4"),
    Measure("human_hours_q3", "h/week", "a quarter of the members have more time with people in a week of theirs; 10 members and more", "METRICS 1.4"),
    Measure("gini_human_hours", "index", "Gini coefficient of members' time with people × n ÷ (n − 1); 10 members and more", "METRICS 1.4"),
    Measure("check_in_coverage", "share", "members with a manager who had a one-to-one with them in the last 14 days ÷ members with a manager;"
            " clamped to 25–75 % of 10 to 20 people and to 10–90 % of more; total only", "METRICS 1.3, 3.5"),
    Measure("span_of_control", "people", "direct reports per member who has any; total only", "METRICS 1.3"),
    Measure("span_time_cost", "h/week", "span of control × 30 minutes every 14 days; total only", "METRICS 1.3"),
    Measure("leader_reach", "share", "people below the members who lead that they met among at most 8 ÷ people below; clamped; total only", "METRICS 1.3"),
    Measure("skip_level_reach", "share", "the same of people two levels below and deeper; total only", "METRICS 1.3"),
    Measure("network_breadth", "teams", "exp(entropy) of the group's pair-allocated time over the teams it is spent with (meetings of at most 18); total only", "METRICS 1.4"),
    *(Measure(f"newcomer_network_{low}_{high}", "people", f"colleagues met among at most 8 in a week, {low} to {high} weeks after a member's start;"
              " mean; total only", "METRICS 1.4") for low, high in TENURE),
    Measure("share_trend", "share/week", "Theil–Sen slope of the printed weeks of share_pooled with the interval of its test; total only", "METRICS 4.2"),
    Measure("share_trend_fixed_panel", "share/week", "the same weeks, of members with a tool log in both halves of the period alone; total only",
            "METRICS 4.1"),
)  # fmt: skip
BY_NAME: Final = {m.name: m for m in MEASURES}


def measure_rows() -> list[dict[str, Any]]:
    """Every measure, as `connratio metrics` lists them."""
    return [
        {"metric": m.name, "unit": m.unit, "definition": m.definition, "source": m.source, "columns": "audit"} for m in MEASURES
    ]

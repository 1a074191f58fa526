"""What the figures of `connratio ai` mean, in one line each: printed with every answer."""

from __future__ import annotations

from typing import Final

from connratio.importers.ai.machine import GAP_MS
from connratio.importers.ai.times import ACT_MS, IDLE_MS, WATCH_MS
from connratio.measure.ai import AUGMENTATION, AUGMENTS_FROM, AUTOMATION, BREAK_MS, LIMITS
from connratio.measure.definitions import OVERLAP


def _minutes(ms: int) -> int:
    return ms // 60_000


def settings(idle_ms: int = IDLE_MS) -> dict[str, int]:
    """The limits in force, for the query of the envelope."""
    return {
        "idle_minutes": _minutes(idle_ms),
        "act_seconds": ACT_MS // 1000,
        "watch_minutes": _minutes(WATCH_MS),
        "gap_minutes": _minutes(GAP_MS),
        "session_break_minutes": _minutes(BREAK_MS),
    }


def _hands_on(idle_ms: int) -> str:
    return (
        f"the pause before each act of a person, whole up to {_minutes(idle_ms)} minutes, else its last {ACT_MS // 1000} s, as for the "
        "first act of a session; sessions at once are one person's time"
    )


def definitions_of(overlap: str, idle_ms: int = IDLE_MS) -> dict[str, str]:
    """The definitions in force, by column."""
    return {
        "ai_seconds": f"estimated: hands-on time: {_hands_on(idle_ms)}; {OVERLAP[overlap]}; AI windows of other logs included",
        "ai_watching_seconds": f"bounded: a machine ran within {_minutes(WATCH_MS)} minutes after the last act in its session, and nothing "
        "else claims that time: neither hands-on time, people nor another tool",
        "ai_watched_seconds": "the same, whatever other tool was in use: with hands-on time the most that may be the person's time with AI",
        "ai_agent_seconds": "measured: machine time of turns, summed over sessions; where the tool does not say how long it worked, "
        f"pauses over {_minutes(GAP_MS)} minutes are left out",
        "ai_subagent_seconds": "machine time of sub-agents, summed; part of no other figure",
        "ai_unattended_seconds": "machine time while nobody watched, had hands on, met people or used another tool",
        "ai_waiting_seconds": "time within turns in which the machine did not work: for a permission, an answer, or asleep",
        "n_sessions": f"conversations in which anything happened in the period; a pause over {_minutes(BREAK_MS)} minutes parts one into "
        "two, sub-agents are none",
        "human_acts": "prompts, commands, interrupts, steering and answers of a person",
        "n_turns": "turns that began in the period",
        "one_prompt_share": "sessions with exactly one prompt ÷ sessions",
        "parallelism": "machine time summed over sessions ÷ time in which any machine ran",
        "attended_share": "part of the machine time that was not unattended; the rest was delegated",
        "augmentation_share": f"proxy: sessions with {AUGMENTS_FROM} or more turns of a person ÷ sessions; those that a category labels "
        f"({', '.join(AUGMENTATION)}) by that",
        "automation_share": "proxy: sessions with one turn of a person, or without a person ÷ sessions; those that a category labels "
        f"({', '.join(AUTOMATION)}) by that",
        "unlabelled_share": "sessions of which neither can be said ÷ sessions",
        "ai_share_of_tool": "hands-on ÷ tool time, where other logs show tools",
        "ai_balance": "hands-on ÷ (hands-on + people), where a source shows people",
        "ai_contested_seconds": "hands-on time while with people; acts then (n_contested_acts) are multitasking, in time of the meeting",
    }


SENSITIVITY: Final = (
    f"the same at idle limits of {', '.join(map(str, LIMITS))} minutes; direction_agrees tells whether hands-on time went the same way "
    "since the period before at all of them"
)


def in_brief(overlap: str, idle_ms: int = IDLE_MS) -> list[str]:
    """The same for a terminal: what a reader must know first."""
    return [
        f"hands-on: {_hands_on(idle_ms)}; {OVERLAP[overlap]}",
        f"watching: a machine ran within {_minutes(WATCH_MS)} minutes after the last act in its session, and nothing else claims that time",
        "agents: machine time summed over sessions; unattended: while nobody watched, had hands on, met people or used another tool",
        f"proxy: {AUGMENTS_FROM} or more turns of a person are augmentation, one is automation (connratio ai --json has every definition)",
    ]

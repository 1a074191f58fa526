"""What the numbers mean, in one line each: printed with every answer (DESIGN 3.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from connratio.ledger.policy import Policy
    from connratio.measure.question import Question
    from connratio.measure.share import Shares

ATTENDANCE: Final = {
    "accepted": "meetings I accepted or organised, or of a source without replies; tentative and unanswered only in the band",
    "non_declined": "all meetings I did not decline",
}
OVERLAP: Final = {
    "human-wins": "time that people and tools both claim counts as people",
    "tool-wins": "time that people and tools both claim counts as tools",
    "split": "time that people and tools both claim is halved",
}
IDLE: Final = "windows and tabs count while the log says that somebody is there; an attended meeting is never cut"
BASIS: Final = {
    "tracked": "people ÷ (people + tools), of the time that was observed",
    "workweek": "people ÷ expected working time: no tool log covers a quarter of it",
}


def query_of(question: Question, policy: Policy, found: Shares | None, week_start: str) -> dict[str, Any]:
    """What was asked and under which rules, for the envelope."""
    return {
        "from": question.first.isoformat(),
        "until": question.until.isoformat(),
        "by": question.by,
        "timezone": str(policy.zone),
        "week_start": week_start,
        "overlap": policy.overlap,
        "attendance": policy.attendance,
        "basis": found.basis if found else None,
        "coverage": found.coverage if found else None,
    }


def rules_in_force(policy: Policy, *, hours_told: bool) -> dict[str, str]:
    """The rules that every figure rests on, by name."""
    return {
        "attendance": ATTENDANCE[policy.attendance],
        "overlap": OVERLAP[policy.overlap],
        "idle": IDLE,
        "working_hours": "as configured" if hours_told else "Mon–Fri 09:00–17:00 (not configured)",
    }


def definitions_of(policy: Policy, basis: str, *, hours_told: bool) -> dict[str, str]:
    """The definitions in force, by name."""
    return {
        "share": BASIS[basis],
        "band": "low: only what is certain and uncontested; high: everything that could be read as time with people",
        **rules_in_force(policy, hours_told=hours_told),
        "coverage": "observed part of the expected working time, which is working hours less days off",
        "ai": "ai_seconds is hands-on time with AI and part of tool_seconds; watching, agent and unattended time stand beside it",
        "missing": "a period that no source reaches is empty, not zero; * marks a partial one",
    }


def advice(found: Shares, tables: Any, question: Question, *, hours_told: bool) -> list[str]:
    """What would make the number sharper, from the person's own data."""
    lines = []
    near = [question.first.toordinal() - 1, question.until.toordinal() + 1]
    evidence = {
        e for (e,) in tables.execute("SELECT DISTINCT evidence FROM evidence WHERE day >= ? AND day < ?", near).fetchall()
    }
    if not evidence & {"app", "web", "editor", "timer", "ai", "aggregate"}:
        lines.append("a tool log (ActivityWatch, or a time tracker's CSV) would show the other side")
    elif found.basis == "workweek":
        lines.append("a tool log of more of the working hours would show the other side")
    if "calendar" not in evidence:
        lines.append("a calendar (.ics) would show meetings away from the screen")
    if "app" in evidence and "idle" not in evidence:
        lines.append("an idleness log (the afk bucket) would tell presence from an open window")
    unknown = found.totals["unknown_seconds"]
    if unknown and unknown > 0.05 * max(found.totals["human_seconds"] + found.totals["tool_seconds"], 1):
        lines.append("rules for what no rule knows yet (--split app shows it) would narrow the band")
    if not hours_told:
        lines.append("`working_hours:` in connratio.yaml would make coverage yours")
    return lines

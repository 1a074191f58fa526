"""Commits per period, by who took part in them: counts and shares, never hours."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from connratio.measure.question import Question
from connratio.measure.share import ratio
from connratio.model.periods import period_of

if TYPE_CHECKING:
    from connratio.model.periods import By

COUNTS: Final = ("n_commits", "n_with_people", "n_with_ai", "n_alone", "n_automated")
SHARES: Final = ("with_people_share", "with_ai_share", "alone_share", "automated_share")
COLUMNS: Final = ("period", "from", "until", *COUNTS, *SHARES)
BRIEF: Final = {"period": "period", **{name.removeprefix("n_"): name for name in COUNTS}, "ai_share": "with_ai_share"}
"""What fits a terminal, by the name it has there."""
DEFINITIONS: Final = {
    "commits": "commits without merges, at the time at which they were written, of the branch that is checked out",
    "with_people": "a co-author trailer names somebody else who is no program",
    "with_ai": "an AI is among the co-authors, or wrote the commit",
    "automated": "another program (dependabot, renovate, any [bot]) is among the co-authors, or wrote the commit",
    "alone": "nobody else is named, which is no proof that nobody else was there: trailers can be switched off",
    "shares": "of all commits; one with people and an AI counts in both",
}


def window_of(tables: Any, me: str | None) -> tuple[date, date] | None:
    """First local day with a commit and the day after the last; None without any. `me` None: everybody's."""
    whose, given = _whose(me)
    low, high = tables.execute(f"SELECT min(day), max(day) FROM activities WHERE evidence = 'commit' {whose}", given).fetchone()
    return None if low is None else (date.fromordinal(low), date.fromordinal(high) + timedelta(days=1))


def question_about(window: tuple[date, date] | None, found: tuple[date, date], by: By, week_start: str) -> Question:
    """The asked window, or else whole periods around all commits."""
    if window is not None or by == "total":
        return Question(*(window or found), by, week_start, asked=window is not None)
    last = period_of(found[1] - timedelta(days=1), by, week_start)
    return Question(period_of(found[0], by, week_start).first, last.until, by, week_start, asked=False)


def commit_rows(tables: Any, question: Question, me: str | None) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """One row per period (COLUMNS), also for those without a commit, whose shares are undefined; and the totals."""
    whose, given = _whose(me)
    sums = [f"count(*) FILTER (WHERE list_contains(string_split(category, '+'), '{word}'))"
            for word in ("with_people", "with_ai", "alone", "automated")]  # fmt: skip
    found = tables.execute(
        f"""SELECT nth, count(uid), {", ".join(sums)} FROM periods
            LEFT JOIN (SELECT DISTINCT uid, day, category FROM activities WHERE evidence = 'commit' {whose})
            ON day >= first AND day < until GROUP BY nth ORDER BY nth""",
        given,
    ).fetchall()
    rows = [
        {"period": p.label, "from": p.first.isoformat(), "until": p.until.isoformat(), **_figures(counts)}
        for p, (_, *counts) in zip(question.periods, found, strict=True)
    ]
    return rows, _figures([sum(row[name] for row in rows) for name in COUNTS])


def _figures(counts: list[int]) -> dict[str, Any]:
    return dict(zip(COUNTS, counts, strict=True)) | dict(zip(SHARES, (ratio(n, counts[0]) for n in counts[1:]), strict=True))


def _whose(me: str | None) -> tuple[str, list[str]]:
    return ("", []) if me is None else ("AND person = $1", [me])

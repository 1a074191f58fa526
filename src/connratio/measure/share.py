"""The share of people in a person's time, per period, with its band (DESIGN 3.6 and 3.7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from connratio.measure.question import Question, is_missing, is_partial
from connratio.measure.sums import Daily, sums_of
from connratio.timeline.classes import Band, Lane

if TYPE_CHECKING:
    from datetime import date

COLUMNS: Final = (
    "period", "from", "until", "human_seconds", "tool_seconds", "ai_seconds", "ai_watching_seconds", "ai_agent_seconds",
    "ai_unattended_seconds", "solo_seconds", "unknown_seconds", "contested_seconds", "human_low_seconds", "human_high_seconds",
    "share", "share_low", "share_high", "ai_balance", "basis", "coverage", "partial",
)  # fmt: skip
TRACKED_FROM: Final = 0.25
"""Part of the expected working time that tool logs must cover for the basis `tracked` (DESIGN 3.7)."""

EXPECTED: Final = Daily("true", "expected")
"""The expected working time of a day."""
_SUMS: Final = {
    "human": Daily(f"lane = {Lane.TIME} AND kind = 'human'"),
    "tool": Daily(f"lane = {Lane.TIME} AND kind = 'tool'"),
    "ai": Daily(f"lane = {Lane.TIME} AND kind = 'tool' AND mode = 'ai'"),
    "ai_watching": Daily(f"lane = {Lane.TIME} AND band = {Band.W}"),
    "ai_agent": Daily(f"lane = {Lane.AGENT}"),
    "ai_unattended": Daily(f"lane = {Lane.UNATTENDED}"),
    "solo": Daily(f"lane = {Lane.TIME} AND kind = 'solo'"),
    "unknown": Daily(f"lane = {Lane.TIME} AND kind = 'unknown'"),
    "contested": Daily(f"lane = {Lane.TIME} AND contested = 1"),
    "human_low": Daily(f"lane = {Lane.TIME} AND band = {Band.H_SURE}"),
    "human_high": Daily(f"lane = {Lane.TIME} AND band IN ({Band.H_SURE}, {Band.X}, {Band.H_MAYBE}, {Band.N}, {Band.N0})"),
    "observed": Daily(f"lane = {Lane.TIME} AND band BETWEEN {Band.H_SURE} AND {Band.T_SURE}"),
    "only_pending": Daily(f"lane = {Lane.TIME} AND band = {Band.N0}"),
    "tool_sure": Daily(f"lane = {Lane.TIME} AND band = {Band.T_SURE}"),
    "on_duty": Daily(f"lane = {Lane.TIME} AND duty = 1 AND kind IN ('human', 'tool', 'solo', 'unknown')"),
    "tracked": Daily(f"lane = {Lane.TIME} AND duty = 1 AND tracked = 1"),
    "tracked_ever": Daily(f"lane = {Lane.TIME} AND tracked = 1"),
    "double_booked": Daily(f"lane = {Lane.DOUBLE_BOOKED}"),
}


@dataclass(frozen=True, slots=True)
class Sums:
    """Milliseconds of one period by name (the keys of _SUMS), and its expected working time."""

    ms: dict[str, int]
    expected: int

    def __getitem__(self, name: str) -> int:
        """The milliseconds under a name."""
        return self.ms[name]


@dataclass(frozen=True, slots=True)
class Shares:
    """The rows of a report (COLUMNS; None is undefined), its basis, and the sums over the whole window."""

    rows: list[dict[str, Any]]
    basis: str
    coverage: float | None
    totals: dict[str, Any]
    sizes: list[dict[str, Any]] = field(default_factory=list)


def shares(tables: Any, question: Question, covered: tuple[date, date] | None, basis: str) -> Shares:
    """One row per period; all rows share one basis. `tables` is a connection with the tables of ledger.tables."""
    sums = _sums(tables, question)
    workdays = [day for (day,) in tables.execute("SELECT day FROM expected WHERE ms > 0 ORDER BY day").fetchall()]
    whole = _added(sums)
    chosen = basis_of(whole.expected, whole["tracked"], whole["tracked_ever"]) if basis == "auto" else basis
    rows = []
    for period, of_period in zip(question.periods, sums, strict=True):
        place = {"period": period.label, "from": period.first.isoformat(), "until": period.until.isoformat()}
        figures = _nothing() if is_missing(period, covered) else _figures(of_period, chosen)
        partial = is_partial(period, question, covered, workdays)
        rows.append({**place, **figures, "basis": chosen, "coverage": _coverage(of_period), "partial": partial})
    totals = {
        **_figures(whole, chosen),
        "double_booked_seconds": seconds(whole["double_booked"]),
        "expected_seconds": seconds(whole.expected),
    }
    return Shares(rows, chosen, _coverage(whole), totals, _sizes(tables, question))


def seconds(ms: int) -> float | int:
    """Milliseconds as seconds: a whole number where it is one."""
    return ms // 1000 if ms % 1000 == 0 else ms / 1000


def _sums(tables: Any, question: Question) -> list[Sums]:
    """The sums of each period."""
    found = sums_of(tables, question, [*_SUMS.values(), EXPECTED])
    return [Sums({name: found[test][i] for name, test in _SUMS.items()}, found[EXPECTED][i]) for i in range(len(found[EXPECTED]))]


def _added(sums: list[Sums]) -> Sums:
    return Sums({name: sum(s[name] for s in sums) for name in _SUMS}, sum(s.expected for s in sums))


def basis_of(expected: int, tracked: int, tracked_ever: int) -> str:
    """The basis (DESIGN 3.7) by what tool logs cover (ms) of the expected working time; where none is expected, of any time at all."""
    if expected == 0:
        return "tracked" if tracked_ever else "workweek"
    return "tracked" if tracked >= TRACKED_FROM * expected else "workweek"


_SECONDS: Final = tuple(c.removesuffix("_seconds") for c in COLUMNS if c.endswith("_seconds"))


def _nothing() -> dict[str, Any]:
    return {
        **{f"{name}_seconds": None for name in _SECONDS},
        "share": None,
        "share_low": None,
        "share_high": None,
        "ai_balance": None,
    }


def _figures(sums: Sums, basis: str) -> dict[str, Any]:
    share, low, high = _tracked(sums) if basis == "tracked" else _of_workweek(sums)
    return {
        **{f"{name}_seconds": seconds(sums[name]) for name in _SECONDS},
        "share": share,
        "share_low": low,
        "share_high": high,
        "ai_balance": ratio(sums["ai"], sums["ai"] + sums["human"]),
    }


def _tracked(sums: Sums) -> tuple[float | None, float | None, float | None]:
    """DESIGN 3.6: low = H_sure ÷ (S − N0 + W), high = 1 − T_sure ÷ S."""
    share = ratio(sums["human"], sums["human"] + sums["tool"])
    if share is None:
        return None, None, None
    low = ratio(sums["human_low"], sums["observed"] - sums["only_pending"] + sums["ai_watching"])
    return share, low, ratio(sums["observed"] - sums["tool_sure"], sums["observed"])


def _of_workweek(sums: Sums) -> tuple[float | None, float | None, float | None]:
    """DESIGN 3.7: human time and both its ends over the expected working time; never more than all of it."""
    ends = (ratio(sums[name], sums.expected) for name in ("human", "human_low", "human_high"))
    share, low, high = (None if e is None else min(e, 1.0) for e in ends)
    return share, low, high


def _coverage(sums: Sums) -> float | None:
    part = ratio(sums["on_duty"], sums.expected)
    return None if part is None else min(part, 1.0)


def ratio(part: int, whole: int) -> float | None:
    """Part ÷ whole to four decimals; None when there is no whole."""
    return round(part / whole, 4) if whole > 0 else None


def _sizes(tables: Any, question: Question) -> list[dict[str, Any]]:
    """Human time of the window by size, with the high end that tentative and unanswered meetings would give."""
    rows = tables.execute(
        f"""SELECT size, coalesce(sum(ms) FILTER (WHERE lane = {Lane.TIME} AND kind = 'human'), 0)::BIGINT,
                   coalesce(sum(ms) FILTER (WHERE (lane = {Lane.TIME} AND kind = 'human') OR lane = {Lane.PENDING}), 0)::BIGINT
            FROM time WHERE (kind = 'human' OR lane = {Lane.PENDING}) AND day >= ? AND day < ?
            GROUP BY size ORDER BY array_position(['1:1', 'small', 'large', 'broadcast', ''], size)""",
        [question.first.toordinal(), question.until.toordinal()],
    ).fetchall()
    return [{"size": size, "human_seconds": seconds(low), "human_high_seconds": seconds(high)} for size, low, high in rows]

"""The weekly self-check: the answers as rows, and each item beside a metric, week by week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from connratio.ledger.pulse import answers_in
from connratio.model.pulse import Answer, plain
from connratio.stats.rank import PAIRED_FROM, Together, together

if TYPE_CHECKING:
    from connratio.measure.series import Series

COLUMNS: Final = ("date", "item", "value")


def pulse_rows(answers: Iterable[Answer], first: date = date.min, until: date = date.max) -> list[dict[str, Any]]:
    """One row per answer (COLUMNS) of the days from `first` up to, not including, `until`; by day and item."""
    return [{"date": a.day.isoformat(), "item": a.item, "value": plain(a.value)} for a in answers if first <= a.day < until]


@dataclass(frozen=True, slots=True)
class Beside:
    """An item beside a metric: the mean of each period's answers (None without one), and how the two go together by week."""

    item: str
    values: tuple[float | None, ...]
    pairs: Together

    @property
    def record(self) -> dict[str, Any]:
        """The item for the envelope: `rho` is Spearman's, `p` from unrelated series; both undefined below twelve pairs."""
        rho, p = (None if number is None else round(number, 4) for number in (self.pairs.rho, self.pairs.p))
        return {"item": self.item, "n_weeks": self.pairs.n, "rho": rho, "p": p}


def beside(tables: Any, series: Series, *, paired: bool) -> list[Beside]:
    """Each item that was answered in the series' periods. `paired`: they are weeks, so that they can be held together.

    Weeks count as the trend counts them: those with a value, and of amounts only whole ones.
    """
    answers = answers_in(tables)
    found = []
    for item in dict.fromkeys(a.item for a in sorted(answers, key=lambda a: a.item)):
        values = tuple(
            _mean([a.value for a in answers if a.item == item and p.period.first <= a.day < p.period.until])
            for p in series.points
        )
        if any(v is not None for v in values):
            found.append(Beside(item, values, _pairs(series, values) if paired else Together(0, None, None)))
    return found


def _pairs(series: Series, values: Sequence[float | None]) -> Together:
    both = [
        (p.week, v)
        for p, v in zip(series.points, values, strict=True)
        if v is not None and p.week.whole > 0 and (series.metric.whole or not p.partial)
    ]
    return together([w.at for w, _ in both], [w.part / w.whole for w, _ in both], [v for _, v in both])


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 3) if values else None


def cell_of(found: Iterable[Beside], nth: int) -> str:
    """The answers of a period in one cell: `connection=7;energy=5.5`."""
    return ";".join(f"{b.item}={plain(value)}" for b in found if (value := b.values[nth]) is not None)


__all__ = ["COLUMNS", "PAIRED_FROM", "Beside", "beside", "cell_of", "pulse_rows"]

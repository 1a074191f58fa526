"""The rows of `connratio ai`: figures per period and group, and over the whole window."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from connratio.importers.ai.times import IDLE_MS
from connratio.measure.ai import FIGURES, LIMITS, Split
from connratio.measure.ai.figures import Cells, figures
from connratio.measure.share import ratio, seconds

if TYPE_CHECKING:
    from connratio.measure.ai.around import Around
    from connratio.measure.ai.rows import Rows
    from connratio.measure.ai.sittings import Sittings
    from connratio.model.periods import Period


@dataclass(frozen=True, slots=True)
class Beside:
    """Milliseconds per period that the rows do not hold: with people, with tools, with AI that other logs show.

    `people` and `tools` are None where no source could show any. `windows` has the AI time of other logs by program.
    """

    people: Sequence[int] | None = None
    tools: Sequence[int] | None = None
    windows: Sequence[Mapping[str, int]] = ()


@dataclass(frozen=True, slots=True)
class Data:
    """What the figures are made from; `edges` (epoch ms) part the periods, `missing` tells which of them no log reaches."""

    rows: Rows
    around: Around
    sittings: Sittings
    periods: Sequence[Period]
    edges: Any
    missing: Sequence[bool]
    beside: Beside = field(default_factory=Beside)


def table_of(data: Data, split: Split | None, idle_ms: int = IDLE_MS) -> list[dict[str, Any]]:
    """One row per period, or per period and group that has anything: the most hands-on time first, then the most machine time."""
    names: Sequence[str] = data.rows.names[split] if split else ("",)
    names, windows = _with_windows(data, split, names)
    group = data.rows.group[split] if split else np.zeros(len(data.rows), dtype=np.int64)
    sums = figures(data.rows, data.around, data.sittings, Cells(data.edges, group, len(names)), idle_ms)
    sums["ai"] = sums["ai"] + windows
    lively = np.any(list(sums.values()), axis=0)  # most groups have nothing in most periods
    found = []
    for i, period in enumerate(data.periods):
        place = {"period": period.label, "from": period.first.isoformat(), "until": period.until.isoformat()}
        people, tools = (None if part is None else part[i] for part in (data.beside.people, data.beside.tools))
        cells = []
        own = slice(i * len(names), (i + 1) * len(names))
        for g in np.flatnonzero(lively[own]).tolist() if split else (0,):
            one = {key: int(values[own][g]) for key, values in sums.items()}
            cells.append((one, place | ({split: names[g]} if split else {})))
        cells.sort(key=lambda c: (-c[0]["ai"], -c[0]["agent"], c[1].get(split or "period", "")))
        found += [where | (_nothing() if data.missing[i] else row_of(one, people, tools)) for one, where in cells]
    return found


def totals_of(data: Data, idle_ms: int = IDLE_MS) -> dict[str, Any]:
    """The same figures over the whole window, everything together."""
    first, last = data.periods[0], data.periods[-1]
    whole = type(first)(first.first, last.until, "total")
    people, tools = (None if part is None else [sum(part)] for part in (data.beside.people, data.beside.tools))
    beside = Beside(people, tools, [_added(data)])
    one = Data(data.rows, data.around, data.sittings, [whole], data.edges[[0, -1]], [all(data.missing)], beside)
    return table_of(one, None, idle_ms)[0]


def tried_rows(data: Data, split: Split | None) -> list[dict[str, Any]]:
    """Every row at each idle limit (TRIED): whether hands-on time went the same way since the period before at all of them.

    `direction_agrees` is None where there is no period before, or no log of it.
    """
    tables = [table_of(data, split, limit * 60_000) for limit in LIMITS]
    series = [{_key(row, split): row for row in table} for table in tables]
    before = {b.label: a.label for a, b in zip(data.periods, data.periods[1:], strict=False)}
    empty = {p.label for p, missing in zip(data.periods, data.missing, strict=True) if missing}
    found = []
    for row in tables[LIMITS.index(IDLE_MS // 60_000)]:
        label, name = _key(row, split)
        known = label in before and not {label, before[label]} & empty
        keys = (label, name), (before.get(label, ""), name)
        ways = {_sign(*(one[key]["ai_seconds"] if key in one else 0 for key in keys)) for one in series} if known else set()
        agrees = {"direction_agrees": len(ways) == 1 if known else None}
        found += [one[label, name] | {"idle_minutes": limit} | agrees for limit, one in zip(LIMITS, series, strict=True)]
    return found


def agreement_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many changes from one period to the next went the same way at every idle limit, and of how many."""
    told = [row["direction_agrees"] for row in rows if row["idle_minutes"] == LIMITS[0] and row["direction_agrees"] is not None]
    return {"n_agree": sum(told), "n_changes": len(told)}


def row_of(sums: Mapping[str, int], people: int | None, tools: int | None) -> dict[str, Any]:
    """The figures of one cell (FIGURES)."""
    n = sums["sessions"]
    ways = [ratio(sums[name], n) for name in ("augmenting", "automating")]
    return {
        **{f"ai{name}_seconds": seconds(sums[key]) for name, key in _SECONDS.items()},
        "n_sessions": n,
        "human_acts": sums["acts"],
        "n_turns": sums["turns"],
        "one_prompt_share": ratio(sums["one_prompt"], n),
        "n_interrupts": sums["interrupts"],
        "parallelism": ratio(sums["agent"], sums["running"]),
        "attended_share": ratio(sums["agent"] - sums["unattended"], sums["agent"]),
        "augmentation_share": ways[0],
        "automation_share": ways[1],
        "unlabelled_share": ratio(n - sums["augmenting"] - sums["automating"], n),
        "acts_per_turn": ratio(sums["acts"], sums["turns"]),
        "ai_share_of_tool": None if tools is None else ratio(sums["ai"], tools),
        "ai_balance": None if people is None else ratio(sums["ai"], sums["ai"] + people),
        "ai_contested_seconds": seconds(sums["contested"]),
        "n_contested_acts": sums["acts_met"],
        "n_labelled": sums["labelled"],
        "ai_watched_seconds": seconds(sums["watched"]),
    }


_SECONDS: Final = {
    "": "ai", "_watching": "watching", "_agent": "agent", "_subagent": "subagent", "_unattended": "unattended", "_waiting": "waiting",
}  # fmt: skip


def _nothing() -> dict[str, Any]:
    return dict.fromkeys(FIGURES)


def _with_windows(data: Data, split: Split | None, names: Sequence[str]) -> tuple[Sequence[str], Any]:
    """The names of the groups with those that only other logs know, and what these logs add to each cell."""
    windows = data.beside.windows or [{} for _ in data.periods]
    grouped: Callable[[str], str] = (lambda app: app) if split == "assistant" else lambda _: ""
    others = sorted({grouped(app) for one in windows for app in one} - set(names))
    every = (*names, *others)
    added = np.zeros((len(data.periods), len(every)), dtype=np.int64)
    for i, one in enumerate(windows):
        for app, ms in one.items():
            added[i, every.index(grouped(app))] += ms
    return every, added.reshape(-1)


def _added(data: Data) -> dict[str, int]:
    whole: dict[str, int] = {}
    for one in data.beside.windows:
        for app, ms in one.items():
            whole[app] = whole.get(app, 0) + ms
    return whole


def _key(row: Mapping[str, Any], split: Split | None) -> tuple[str, str]:
    return row["period"], row[split] if split else ""


def _sign(now: float, before: float) -> int:
    return (now > before) - (now < before)

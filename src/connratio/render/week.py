"""The weekly self-report on one screen: a line per section, in brackets what was usual in the weeks before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from rich.table import Table as RichTable
from rich.text import Text

from connratio.measure.people import EIGHT_WEEKS
from connratio.measure.sections import PLACES, PURPOSED, SIZES, TOOLS
from connratio.measure.series import value_of
from connratio.measure.week import first_met, lapsing, outside
from connratio.model.text import clean
from connratio.render.units import percent, said, sparkline, spelled

if TYPE_CHECKING:
    from rich.console import Console

    from connratio.measure.week import Week

NAMED: Final = 4
"""People whom a line names before it counts the rest."""
_WORDS: Final = {
    "one_to_one_seconds": "1:1", "unsized_seconds": "of unknown size", "no_place_seconds": "place unknown", "untagged_seconds": "no purpose known",
    "ai_watching_seconds": "watching", "ai_agent_seconds": "agents", "ai_unattended_seconds": "unattended", "ai_balance": "AI ÷ (AI + people)",
    "double_booked_seconds": "double-booked", "after_hours_seconds": "after hours", "recurring_share": "recurring",
    "back_to_back_rate": "back-to-back", "n_blocks_1h": "blocks of 1h and more", "n_blocks_2h": "of 2h and more",
    "n_one_to_ones": "held", "n_one_to_ones_moved": "moved", "n_one_to_ones_missed": "missed",
}  # fmt: skip
_LOAD: Final = ("after_hours_seconds", "double_booked_seconds", "recurring_share", "back_to_back_rate")
Row = Mapping[str, Any]


def print_week(console: Console, week: Week, rows: Sequence[Row], title: str, rules: str) -> None:
    """Every section that has something to say, the suggestions, and the rules in force."""
    ascii_only = console.options.ascii_only

    def put(text: str, style: str = "") -> None:
        console.print(Text(_signs(text, ascii_only=ascii_only), style=style))

    put(title, "bold")
    n = max(r["n_weeks"] or 0 for r in rows)
    if week.series["share"].points[-1].part is None:
        put("no source reaches this week")
    elif n:
        weeks = "week" if n == 1 else f"{n} weeks"
        put(f"in brackets: your {weeks} before, per week; ▲ ▼ lie outside their 95% interval", "dim")
    else:
        put("no week before it is observed, so that there is nothing to compare with", "dim")
    grid = RichTable(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, style="bold")
    grid.add_column()
    for label, body in _lines(week, rows, ascii_only=ascii_only):
        if body:
            grid.add_row(Text(label), Text(_signs(clean(body), ascii_only=ascii_only)))
    console.print(grid)
    told = [r["note"] for r in rows if r["section"] == "suggestions"]
    if told:
        put("From your own data", "bold")
    for i, text in enumerate(told, 1):
        grid = RichTable(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
        grid.add_row(Text(f"{i}."), Text(_signs(clean(text), ascii_only=ascii_only)))
        console.print(grid)
    put(rules, "dim")


def _lines(week: Week, rows: Sequence[Row], *, ascii_only: bool) -> Iterable[tuple[str, str]]:
    by = {r["measure"]: r for r in rows if r["section"] not in {"targets", "suggestions"}}
    if week.series["share"].points[-1].part is not None:
        yield "share", _share(week, by["share"], ascii_only=ascii_only)
        yield "people", _figure(by["human_seconds"])
        for names in (SIZES, PLACES, PURPOSED):
            known = [by[name] for name in names if by[name]["value"]]
            # A breakdown of which nothing is known says nothing.
            yield (
                "",
                _parts(known)
                if any(r["measure"] not in {"unsized_seconds", "no_place_seconds", "untagged_seconds"} for r in known)
                else "",
            )
        if _tells(by["tool_seconds"]):
            yield "tools", " · ".join(filter(None, [_figure(by["tool_seconds"]), _parts(by[n] for n in TOOLS if by[n]["value"])]))
        yield "AI", _ai(by)
        yield (
            "meetings",
            " · ".join(
                [
                    _figure(by["meeting_seconds"]),
                    _parts(
                        by[n] for n in ("after_hours_seconds", "double_booked_seconds", "recurring_share", "back_to_back_rate")
                    ),
                ]
            ),
        )
        yield "focus", _focus(by)
        yield "1:1", _one_to_ones(by)
        yield "met", _met(week, by)
    yield (
        "targets",
        " · ".join(f"{r['measure']} {r['note'].split(':')[0]} ({_target(r)})" for r in rows if r["section"] == "targets"),
    )
    yield "coverage", _coverage(by)
    yield "sharper", "; ".join(r["note"] for r in rows if r["measure"] == "sharper_with")


def _share(week: Week, row: Row, *, ascii_only: bool) -> str:
    series = week.series["share"]
    line = sparkline([value_of(series.metric, p.part, p.whole) for p in series.points], ascii_only=ascii_only)
    band = "" if row["low"] is None else f" · band {percent(row['low'])[:-1]}–{percent(row['high'])}"
    return f"{_figure(row, wide=True)}{band} · {line} · {row['note']}"


def _ai(by: Mapping[str, Row]) -> str:
    names = ("ai_watching_seconds", "ai_agent_seconds", "ai_unattended_seconds")
    shown = [by[n] for n in names if _tells(by[n])]
    if not (shown or _tells(by["ai_seconds"])):
        return ""
    return " · ".join(["hands-on " + _figure(by["ai_seconds"]), *map(_part, shown), _part(by["ai_balance"])])


def _focus(by: Mapping[str, Row]) -> str:
    parts = " + ".join(f"{_figure(by[f'{n}_seconds'])} {n}" for n in ("uninterrupted", "interrupted", "fragmented"))
    blocks = f"{_figure(by['n_blocks_1h'])} blocks of 1h and more, {_figure(by['n_blocks_2h'])} of 2h and more"
    note = by["interrupted_seconds"]["note"]
    return f"{_figure(by['available_seconds'])} available = {parts} · {blocks}" + (f" · {note}" if note else "")


def _one_to_ones(by: Mapping[str, Row]) -> str:
    shown = []
    for name in ("n_one_to_ones", "n_one_to_ones_moved", "n_one_to_ones_missed"):
        row = by[name]
        if not _tells(row):
            continue
        people = "" if name == "n_one_to_ones" or not row["note"] else ": " + _some(row["note"].split(";"))
        shown.append(f"{_figure(row)} {_WORDS[name]}{people}")
    return " · ".join(shown)


def _met(week: Week, by: Mapping[str, Row]) -> str:
    parts = [f"{by['n_people']['value']} people"]
    if new := first_met(week):
        short = (week.period.first - week.begins).days < EIGHT_WEEKS
        since = f" (the sources begin on {week.begins})" if short else ""
        parts.append(f"{len(new)} for the first time{since}: {_some([r['name'] for r in new])}")
    if fading := lapsing(week):
        parts.append(f"{len(fading)} lapsing: " + _some([r["name"] for r in fading]))
    return " · ".join(parts)


def _target(row: Row) -> str:
    value = "" if row["value"] is None else said(row["value"], row["unit"]) + ", "
    return f"{value}{row['note'].partition(': ')[2]}"


def _coverage(by: Mapping[str, Row]) -> str:
    expected = by["expected_seconds"]
    off = f" ({', '.join(expected['note'].split(';'))})" if expected["note"] else ""
    if not expected["value"]:
        return f"no working time is expected{off}"
    part = f"{percent(by['coverage']['value'])} of {said(expected['value'], 'seconds')} expected{off}"
    return part + f" · {said(by['unaccounted_seconds']['value'], 'seconds')} neither with people nor with tools"


def _tells(row: Row) -> bool:
    """Whether there is anything of it, in the week or before."""
    return bool(row["value"] or row["baseline"])


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")


def _parts(rows: Iterable[Row]) -> str:
    return " · ".join(map(_part, rows))


def _part(row: Row) -> str:
    name = row["measure"]
    word = _WORDS.get(name) or name.removesuffix("_seconds").removeprefix("tool_").replace("_", " ")
    return f"{word} {_figure(row)}"


def _figure(row: Row, *, wide: bool = False) -> str:
    """The value, where it stands to what was usual, and what that was; `wide` adds the interval."""
    value, low, high = row["value"], row["baseline_low"], row["baseline_high"]
    mark = {1: " ▲", -1: " ▼", 0: ""}[outside(row)]
    if row["baseline"] is None:
        return said(value, row["unit"])
    usual = said(_tidy(row["baseline"], row["unit"]), row["unit"])
    ends = f", {said(low, row['unit'])}–{said(high, row['unit'])}" if wide and low is not None else ""
    return f"{said(value, row['unit'])}{mark} ({usual}{ends})"


def _tidy(value: float, unit: str) -> float:
    return round(value, 1) if unit == "count" else value


def _signs(text: str, *, ascii_only: bool) -> str:
    return spelled(text.replace("▲", "^").replace("▼", "v"), ascii_only=True) if ascii_only else text

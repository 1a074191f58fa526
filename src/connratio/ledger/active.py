"""ActivityWatch's own "time active" of each period, for the sources that are to be measured by its rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from connratio.model.activities import among, millis
from connratio.model.apps import family
from connratio.timeline.active import Log, folded, time_active

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def active_ms(mine: pd.DataFrame, rules: Mapping[str, str], windows: Sequence[tuple[int, int]]) -> list[int]:
    """Milliseconds per window (epoch ms, half-open) of my activities in the sources of `rules`, whose values are names of rules.

    Each machine by itself; where there are several, an earlier one by name has the time that a later one shares, and audible
    tabs keep nobody present, as in ActivityWatch's own query.
    """
    ours = mine[among(mine["source"], *rules) & ~among(mine["reason"], "duplicate")]
    machines = [part for _, part in sorted(ours.groupby(ours["device"].astype(object), sort=True))]
    rule = next(iter(rules.values()))
    logs = [_logs(part, alone=len(machines) == 1) for part in machines]
    return [folded([time_active(*log, rule, first, until) for log in logs]) for first, until in windows]


def _logs(part: pd.DataFrame, *, alone: bool) -> tuple[Log, Log | None, list[tuple[Log, frozenset[int]]]]:
    shown, idle = part[among(part["evidence"], "app")], part[among(part["evidence"], "idle")]
    number = _numbers(shown, "app", "title", "host")
    windows = _log(shown, number)
    present = _log(idle, among(idle["category"], "present").astype(np.int64)) if len(idle) else None
    tabs = part[among(part["evidence"], "web")] if alone else part[:0]
    names = np.array([family(str(app)) for app in shown["app"]], dtype=object)
    heard = []
    for app in sorted(set(tabs["app"].astype(object))):
        own = tabs[among(tabs["app"], app)]
        audible = among(own["category"], "audible").astype(np.int64)
        front = frozenset(number[names == (family(str(app)) or app)].tolist())
        heard.append((_log(own, _numbers(own, "title", "host") * 2 + audible), front))
    return windows, present, heard


def _log(part: pd.DataFrame, data: Any) -> Log:
    start = millis(part["start"])
    return Log(start, np.maximum(millis(part["end"]), start), data)


def _numbers(part: pd.DataFrame, *names: str) -> Any:
    """A number of each row by which rows with the same texts are known."""
    code = np.zeros(len(part), dtype=np.int64)
    for name in names:
        column = part[name].cat
        code = pd.factorize(code * (len(column.categories) + 1) + column.codes.to_numpy())[0].astype(np.int64)
    return code

"""ActivityWatch's own "time active" of each period, for the sources that are to be measured by its rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from connratio.model.apps import family
from connratio.model.texts import combined
from connratio.timeline.active import Log, folded, time_active

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from connratio.model.frame import Frame


def active_ms(mine: Frame, rules: Mapping[str, str], windows: Sequence[tuple[int, int]]) -> list[int]:
    """Milliseconds per window (epoch ms, half-open) of my activities in the sources of `rules`, whose values are names of rules.

    Each machine by itself; where there are several, an earlier one by name has the time that a later one shares, and audible
    tabs keep nobody present, as in ActivityWatch's own query.
    """
    ours = mine.take(mine["source"].among(*rules) & ~mine["reason"].among("duplicate"))
    machines = [ours.take(ours["device"].among(name)) for name in sorted(set(ours["device"]))]
    rule = next(iter(rules.values()))
    logs = [_logs(part, alone=len(machines) == 1) for part in machines]
    return [folded([time_active(*log, rule, first, until) for log in logs]) for first, until in windows]


def _logs(part: Frame, *, alone: bool) -> tuple[Log, Log | None, list[tuple[Log, frozenset[int]]]]:
    shown, idle = (part.take(part["evidence"].among(word)) for word in ("app", "idle"))
    number = _numbers(shown, "app", "title", "host")
    windows = _log(shown, number)
    present = _log(idle, idle["category"].among("present").astype(np.int64)) if len(idle) else None
    tabs = part.take(part["evidence"].among("web") & alone)
    names = shown["app"].changed(family)
    heard = []
    for app in sorted(set(tabs["app"])):
        own = tabs.take(tabs["app"].among(app))
        audible = own["category"].among("audible").astype(np.int64)
        front = frozenset(number[names.among(family(app) or app)].tolist())
        heard.append((_log(own, _numbers(own, "title", "host") * 2 + audible), front))
    return windows, present, heard


def _log(part: Frame, data: Any) -> Log:
    start = part["start"]
    return Log(start, np.maximum(part["end"], start), data)


def _numbers(part: Frame, *names: str) -> Any:
    """A number of each row by which rows with the same texts are known."""
    return combined(*(part[name] for name in names))[0]

"""From judged activities to the kernel's numbers."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from connratio.model.activities import NAT, among, millis
from connratio.model.apps import family
from connratio.timeline.records import Claim, Records

KEY_COLUMNS: Final = ("kind", "mode", "size", "purpose", "source", "app", "rule")
TRACKED: Final = frozenset({"app", "web", "editor", "ai", "timer", "aggregate"})
"""Evidence of a tool log: where it is, the tool side of the time is observed."""
_TOOL_CLAIM: Final = {
    "ai": Claim.AI,
    "ai_watching": Claim.WATCHING,
    "ai_unattended": Claim.AGENT,
    "ai_waiting": Claim.NONE,
    "editor": Claim.LOG,
    "timer": Claim.LOG,
    "web": Claim.WEB,
}


def claims_of(judged: pd.DataFrame) -> Any:
    """The Claim of each activity, from its verdict, its evidence and the reason why it does not count."""
    certain = judged["certain"].to_numpy()
    claim = np.full(len(judged), int(Claim.APP), dtype=np.int32)
    for name, code in _TOOL_CLAIM.items():
        claim[among(judged["evidence"], name)] = int(code)
    claim[among(judged["evidence"], "ai_unattended") & among(judged["category"], "subagent")] = int(Claim.NONE)  # stands apart
    human = among(judged["kind"], "human")
    claim[human] = np.where(certain[human], int(Claim.HUMAN), int(Claim.HUMAN_MAYBE))
    for word, code in (("solo", Claim.SOLO), ("unknown", Claim.UNKNOWN), ("away", Claim.AWAY)):
        claim[among(judged["kind"], word)] = int(code)
    # A solo entry is no meeting, yet it is time that the person planned alone.
    claim[~among(judged["reason"], "", "solo")] = int(Claim.NONE)
    claim[human & among(judged["reason"], "tentative", "unanswered")] = int(Claim.PENDING)
    claim[among(judged["evidence"], "commit")] = int(Claim.NONE)
    placed = (judged["unplaced_ms"].to_numpy() == 0) & judged["end"].notna().to_numpy()
    claim[~placed | among(judged["evidence"], "idle")] = int(Claim.NONE)
    return claim


def keys_of(judged: pd.DataFrame) -> tuple[Any, pd.DataFrame]:
    """The key of each activity, and the table of keys (KEY_COLUMNS), numbered by content."""
    code = np.zeros(len(judged), dtype=np.int64)
    for name in KEY_COLUMNS:
        column = judged[name]
        code = pd.factorize(code * max(len(column.cat.categories), 1) + column.cat.codes.to_numpy())[0].astype(np.int64)
    first = np.zeros(int(code.max(initial=-1)) + 1, dtype=np.int64)
    first[code[::-1]] = np.arange(len(judged))[::-1]
    table = judged.iloc[first][list(KEY_COLUMNS)].astype(object).reset_index(drop=True)
    order = table.sort_values(list(KEY_COLUMNS), kind="stable").index.to_numpy()
    number = np.empty(len(order), dtype=np.int32)
    number[order] = np.arange(len(order), dtype=np.int32)
    return number[code], table.iloc[order].reset_index(drop=True)


def records_of(judged: pd.DataFrame, person: Any, key: Any) -> Records:
    """The kernel's input. `person` numbers the persons; rows without a place or an end claim nothing."""
    evidence, category = judged["evidence"], judged["category"]
    start, end = millis(judged["start"]).copy(), millis(judged["end"]).copy()
    end[end == NAT] = start[end == NAT]
    apps = judged["app"].cat
    families = pd.factorize(np.array([family(str(a)) for a in apps.categories] or [""], dtype=object))
    numbers = np.where(families[1][families[0]] == "", -1, families[0]).astype(np.int32)
    window, web, idle = among(evidence, "app"), among(evidence, "web"), among(evidence, "idle")
    claim = claims_of(judged)
    return Records(
        person=np.asarray(person, dtype=np.int32),
        start=start,
        end=end,
        claim=claim,
        key=np.asarray(key, dtype=np.int32),
        certain=judged["certain"].to_numpy(),
        device=_devices(judged, window),
        bucket=judged["source"].cat.codes.to_numpy().astype(np.int32),
        family=numbers[apps.codes.to_numpy()],
        window=window,
        web=web,
        editor=among(evidence, "editor"),
        present=idle & among(category, "present"),
        absent=idle & among(category, "absent"),
        audible=web & among(category, "audible"),
        call=window & among(judged["kind"], "human") & among(judged["mode"], "video", "phone"),
        meeting=among(evidence, "calendar") & ((claim == Claim.HUMAN) | (claim == Claim.HUMAN_MAYBE)),
        tracked=among(evidence, *TRACKED),
        stopwatch=among(evidence, "timer") & among(category, "stopwatch"),
    )


def _devices(judged: pd.DataFrame, window: Any) -> Any:
    """The number of each row's machine. A log that does not know its machine is taken to be of the only one with windows."""
    codes = judged["device"].cat.codes.to_numpy().astype(np.int32)
    lost = among(judged["device"], "unknown")
    if lost.any():
        named = np.unique(codes[window & ~lost])
        if len(named) == 1:
            codes = np.where(lost, named[0], codes).astype(np.int32)
    return codes

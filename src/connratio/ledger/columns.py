"""From judged activities to the kernel's numbers."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from connratio.model.activities import NAT, millis
from connratio.model.apps import family
from connratio.timeline.records import Claim, Records

KEY_COLUMNS: Final = ("kind", "mode", "size", "purpose", "source", "app", "rule")
TRACKED: Final = frozenset({"app", "web", "editor", "ai", "timer", "aggregate"})
"""Evidence of a tool log: where it is, the tool side of the time is observed."""
_TOOL_CLAIM: Final = {
    "ai": Claim.AI,
    "ai_watching": Claim.WATCHING,
    "ai_unattended": Claim.AGENT,
    "editor": Claim.LOG,
    "timer": Claim.LOG,
    "web": Claim.WEB,
}


def claims_of(judged: pd.DataFrame) -> Any:
    """The Claim of each activity, from its verdict, its evidence and the reason why it does not count."""
    kind = judged["kind"].astype(object).to_numpy()
    reason = judged["reason"].astype(object).to_numpy()
    certain = judged["certain"].to_numpy()
    claim = np.full(len(judged), int(Claim.APP), dtype=np.int32)
    evidence = judged["evidence"].astype(object).to_numpy()
    for name, code in _TOOL_CLAIM.items():
        claim[evidence == name] = int(code)
    human = kind == "human"
    claim[human] = np.where(certain[human], int(Claim.HUMAN), int(Claim.HUMAN_MAYBE))
    for word, code in (("solo", Claim.SOLO), ("unknown", Claim.UNKNOWN), ("away", Claim.AWAY)):
        claim[kind == word] = int(code)
    waiting = human & np.isin(reason, ["tentative", "unanswered"])
    # A solo entry is no meeting, yet it is time that the person planned alone.
    out = (reason != "") & (reason != "solo")
    claim[out] = int(Claim.NONE)
    claim[waiting] = int(Claim.PENDING)
    placed = (judged["unplaced_ms"] == 0).to_numpy() & judged["end"].notna().to_numpy()
    claim[~placed | (evidence == "idle")] = int(Claim.NONE)
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
    evidence = judged["evidence"].astype(object).to_numpy()
    category = judged["category"].astype(object).to_numpy()
    start, end = millis(judged["start"]).copy(), millis(judged["end"]).copy()
    end[end == NAT] = start[end == NAT]
    apps = judged["app"].cat
    families = pd.factorize(np.array([family(str(a)) for a in apps.categories] or [""], dtype=object))
    numbers = np.where(families[1][families[0]] == "", -1, families[0]).astype(np.int32)
    kind, mode = judged["kind"].astype(object).to_numpy(), judged["mode"].astype(object).to_numpy()
    window, web = evidence == "app", evidence == "web"
    claim = claims_of(judged)
    return Records(
        person=np.asarray(person, dtype=np.int32),
        start=start,
        end=end,
        claim=claim,
        key=np.asarray(key, dtype=np.int32),
        certain=judged["certain"].to_numpy(),
        device=judged["device"].cat.codes.to_numpy().astype(np.int32),
        bucket=judged["source"].cat.codes.to_numpy().astype(np.int32),
        family=numbers[apps.codes.to_numpy()],
        window=window,
        web=web,
        editor=evidence == "editor",
        present=(evidence == "idle") & (category == "present"),
        absent=(evidence == "idle") & (category == "absent"),
        audible=web & (category == "audible"),
        call=window & (kind == "human") & np.isin(mode, ["video", "phone"]),
        meeting=(evidence == "calendar") & np.isin(claim, [int(Claim.HUMAN), int(Claim.HUMAN_MAYBE)]),
        tracked=np.isin(evidence, sorted(TRACKED)),
    )

"""From judged activities to the kernel's numbers."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from connratio.model.activities import NAT
from connratio.model.apps import family
from connratio.model.frame import Frame
from connratio.model.texts import Texts, combined
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


def claims_of(judged: Frame) -> Any:
    """The Claim of each activity, from its verdict, its evidence and the reason why it does not count."""
    certain = judged["certain"]
    claim = np.full(len(judged), int(Claim.APP), dtype=np.int32)
    for name, code in _TOOL_CLAIM.items():
        claim[judged["evidence"].among(name)] = int(code)
    claim[judged["evidence"].among("ai_unattended") & judged["category"].among("subagent")] = int(Claim.NONE)  # stands apart
    human = judged["kind"].among("human")
    claim[human] = np.where(certain[human], int(Claim.HUMAN), int(Claim.HUMAN_MAYBE))
    for word, code in (("solo", Claim.SOLO), ("unknown", Claim.UNKNOWN), ("away", Claim.AWAY)):
        claim[judged["kind"].among(word)] = int(code)
    # A solo entry is no meeting, yet it is time that the person planned alone.
    claim[~judged["reason"].among("", "solo")] = int(Claim.NONE)
    claim[human & judged["reason"].among("tentative", "unanswered")] = int(Claim.PENDING)
    claim[judged["evidence"].among("commit")] = int(Claim.NONE)
    placed = (judged["unplaced_ms"] == 0) & (judged["end"] != NAT)
    claim[~placed | judged["evidence"].among("idle")] = int(Claim.NONE)
    return claim


def keys_of(judged: Frame) -> tuple[Any, Frame]:
    """The key of each activity, and the table of keys (KEY_COLUMNS), numbered by content."""
    code, first = combined(*(judged[name] for name in KEY_COLUMNS))
    table = judged.only(*KEY_COLUMNS).take(first)
    words = list(zip(*(table[name].tolist() for name in KEY_COLUMNS), strict=True))
    order = np.array(sorted(range(len(words)), key=words.__getitem__), dtype=np.int64)
    number = np.empty(len(order), dtype=np.int32)
    number[order] = np.arange(len(order), dtype=np.int32)
    return number[code], table.take(order)


def records_of(judged: Frame, person: Any, key: Any) -> Records:
    """The kernel's input. `person` numbers the persons; rows without a place or an end claim nothing."""
    evidence, category = judged["evidence"], judged["category"]
    start = judged["start"]
    end = np.where(judged["end"] == NAT, start, judged["end"])
    families: Texts = judged["app"].changed(family)
    window, web, idle = (evidence.among(word) for word in ("app", "web", "idle"))
    claim = claims_of(judged)
    return Records(
        person=np.asarray(person, dtype=np.int32),
        start=start,
        end=end,
        claim=claim,
        key=np.asarray(key, dtype=np.int32),
        certain=judged["certain"],
        device=_devices(judged, window),
        bucket=judged["source"].codes,
        family=np.where(families.among(""), -1, families.codes).astype(np.int32),
        window=window,
        web=web,
        editor=evidence.among("editor"),
        present=idle & category.among("present"),
        absent=idle & category.among("absent"),
        audible=web & category.among("audible"),
        call=window & judged["kind"].among("human") & judged["mode"].among("video", "phone"),
        meeting=evidence.among("calendar") & ((claim == Claim.HUMAN) | (claim == Claim.HUMAN_MAYBE)),
        tracked=evidence.among(*TRACKED),
        stopwatch=evidence.among("timer") & category.among("stopwatch"),
    )


def _devices(judged: Frame, window: Any) -> Any:
    """The number of each row's machine. A log that does not know its machine is taken to be of the only one with windows."""
    codes = judged["device"].codes
    lost = judged["device"].among("unknown")
    if lost.any():
        named = np.unique(codes[window & ~lost])
        if len(named) == 1:
            codes = np.where(lost, named[0], codes).astype(np.int32)
    return codes

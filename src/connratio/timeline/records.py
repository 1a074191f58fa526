"""What the kernel is given of each activity: numbers only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from connratio.model.intervals import Ints
from connratio.model.texts import Bools
from connratio.timeline.classes import TOOLS, Claim

Codes = np.ndarray[Any, np.dtype[np.int32]]

__all__ = ["TOOLS", "Bools", "Claim", "Claims", "Codes", "Ints", "Records"]


@dataclass(frozen=True, slots=True)
class Records:
    """Activities as columns of one length.

    `start` and `end` are epoch ms; `claim` a Claim; `key` the row of the breakdown table (equal keys are alike in every
    report; keys are numbered by content, so that the order of input cannot matter). `certain` is the verdict's. Presence
    reads the rest: `window`/`web`/`editor` say which kind of log the row comes from, `device` and `bucket` where it was
    recorded, `family` the browser or editor it belongs to (-1: none), `present`/`absent` mark rows of an idleness source,
    `audible` a tab that plays sound, `call` a call app's own window. `meeting` marks attended calendar entries, `tracked`
    rows of a tool log, `stopwatch` what a person timed by hand on the machine that records the windows.
    """

    person: Codes
    start: Ints
    end: Ints
    claim: Codes
    key: Codes
    certain: Bools
    device: Codes
    bucket: Codes
    family: Codes
    window: Bools
    web: Bools
    editor: Bools
    present: Bools
    absent: Bools
    audible: Bools
    call: Bools
    meeting: Bools
    tracked: Bools
    stopwatch: Bools

    def __len__(self) -> int:
        """How many activities."""
        return len(self.start)


@dataclass(frozen=True, slots=True)
class Claims:
    """Stretches of time that activities claim after presence is settled; `record` is the row in Records."""

    record: Ints
    person: Codes
    start: Ints
    end: Ints
    claim: Codes
    key: Codes
    certain: Bools
    meeting: Bools
    tracked: Bools

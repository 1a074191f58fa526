"""The classes of claims, of observed time and of tallies: numbers that the kernel and the measures share."""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class Claim(IntEnum):
    """How an activity claims its time, in the order of DESIGN 3.5: the lower number wins under `human-wins`."""

    HUMAN = 0
    AI = 1  # an attended AI session, from its own log
    LOG = 2  # editor or timer log
    WEB = 3
    APP = 4
    HUMAN_MAYBE = 5  # human by an uncertain rule: only a certain claim beats a tool
    SOLO = 6
    UNKNOWN = 7
    AWAY = 8
    PENDING = 9  # tentative or unanswered: widens the band only
    WATCHING = 10
    AGENT = 11
    NONE = 12  # does not count


TOOLS = (Claim.AI, Claim.LOG, Claim.WEB, Claim.APP)


class Band(IntEnum):
    """The classes of observed time of DESIGN 3.6; NONE is solo, away or nothing."""

    NONE = 0
    H_SURE = 1
    X = 2
    H_MAYBE = 3
    N = 4  # tentative or unanswered beside a tool
    N0 = 5  # tentative or unanswered and nothing else: without it the time would not be observed
    U = 6
    T_MAYBE = 7
    T_SURE = 8
    W = 9


class Lane(IntEnum):
    """What a tally's time is: the resolved timeline, or a figure that stands beside it and is never added to it."""

    TIME = 0
    PENDING = 1  # the breakdown of tentative and unanswered time
    AGENT = 2  # machine time, summed over sessions
    UNATTENDED = 3
    DOUBLE_BOOKED = 4  # covered by two attended meetings or more


KIND_OF: Final = {
    Claim.HUMAN: "human",
    Claim.HUMAN_MAYBE: "human",
    Claim.AI: "tool",
    Claim.LOG: "tool",
    Claim.WEB: "tool",
    Claim.APP: "tool",
    Claim.SOLO: "solo",
    Claim.UNKNOWN: "unknown",
    Claim.AWAY: "away",
    Claim.NONE: "",
}
"""The kind of the time that a claim wins."""

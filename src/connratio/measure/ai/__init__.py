"""What logs of AI assistants say: the person's time, the machines' time, and what kind of work it was (formats/ai.md 3, METRICS 1.6).

Rows of activities become columns of numbers (`ai.rows`), what else went on is a few covers (`ai.around`), conversations are cut
into sittings (`ai.sittings`), and every figure is worked out for all periods and groups at once (`ai.figures`).
"""

from __future__ import annotations

from typing import Final, Literal

from connratio.model.words import ACTS

Split = Literal["assistant", "project", "model"]
SPLITS: Final[tuple[Split, ...]] = ("assistant", "project", "model")
PERIOD: Final = ("period", "from", "until")
FIGURES: Final = (
    "ai_seconds", "ai_watching_seconds", "ai_agent_seconds", "ai_subagent_seconds", "ai_unattended_seconds", "ai_waiting_seconds",
    "n_sessions", "human_acts", "n_turns", "one_prompt_share", "n_interrupts", "parallelism", "attended_share",
    "augmentation_share", "automation_share", "unlabelled_share", "acts_per_turn", "ai_share_of_tool", "ai_balance",
    "ai_contested_seconds", "n_contested_acts", "n_labelled",
    "ai_watched_seconds",
)  # fmt: skip
"""The first sixteen are OUTPUT.md's; what came later stands behind them."""
LIMITS: Final = (2, 5, 15)
"""Idle limits, in minutes, at which every figure is tried."""
TRIED: Final = ("idle_minutes", "direction_agrees")
BREAK_MS: Final = 1_800_000
"""A longer pause parts a conversation into two sessions."""
AUGMENTS_FROM: Final = 3
"""Turns that a person began from which on a session looks like work done together (METRICS 1.6)."""
PROMPTS: Final = (1, 2)
"""Places in ACTS of what a person asked, certainly or probably."""
OPENING: Final = (1, 2, 3)
"""Places in ACTS of what begins a turn."""
INTERRUPT: Final = ACTS.index("interrupt")
AUGMENTATION: Final = ("augmentation", "augmented", "task iteration", "learning", "validation")
AUTOMATION: Final = ("automation", "automated", "directive", "feedback loop")
"""Labels of a conversation as the Anthropic Economic Index has them."""


def columns_of(split: Split | None, *, tried: bool = False) -> tuple[str, ...]:
    """The columns of `connratio ai`; with `tried` a row is a period at one idle limit."""
    return (*PERIOD, *((split,) if split else ()), *FIGURES, *(TRIED if tried else ()))

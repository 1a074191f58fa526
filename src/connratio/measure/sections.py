"""The sections of the weekly self-report, in the order of the screen, with the metrics that each shows."""

from __future__ import annotations

from typing import Final

from connratio.model.words import MODES, PURPOSES

SIZES: Final = ("one_to_one_seconds", "small_seconds", "large_seconds", "broadcast_seconds", "unsized_seconds")
PLACES: Final = (
    "in_person_seconds", "hybrid_seconds", "video_seconds", "phone_seconds", "chat_seconds", "email_seconds", "no_place_seconds",
)  # fmt: skip
PURPOSED: Final = (*(f"{purpose}_seconds" for purpose in PURPOSES), "untagged_seconds")
TOOLS: Final = tuple(f"tool_{mode}_seconds" for mode in MODES["tool"] if mode != "ai")
BREAKDOWNS: Final = (SIZES, PLACES, PURPOSED)
"""Each adds up to the time with people."""
SECTIONS: Final = {
    "share": ("share",),
    "human": ("human_seconds", *SIZES, *PLACES, *PURPOSED, "interactive_share", "in_person_share", "in_person_days"),
    "tool": ("tool_seconds", *TOOLS),
    "ai": ("ai_seconds", "ai_watching_seconds", "ai_agent_seconds", "ai_unattended_seconds", "ai_balance", "ai_share_of_tool"),
    "meetings": (
        "meeting_seconds", "double_booked_seconds", "after_hours_seconds", "recurring_share", "back_to_back_rate", "multitasking_seconds",
        "n_contacts",
    ),
    "focus": (
        "available_seconds", "uninterrupted_seconds", "interrupted_seconds", "fragmented_seconds", "n_blocks_1h", "n_blocks_2h",
    ),
    "one_to_ones": ("n_one_to_ones", "n_one_to_ones_moved", "n_one_to_ones_missed"),
    "coverage": ("expected_seconds", "observed_seconds", "unaccounted_seconds"),
}  # fmt: skip
"""The sections that hold metrics; people, targets and suggestions hold nothing else."""

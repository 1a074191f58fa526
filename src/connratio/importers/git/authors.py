"""Who took part in a commit besides its author: people, an AI, or plain automation (formats/communication 2.9)."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final


class Part(StrEnum):
    """What an address or a name stands for, as the column `category` of a commit has it; ALONE where there is nobody else."""

    PEOPLE = "with_people"
    AI = "with_ai"
    AUTOMATED = "automated"
    ALONE = "alone"


AI_ADDRESSES: Final = frozenset({
    "noreply@anthropic.com", "cursoragent@cursor.com", "noreply@aider.chat", "noreply@openai.com", "copilot@users.noreply.github.com",
    "copilot@github.com", "noreply@opencode.ai", "qwen-coder@alibabacloud.com", "amp@ampcode.com", "gemini-cli@google.com",
    "jules@google.com", "openhands@all-hands.dev", "crush@charm.land",
})  # fmt: skip
AI_BOTS: Final = frozenset({
    "copilot[bot]", "copilot-swe-agent[bot]", "claude[bot]", "cursor[bot]", "devin-ai-integration[bot]", "openai-codex[bot]",
    "chatgpt-codex-connector[bot]", "gemini-code-assist[bot]", "amazon-q-developer[bot]", "coderabbitai[bot]",
})  # fmt: skip
"""Both from chaoss/ai-detection-action, and from what these tools write into messages (2026-11)."""
_AI_NAMES: Final = re.compile(r"aider \(.*\)")
_AUTOMATIC: Final = re.compile(r"\[bot\]$|^(?:dependabot|renovate|github-actions)\b|^(?:noreply|action)@github\.com$")
_NUMBERED: Final = re.compile(r"^\d+\+(?=[^@]*@users\.noreply\.github\.com$)")
_PERSON: Final = re.compile(r"\s*(.*?)\s*<\s*([^<>\s]+)\s*>\s*")


def plain_address(address: str) -> str:
    """An address as it is compared: in lower case, and without the number that GitHub puts before a name."""
    return _NUMBERED.sub("", address.strip().lower())


@lru_cache(maxsize=65_536)
def part_of(name: str, address: str) -> Part:
    """What somebody with this name and (plain) address is; whoever is no program is a person."""
    login, told = address.partition("@")[0], name.strip().lower()
    if address in AI_ADDRESSES or login in AI_BOTS or told in AI_BOTS or _AI_NAMES.fullmatch(told):
        return Part.AI
    automatic = any(_AUTOMATIC.search(word) for word in (login, told, address))
    return Part.AUTOMATED if automatic else Part.PEOPLE


def category_of(author: str, trailers: list[str]) -> tuple[str, int]:
    """The parts that others have in a commit of this author, joined with `+`, or `alone`; and how many co-authors have no address.

    Its author takes part too, and who is named twice does so once: it takes two persons to be with people.
    """
    own = plain_address(author)
    everyone, unknown = {own: part_of("", own)}, 0
    for trailer in trailers:
        person = _PERSON.fullmatch(trailer)
        if person is None:
            unknown += bool(trailer.strip())
        else:
            everyone.setdefault(address := plain_address(person[2]), part_of(person[1], address))
    parts = list(everyone.values())
    found = set(parts) - ({Part.PEOPLE} if parts.count(Part.PEOPLE) < 2 else set())
    return "+".join(part for part in Part if part in found) or str(Part.ALONE), unknown

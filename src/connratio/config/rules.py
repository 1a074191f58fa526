"""The shape of a rule; what its patterns match is for the classify floor."""

from __future__ import annotations

import re
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from connratio.config.hours import span_of
from connratio.config.near import did_you_mean
from connratio.config.section import Section, Word, Words, one_or_many
from connratio.model.words import MODES

Kind = Literal["human", "tool", "solo", "unknown", "away"]
Size = Literal["1:1", "small", "large", "broadcast"]
Purpose = Literal["check_in", "mentoring", "feedback", "ritual", "social", "working", "interview", "training", "customer"]
Evidence = Literal[
    "calendar",
    "call",
    "message",
    "ai",
    "ai_watching",
    "ai_unattended",
    "ai_waiting",
    "editor",
    "web",
    "app",
    "timer",
    "idle",
    "aggregate",
    "day_off",
    "commit",
]
Status = Literal["cancelled", "tentative", "free", "absent", "elsewhere"]

_ALL_MODES: Final = sorted({mode for modes in MODES.values() for mode in modes if mode})
_COUNT: Final = re.compile(r"(\d{1,6})(?:\+|\s*[-–]\s*(\d{1,6}))?")
_COMPARED: Final = re.compile(r"unknown|(<=|>=|<|>|=)\s*\d{1,6}")


def _count(value: Any) -> str:
    text = str(value)
    if _COMPARED.fullmatch(text.strip()):
        return text.strip().replace(" ", "")
    found = _COUNT.fullmatch(text.strip())
    if not found or (found[2] and int(found[2]) < int(found[1])):
        raise ValueError(f"'{text[:40]}' is no number of people; write 2, 3-8, 9+ or unknown")
    return text.strip().replace("–", "-").replace(" ", "")


def _time(text: str) -> str:
    a, b = span_of(text)
    if a == b:
        raise ValueError(f"'{text[:40]}' is empty; write a span such as 22:00-06:00")
    return text.strip().replace("–", "-").replace(" ", "")


EvidenceWords = Annotated[tuple[Evidence, ...], BeforeValidator(one_or_many, json_schema_input_type=Evidence | list[Evidence])]
StatusWords = Annotated[tuple[Status, ...], BeforeValidator(one_or_many, json_schema_input_type=Status | list[Status])]
Count = Annotated[str, BeforeValidator(_count, json_schema_input_type=str | int)]


class Conditions(Section):
    """What an activity must be like for the rule to hold: every condition given must hold."""

    evidence: EvidenceWords = Field(
        default=(),
        description="What the record is; one or several of calendar, call, message, ai, editor, web, app, timer and so on.",
    )
    app: Words = Field(default=(), description="Programs by the name that the log gives them; one or several.")
    host: Words = Field(default=(), description="Hosts of web addresses, their subdomains included; one or several.")
    title: Word | None = Field(
        default=None, description="RE2 pattern that the title must contain; capital letters do not matter."
    )
    not_title: Word | None = Field(default=None, description="RE2 pattern that the title must not contain.")
    program: Word | None = Field(default=None, description="RE2 pattern for the program's name, as the log gives it.")
    place: Word | None = Field(default=None, description="RE2 pattern for the place or room.")
    conference: Word | None = Field(default=None, description="RE2 pattern for the host or name of the online meeting.")
    category: Word | None = Field(default=None, description="RE2 pattern for the source's own category, tag or status.")
    project: Word | None = Field(default=None, description="RE2 pattern for the project.")
    source: Word | None = Field(default=None, description="RE2 pattern for the name of the calendar or log.")
    organiser: Word | None = Field(default=None, description="RE2 pattern for the organiser's address.")
    people: Count | None = Field(
        default=None, description="How many people, me included: 2, 3-8 or 9+; unknown where the source carries none."
    )
    domains: Words = Field(default=(), description="Mail domains, at least one of which takes part; one or several.")
    time: Annotated[str, AfterValidator(_time)] | None = Field(
        default=None, description="Local time of day at which the activity starts, such as 22:00-06:00."
    )
    all_day: bool | None = Field(default=None, description="Whether it is an all-day entry.")
    status: StatusWords = Field(default=(), description="One or several of: cancelled, tentative, free, absent, elsewhere.")


class Rule(Conditions):
    """One rule: what the activities that meet its conditions count as. The first rule that holds decides."""

    name: Word | None = Field(
        default=None, description="Name that reports and explain show; rule 1, rule 2 and so on when left out."
    )
    kind: Kind = Field(description="What the time counts as: human, tool, solo, unknown or away.")
    mode: str = Field(
        default="", description="Second level, which must belong to the kind.", json_schema_extra={"enum": list(_ALL_MODES)}
    )
    size: Size | None = Field(default=None, description="Size of the meeting, where the record cannot tell it.")
    purpose: Purpose | None = Field(default=None, description="What the meeting is for; human time only.")
    certain: bool = Field(default=True, description="Whether the verdict is sure; an uncertain one widens the band.")

    @field_validator("mode")
    @classmethod
    def _of_its_kind(cls, mode: str, info: ValidationInfo) -> str:
        kind = info.data.get("kind")
        if kind is None or mode in MODES[kind]:
            return mode
        modes = [m for m in MODES[kind] if m]
        if not modes:
            raise ValueError(f"{kind} has no modes; leave the key out")
        raise ValueError(f"'{mode[:40]}' is no mode of {kind} ({', '.join(modes)}){did_you_mean(mode, modes)}")

    @field_validator("purpose", "size")
    @classmethod
    def _of_people(cls, value: str | None, info: ValidationInfo) -> str | None:
        kind = info.data.get("kind")
        if value is not None and kind not in {"human", None}:
            raise ValueError(f"only human time has one, and this rule says {kind}")
        return value


class PurposeRule(Conditions):
    """What human time is for, settled apart from its kind. The first rule that holds decides."""

    name: Word | None = Field(default=None, description="Name that explain shows; purpose 1, purpose 2 and so on when left out.")
    purpose: Purpose = Field(description="What the meeting is for.")

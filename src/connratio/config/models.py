"""The configuration file as a model: every key, its meaning and its default."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PositiveInt, field_validator

from connratio.config.hours import NINE_TO_FIVE, WorkingHours, minutes_of
from connratio.config.rules import PurposeRule, Rule
from connratio.config.section import Address, Addresses, Section, Word, Zone, one_or_many
from connratio.config.sources import SourceEntry
from connratio.config.targets import Targets


def _clock(value: Any) -> Any:
    return dt.time(*divmod(minutes_of(value), 60)) if isinstance(value, str) else value


def _region(text: str) -> str:
    country, dash, part = text.strip().upper().partition("-")
    if len(country) != 2 or not country.isalpha() or bool(dash) != bool(part) or (part and not part.isalnum()):
        raise ValueError(f"'{text[:40]}' is no country or part of one; write DE, or DE-BY")
    return text.strip().upper()


Region = Annotated[str, AfterValidator(_region)]

PULSE: Final = {
    "connection": "How connected to the people you work with did you feel this week? (0 not at all, 10 very much)",
    "energy": "How much energy did you have at the end of your working days? (0 none, 10 plenty)",
    "meaning": "How meaningful was what you did? (0 not at all, 10 very much)",
    "trust": "When it mattered, whose word did you go by: AI answers or your colleagues'? (0 only AI, 10 only colleagues)",
}
"""Four plain questions of our own; published scales are not embedded, since most need a licence."""


def _folded(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.lower() for name in names)


Clock = Annotated[
    dt.time, BeforeValidator(_clock, json_schema_input_type=Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")])
]


class Person(Section):
    """One person under a main address."""

    name: Word | None = Field(default=None, description="Name in reports; default: the address.")
    aliases: Annotated[tuple[Word, ...], BeforeValidator(one_or_many, json_schema_input_type=str | list[str])] = Field(
        default=(), description="Other addresses, numbers or names of the same person."
    )
    team: Word | None = Field(default=None, description="Team of the person.")
    role: Word | None = Field(default=None, description="What the person is to you, such as manager or report.")
    target_days: PositiveInt | None = Field(
        default=None, description="Days after which you want to have met again; default: no target."
    )

    _fold = field_validator("aliases")(_folded)


class Privacy(Section):
    """What is kept of what the sources say."""

    titles: Literal["keep", "drop"] = Field(
        default="keep", description="Whether titles stay after classification or are forgotten."
    )


class Config(Section):
    """Everything that connratio.yaml can say; each key may be left out."""

    me: Addresses = Field(default=(), description="Your own addresses, one or several; default: inferred and said.")
    timezone: Zone | None = Field(
        default=None, description="IANA zone in which your days are counted; default: TZ, or the system's zone."
    )
    working_hours: WorkingHours = Field(
        default=NINE_TO_FIVE,
        json_schema_extra={"default": {"mon-fri": "09:00-17:00"}},
        description="Expected working time; default: mon-fri 09:00-17:00.",
    )
    week_start: Literal["mon", "sun", "sat"] = Field(default="mon", description="First day of a week.")
    start_of_day: Clock = Field(
        default=dt.time(),
        json_schema_extra={"default": "00:00"},
        description="When a day begins; what lies before it counts to the day before.",
    )
    overlap: Literal["human-wins", "tool-wins", "split"] = Field(
        default="human-wins", description="Who gets time that people and tools both claim."
    )
    basis: Literal["auto", "tracked", "workweek"] = Field(
        default="auto", description="Whether shares are of observed or of expected working time."
    )
    attendance: Literal["accepted", "non_declined"] = Field(
        default="accepted", description="Which meetings count: accepted or organised ones, or tentative and unanswered ones too."
    )
    sources: tuple[SourceEntry, ...] = Field(default=(), description="How files are to be read.")
    rules: tuple[Rule, ...] = Field(
        default=(), description="Your own rules, which come before the built-in ones; the first that holds decides."
    )
    purposes: tuple[PurposeRule, ...] = Field(
        default=(), description="Your own rules for what meetings are for, before the built-in ones."
    )
    people: dict[Address, Person] = Field(default_factory=dict, description="People by main address.")
    groups: dict[Address, PositiveInt] = Field(default_factory=dict, description="Head-counts of group addresses.")
    holidays: Annotated[tuple[Region, ...], BeforeValidator(one_or_many, json_schema_input_type=str | list[str])] = Field(
        default=(), description="Countries, or parts of them, whose public holidays are days off: DE-BY."
    )
    targets: Targets = Field(
        default_factory=dict, description="What you want of your own figures; connratio check holds them against it."
    )
    pulse: dict[Word, Word] = Field(
        default_factory=lambda: dict(PULSE),
        json_schema_extra={"default": {**PULSE}},
        description="Names and questions of the weekly self-check, each answered from 0 to 10.",
    )
    privacy: Privacy = Field(default=Privacy.model_construct(), description="What is kept.")

    @field_validator("rules", "purposes")
    @classmethod
    def _numbered(cls, rules: tuple[Rule | PurposeRule, ...], info: Any) -> tuple[Rule | PurposeRule, ...]:
        word = "rule" if info.field_name == "rules" else "purpose"
        return tuple(r if r.name else r.model_copy(update={"name": f"{word} {i}"}) for i, r in enumerate(rules, 1))

    @field_validator("people")
    @classmethod
    def _each_alias_once(cls, people: dict[str, Person]) -> dict[str, Person]:
        owner: dict[str, str] = {}
        for main, person in people.items():
            for name in (main, *person.aliases):
                if owner.setdefault(name, main) != main:
                    raise ValueError(f"{name} stands for two people, {owner[name]} and {main}")
        return people

    def spans_of(self, weekday: int) -> tuple[tuple[int, int], ...]:
        """The working hours of a weekday (Monday is 0), in minutes after midnight."""
        return self.working_hours.spans_of(weekday)

    @property
    def day_starts(self) -> int:
        """The start of the day in minutes after midnight."""
        return self.start_of_day.hour * 60 + self.start_of_day.minute

    @property
    def has_working_hours(self) -> bool:
        """Whether the user gave working hours; otherwise they are the default, and outputs say so."""
        return "working_hours" in self.model_fields_set

    @property
    def main_addresses(self) -> dict[str, str]:
        """The main address of every alias, in lower case; a main address stands for itself."""
        mains = {main: main for main in self.people}
        return mains | {alias: main for main, person in self.people.items() for alias in person.aliases}

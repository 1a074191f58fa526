"""What a person wants of their own figures: `>= 0.35`, `<= 5h`, `>= 2 per quarter`, or one-to-ones with some people every 14 days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from connratio.config.section import Address, Section, Word

_BOUND: Final = re.compile(
    r"(?P<sign>>=|<=|≥|≤|>|<)\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>%|h|min|m|s|d|days?)?"
    r"(?:\s*(?:per|/|a)\s*(?P<per>day|week|month|quarter|year))?",
    re.IGNORECASE,
)
_SCALE: Final = {"%": 0.01, "h": 3600.0, "min": 60.0, "m": 60.0, "s": 1.0}
_EVERY: Final = re.compile(r"(\d{1,3})\s*(d|w|days?|weeks?)?")


@dataclass(frozen=True, slots=True)
class Bound:
    """What a value must be: `sign` is >=, <=, > or <; `number` in seconds, as a part of 1, or a count; `per` "" is as the metric has it."""

    sign: Literal[">=", "<=", ">", "<"]
    number: float
    per: str = ""

    def holds(self, value: float) -> bool:
        """Whether a value meets it."""
        if self.sign in {">=", ">"}:
            return value > self.number or (self.sign == ">=" and value == self.number)
        return value < self.number or (self.sign == "<=" and value == self.number)


def bound_of(text: str) -> Bound:
    """The bound that a text names. Raises ValueError with an example."""
    match = _BOUND.fullmatch(text.strip())
    if match is None:
        raise ValueError(f'\'{text[:40]}\' is no target; write ">= 0.35", "<= 5h" or ">= 2 per quarter"')
    sign = match["sign"].replace("≥", ">=").replace("≤", "<=")
    number = float(match["number"]) * _SCALE.get((match["unit"] or "").lower(), 1.0)
    return Bound(sign, number, (match["per"] or "").lower())  # type: ignore[arg-type]  # the pattern knows the four signs


def _bound(text: str) -> str:
    bound_of(text)
    return text.strip()


def _days(value: Any) -> Any:
    match = _EVERY.fullmatch(value.strip().lower()) if isinstance(value, str) else None
    if match is None:
        return value
    return int(match[1]) * (7 if (match[2] or "d").startswith("w") else 1)


Every = Annotated[int, BeforeValidator(_days, json_schema_input_type=str | int), Field(ge=1)]


class Target(Section):
    """A bound of a metric, or how often a one-to-one is wanted with everybody of a role or team, or with one person."""

    wanted: Annotated[str, AfterValidator(_bound)] | None = Field(
        default=None, description='The bound, such as ">= 0.35" or "<= 5h"; for most metrics the target is this text alone.'
    )
    role: Word | None = Field(default=None, description="With everybody of this role.")
    team: Word | None = Field(default=None, description="With everybody of this team.")
    person: Address | None = Field(default=None, description="With this person.")
    every: Every | None = Field(default=None, description="At least once in so many days: 14d or 2w.")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        chosen = [v for v in (self.role, self.team, self.person) if v is not None]
        if (self.wanted is None) == (self.every is None):
            raise ValueError('must be a bound such as ">= 0.35", or say `every: 14d` with a role, team or person')
        if self.every is not None and len(chosen) != 1:
            raise ValueError("needs one of role, team and person")
        return self


def _as_target(value: Any) -> Any:
    return {"wanted": value} if isinstance(value, str) else value


Targets = dict[Word, Annotated[Target, BeforeValidator(_as_target, json_schema_input_type=str | Target)]]

"""The policy in force: everything a number depends on beside the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connratio.importers.calendar.people import plain_address
from connratio.timeline.clock import Hours

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from connratio.classify.rules import Rule, RuleSet
    from connratio.config.load import Loaded
    from connratio.config.models import Config


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything a number depends on beside the data."""

    zone: ZoneInfo
    hours: Hours
    own: RuleSet
    overlap: str = "human-wins"
    attendance: str = "accepted"
    day_starts: int = 0
    groups: Mapping[str, int] | None = None
    aliases: Mapping[str, str] | None = None
    keep_titles: bool = True
    holidays: tuple[str, ...] = ()

    @property
    def rules(self) -> RuleSet:
        """The user's own rules before the default ones; read when they are needed, since a report from tallies needs none."""
        from connratio.classify.rules import default_rules

        return self.own + default_rules()


def policy_of(loaded: Loaded, zone: ZoneInfo, overlap: str | None = None) -> Policy:
    """What the configuration says, with the user's rules before the default ones. Raises UsageError for a wrong rule."""
    from connratio.classify.rules import RuleSet

    config = loaded.config
    return Policy(
        zone=zone,
        hours=config.spans_of,
        own=RuleSet(_own(loaded, "rules"), _own(loaded, "purposes")),
        overlap=overlap or config.overlap,
        attendance=config.attendance,
        day_starts=config.day_starts,
        groups=dict(config.groups),
        aliases=_aliases(config),
        keep_titles=config.privacy.titles == "keep",
        holidays=config.holidays,
    )


def _aliases(config: Config) -> dict[str, str]:
    """The main address of each other one, in either spelling of the two domains of Google's mail."""
    pairs = [(main, alias) for main, person in config.people.items() for alias in (main, *person.aliases)]
    found = {form: main.lower() for main, alias in pairs for form in (alias.lower(), plain_address(alias))}
    return {alias: main for alias, main in found.items() if alias != main}


def my_addresses(config: Config) -> list[str]:
    """Mine, with the aliases that `people` gives them."""
    aliases = [a for main, person in config.people.items() if main in config.me for a in person.aliases]
    return [*config.me, *aliases]


def _own(loaded: Loaded, section: str) -> tuple[Rule, ...]:
    """The rules of one section of the configuration, each with its place there."""
    from connratio.classify.rules import make_rule

    made = []
    for i, rule in enumerate(getattr(loaded.config, section)):
        given = {k: v for k, v in rule.model_dump(exclude_unset=True).items() if v is not None}
        file, _, line = loaded.place_of(section, i).rpartition(":")
        kind = {"kind": "human"} if section == "purposes" else {}
        made.append(make_rule({**kind, **given, "name": rule.name}, file or "connratio.yaml", int(line or 0)))
    return tuple(made)

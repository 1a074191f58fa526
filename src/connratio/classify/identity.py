"""Who is me: told by the user, or inferred from calendars and always said."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from connratio.importers.calendar.people import plain_address

if TYPE_CHECKING:
    from connratio.importers.contract import SourceInfo
    from connratio.model.frame import Frame


@dataclass(frozen=True, slots=True)
class Me:
    """The person the report is about.

    `name` stands in the column `person` ("me" when no address is known); `addresses` are all that are theirs, in lower
    case; `told` says that the user gave them; `why` says for each source whose it is taken to be and why.
    """

    name: str
    addresses: frozenset[str]
    told: bool
    why: dict[str, tuple[str, str]]
    sure: bool = True


def who_is_me(
    activities: Frame,
    sources: Sequence[SourceInfo],
    told: Iterable[str],
    persons: Mapping[str, Counter[str]] | None = None,
) -> Me:
    """Me, from the told addresses, else from each calendar's owner, else from the address on most of its events.

    A calendar's own events are looked at once each, however often they recur. Of addresses that are on equally many
    events the one that organises most is taken, then the first by name; `sure` is false when that decided.
    """
    theirs = _kept_by(activities)
    given = tuple(dict.fromkeys(a.strip().lower() for a in told if a.strip()))
    persons = persons_of(activities) if persons is None else persons
    if given:
        names = _only_names(persons, given[0])
        told_why = {s.name: (given[0], "told by --me or the configuration") for s in sources}
        mine = _spellings(given, activities) | set(names)
        others = {s.name: (p, s.owner_why) for s in sources if (p := theirs.get(s.name, "")) and p not in mine}
        return Me(given[0], mine, told=True, why={**told_why, **_names_why(names, given[0]), **others})
    present, organised, n_events = _counted(activities)
    named = {s.name: (s.owner, s.owner_why) for s in sources if s.owner}
    owners = {source: told for source, told in named.items() if source not in theirs}
    everywhere: Counter[str] = Counter()
    for counts in present.values():
        everywhere.update(counts)
    why: dict[str, tuple[str, str]] = dict(named)
    sure = True
    for source, counts in present.items():
        if source in named or source in theirs or not counts:
            continue
        ranked = sorted(counts, key=lambda a: (-counts[a], -everywhere[a], -organised[source][a], a))
        best = ranked[0]
        if len(ranked) > 1 and _tied(ranked[0], ranked[1], counts, everywhere, organised[source]):
            sure = False
        why[source] = (best, f"on {counts[best]} of its {n_events[source]} events with people")
    addresses = [a for a, _ in owners.values()] + [why[s][0] for s in present if s in why and s not in theirs]
    if not addresses:
        found = _by_rows({**persons, **{source: Counter([person]) for source, person in theirs.items()}}, sources)
        return replace(found, why={**found.why, **named})
    name = max(dict.fromkeys(addresses), key=lambda a: (everywhere[a], addresses.count(a)))
    for info in sources:
        why.setdefault(info.name, (name, "taken to be the same person's"))
    names = _only_names(persons, name)
    mine = _spellings(addresses, activities) | set(names)
    return Me(name, mine, told=False, why={**why, **_names_why(names, name)}, sure=sure)


def _kept_by(activities: Frame) -> dict[str, str]:
    """For each calendar that its source says is one certain person's (a list of people's, one that I may only read): theirs."""
    from connratio.model.texts import combined

    rows = activities.only("source", "person").take(activities["evidence"].among("calendar") & ~activities["person"].among(""))
    first = combined(rows["source"], rows["person"])[1]
    return {source: person.lower() for source, person in zip(rows["source"][first], rows["person"][first], strict=True)}


def _spellings(addresses: Iterable[str], activities: Frame) -> frozenset[str]:
    """The addresses, also as importers spell them (plain_address), and what `+tag` makes of them in calendars."""
    own = {form for address in addresses for form in (address, plain_address(address))}
    circles = set(activities["people"][activities["evidence"].among("calendar")].tolist())
    tagged = {a for circle in circles for a in circle if "+" in a}
    return frozenset(own) | {a for a in tagged if _untagged(a) in own}


def _untagged(address: str) -> str:
    box, at, host = address.partition("@")
    return box.split("+", 1)[0] + at + host


def persons_of(activities: Frame) -> dict[str, Counter[str]]:
    """For each source that says whose its rows are (no calendar does): the persons and their rows."""
    import numpy as np

    from connratio.model.texts import combined

    named = activities.only("source", "person").take(
        ~activities["evidence"].among("calendar", "itip") & ~activities["person"].among("")
    )
    pair, first = combined(named["source"], named["person"])
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    pairs = zip(named["source"][first], named["person"][first], np.bincount(pair).tolist(), strict=True)
    for source, person, n in sorted(pairs):
        counts[source][person.lower()] += n
    return counts


def _only_names(persons: Mapping[str, Counter[str]], name: str) -> dict[str, str]:
    """Bare names (no addresses) of the one person of a table, with the table: an export of one's own calls one by name."""
    single = {next(iter(c)): source for source, c in persons.items() if len(c) == 1}
    return {person: source for person, source in single.items() if "@" not in person and person != name}


def _names_why(names: Mapping[str, str], name: str) -> dict[str, tuple[str, str]]:
    """Why the sources of these names are taken to be mine."""
    return {source: (name, f"all its rows are of one person, {person}") for person, source in names.items()}


def _by_rows(persons: Mapping[str, Counter[str]], sources: Sequence[SourceInfo]) -> Me:
    """Me where no calendar tells: the person of most rows."""
    rows: Counter[str] = Counter()
    for counts in persons.values():
        rows.update(counts)
    if not rows:
        return Me("me", frozenset(), told=False, why={s.name: ("me", "no source names anyone") for s in sources})
    (name, most), *others = sorted(rows.items(), key=lambda r: (-r[1], r[0]))
    whose = {s: f"{c[name]} of its {c.total()} rows are theirs" for s, c in persons.items()}
    why = {s.name: (name, whose.get(s.name, "taken to be the same person's")) for s in sources}
    return Me(name, frozenset({name}), told=False, why=why, sure=not others or others[0][1] < most)


def _tied(a: str, b: str, counts: Counter[str], everywhere: Counter[str], organised: Counter[str]) -> bool:
    return (counts[a], everywhere[a], organised[a]) == (counts[b], everywhere[b], organised[b])


def _counted(activities: Frame) -> tuple[dict[str, Counter[str]], dict[str, Counter[str]], Counter[str]]:
    """For each calendar how many events each address is on and organises, and how many have people at all."""
    from connratio.model.activities import lengths
    from connratio.model.texts import combined

    rows = activities.only("source", "uid", "people", "organiser").take(activities["evidence"].among("calendar"))
    rows = rows.take(lengths(rows["people"]) > 0)
    rows = rows.take(combined(rows["source"], rows["uid"])[1])
    present: dict[str, Counter[str]] = defaultdict(Counter)
    organised: dict[str, Counter[str]] = defaultdict(Counter)
    n_events: Counter[str] = Counter()
    for source, people, organiser in zip(rows["source"], rows["people"], rows["organiser"], strict=True):
        n_events[source] += 1
        present[source].update(set(people))
        if organiser:
            organised[source][organiser] += 1
    return present, defaultdict(Counter, organised), n_events

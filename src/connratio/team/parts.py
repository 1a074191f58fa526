"""A data set written and read part by part: the same work wherever it is done."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from connratio.model.problems import UsageError
from connratio.team.dataset import LISTED, PEOPLE, Place, read_part, write_part
from connratio.team.engine import Here
from connratio.team.gather import Done, everybody, kept
from connratio.team.reduced import reduced
from connratio.team.whose import STRANGERS

if TYPE_CHECKING:
    from connratio.ledger.policy import Policy
    from connratio.model.problems import Problem
    from connratio.team.engine import Engine
    from connratio.team.gather import Context
    from connratio.team.units import Readable


@dataclass(frozen=True, slots=True)
class Written:
    """What one piece of an export gave: lines for people.parquet, the people, the problems and what was left out."""

    lines: list[dict[str, Any]]
    people: tuple[int, ...]
    problems: list[Problem]
    left_out: Counter[str]


def export(units: Sequence[Readable], context: Context, place: Place, engine: Engine) -> Done:
    """Write the data set; `people` of what comes back is empty."""
    import pandas as pd

    from connratio.team.units import in_pieces, joined, together

    pieces = in_pieces(units)
    results: list[tuple[tuple[Readable, ...], int]] = []
    number = 0
    written: dict[int, Written] = {}
    while pieces:
        todo = [(number + i + 1, piece, place) for i, piece in enumerate(pieces)]
        number += len(todo)
        for (nth, piece, _), one in zip(todo, engine.map(_export, todo, context), strict=True):
            written[nth] = one
            results.append((piece, nth))
        where: dict[int, list[int]] = defaultdict(list)
        for at, (_, nth) in enumerate(results):
            for person in written[nth].people:
                where[person].append(at)
        again = together([places for places in where.values() if len(places) > 1])
        # Somebody is in two pieces: these are read together, and their parts written anew.
        pieces = [(joined([unit for at in group for unit in results[at][0]]),) for group in again]
        for at in (at for group in again for at in group):
            nth = results[at][1]
            for company in {str(line["company"]) for line in written.pop(nth).lines}:
                place.remove(company, nth)
        results = [one for at, one in enumerate(results) if at not in {at for group in again for at in group}]
    lines = [line for nth in sorted(written) for line in written[nth].lines]
    place.write(PEOPLE, pd.DataFrame(lines, columns=list(LISTED)).astype({"first_ms": "Int64", "last_ms": "Int64"}))
    done = Done()
    for nth in sorted(written):
        done.problems += written[nth].problems
        done.left_out.update(written[nth].left_out)
    return done


def _export(piece: tuple[int, tuple[Readable, ...], Place], context: Context) -> Written:
    nth, units, place = piece
    done = everybody(units, context, Here(), kept)
    companies: dict[str, list[Any]] = defaultdict(list)
    for person, one in sorted(done.people.items()):
        entry = context.directory.people[person]
        companies[entry.groups["company"]].append((context.ids.of(entry.key), one))
    return Written(write_part(place, nth, companies), tuple(done.people), done.problems, done.left_out)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What workers need to know of people: the number and the stay of each id. No name, no address, no rule."""

    known: Mapping[str, tuple[int, tuple[int | None, int | None]]]
    policy: Policy
    today: date
    place: Place


def reduced_parts(place: Place, context: Context, engine: Engine) -> Done:
    """The weeks (Reduced) of everybody in a data set. Raises UsageError where the key is another one."""
    from connratio.classify.rules import RuleSet

    listed = place.read(PEOPLE, ", ".join(f"coalesce({n}, -1) AS {n}" if n.endswith("_ms") else n for n in LISTED))
    parts: dict[tuple[str, int], list[tuple[str, tuple[int, int] | None, bool]]] = defaultdict(list)
    for name, company, part, first, last, has_calendar in zip(*(listed[n].tolist() for n in LISTED), strict=True):
        parts[company, part].append((name, None if first < 0 else (first, last), has_calendar))
    directory = context.directory
    known = {context.ids.of(e.key): (i, context.stay(i)) for i, e in enumerate(directory.people)}
    if not known.keys() & {name for own in parts.values() for name, _, _ in own}:
        raise UsageError(
            "nobody of the data set is in the people directory under this key",
            "--key FILE names the key that it was written with",
        )
    policy = replace(context.policy, own=RuleSet(()), aliases=None, groups=None)
    numbers = Numbers(known, policy, context.options.today, place)
    whole = Done()
    for done in engine.map(reduce_part, sorted(parts.items()), numbers):
        whole.people |= done.people
        whole.left_out.update(done.left_out)
    return whole


def reduce_part(piece: tuple[tuple[str, int], list[tuple[str, tuple[int, int] | None, bool]]], numbers: Numbers) -> Done:
    """The weeks of the people of one part."""
    (company, part), people = piece
    done = Done()
    tables = read_part(numbers.place, company, part)
    for name, span, has_calendar in people:
        if name not in numbers.known:
            done.left_out[STRANGERS] += 1
            continue
        person, stay = numbers.known[name]
        if name in tables:
            done.people[person] = reduced(tables[name], span, stay, numbers.policy, numbers.today, has_calendar=has_calendar)
    return done

"""From folders of calendars and logs, one person each, to Facts: read, judge, forget the content, settle, put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from connratio.importers.contract import Options
from connratio.model.catalogue import CATALOGUE
from connratio.model.problems import Problem
from connratio.team.combined import combined, members_of
from connratio.team.facts import Facts
from connratio.team.reduced import numbers, reduced
from connratio.team.stored import stored
from connratio.team.units import in_pieces, joined, together
from connratio.team.whose import Owned, owned

if TYPE_CHECKING:
    from connratio.config.load import Loaded
    from connratio.ledger.policy import Policy
    from connratio.model.frame import Frame
    from connratio.team.directory import Directory
    from connratio.team.engine import Engine
    from connratio.team.ids import Ids
    from connratio.team.units import Readable


@dataclass(frozen=True, slots=True)
class Context:
    """What every piece of work needs; it travels to other processes once. `loaded` says how files are to be read."""

    directory: Directory
    policy: Policy
    options: Options
    ids: Ids
    loaded: Loaded | None = None
    debug: bool = False

    def stay(self, person: int) -> tuple[int | None, int | None]:
        """The first day of a person and the day after the last one."""
        entry = self.directory.people[person]
        first, end = (None if d is None else d.toordinal() for d in (entry.start, entry.end))
        return first, end


@dataclass(frozen=True, slots=True)
class Kept:
    """The stored activities of one person, and what their sources cover."""

    table: Frame
    span: tuple[int, int] | None
    has_calendar: bool


@dataclass(slots=True)
class Done:
    """What came of a piece of work: something for each person, the problems, what was left out."""

    people: dict[int, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def kept(units: Sequence[Readable], context: Context) -> list[Done]:
    """The stored activities (Kept) of everybody in the files of each unit; what the files say beside is gone with this call."""
    done = [Done() for _ in units]
    people: list[tuple[Done, int, Owned]] = []
    for unit, own in zip(units, done, strict=True):
        batches, problems = unit.read(context)
        found = owned(batches, context.directory, problems, own.left_out, unit.root)
        people += [(own, person, whole) for person, whole in found.items()]
        own.problems = [anonymous(p, dict(unit.numbers)) for p in problems]
    tables = stored([(p, whole.activities) for _, p, whole in people], context.directory, context.policy, context.ids)
    for (own, person, whole), table in zip(people, tables, strict=True):
        own.people[person] = Kept(table, whole.span, whole.has_calendar)
    return done


def reduce(units: Sequence[Readable], context: Context) -> list[Done]:
    """The weeks (Reduced) of everybody in the files of each unit."""
    done = kept(units, context)
    for one in done:
        one.people = {person: of_person(person, own, context) for person, own in one.people.items()}
    return done


def of_person(person: int, one: Kept, context: Context) -> Any:
    """The weeks of one person from their stored activities."""
    return reduced(
        one.table, one.span, context.stay(person), context.policy, context.options.today, has_calendar=one.has_calendar
    )


def anonymous(problem: Problem, number: Mapping[str, int]) -> Problem:
    """The problem in the catalogue's words, with the number of its file and the line: nothing else may name a person."""
    nth = number.get(problem.file) or min(number.values(), default=0)
    return Problem(problem.code, CATALOGUE[problem.code].title, f"file {nth}" if nth else "", problem.line, "", problem.n)


def everybody(units: Sequence[Readable], context: Context, engine: Engine, work: Any = reduce) -> Done:
    """The work of all units. Where one person turns up in several, these are read together once more, so that they count once."""
    results = _results(units, context, engine, work)
    while True:
        where: dict[int, list[int]] = {}
        for at, (_, done) in enumerate(results):
            for person in done.people:
                where.setdefault(person, []).append(at)
        again = together([places for places in where.values() if len(places) > 1])
        if not again:
            break
        whole_units = [joined([results[at][0] for at in group]) for group in again]
        taken = {at for group in again for at in group}
        results = [one for at, one in enumerate(results) if at not in taken]
        results += _results(whole_units, context, engine, work)
    whole = Done()
    for _, done in results:
        whole.people |= done.people
        whole.problems += done.problems
        whole.left_out.update(done.left_out)
    return whole


def _results(units: Sequence[Readable], context: Context, engine: Engine, work: Any) -> list[tuple[Readable, Done]]:
    pieces = in_pieces(units)
    results = chain.from_iterable(engine.map(work, pieces, context))
    return list(zip(chain.from_iterable(pieces), results, strict=True))


def facts_of(done: Done, context: Context) -> Facts:
    """Everybody's weeks (Reduced) put together."""
    directory = context.directory
    known = numbers({context.ids.of(word): i for i in range(len(directory)) for word in directory.words_of(i)})
    person_weeks, attendance, ties, weeks = combined(done.people, directory, known)
    left_out = Counter(directory.left_out) + done.left_out
    if outside := sum(one.n_outside > 0 for one in done.people.values()):
        left_out["people's records outside their stay in the organisation"] += outside
    problems = [*directory.problems, *sorted(done.problems, key=lambda p: (len(p.file), p.file, p.line, p.code))]
    if lost := len(directory) - len(done.people):
        problems.append(Problem("C865", "people of whom no file was found", "people", n=lost))
    if not weeks:
        problems.append(Problem("C869", "no week in which five people are active", ""))
    policy = context.policy
    asked = {
        "timezone": str(policy.zone), "week_start": "mon", "overlap": policy.overlap, "attendance": policy.attendance,
        "idle": "as the log says",
    }  # fmt: skip
    return Facts(members_of(directory, done.people), weeks, person_weeks, attendance, ties, tuple(problems), left_out, asked)

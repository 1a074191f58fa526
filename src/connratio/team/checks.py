"""What can be wrong in a people directory. Whose line is wrong is left out: nobody is counted twice or by a guess."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from connratio.model.problems import Problem
from connratio.team.directory import SHOWN, Directory
from connratio.team.facts import LEVELS

if TYPE_CHECKING:
    from connratio.team.entries import Entry


def checked(entries: Sequence[Entry], problems: list[Problem], n_wrong: int = 0) -> Directory:
    """The directory of these entries; `n_wrong` lines were none already."""
    single = _once(entries, problems)
    apart = _without_shared(single, problems)
    placed = _managed(apart, problems)
    left_out = n_wrong + len({e.key for e in entries}) - len(placed)
    people = sorted(_nested(placed, problems), key=lambda e: e.key)
    _remark(people, problems)
    main = {word: e.key for e in people for word in e.words}
    number = {word: i for i, e in enumerate(people) for word in e.words}
    names = Counter(e.name for e in people if e.name)
    # A name is a word for somebody only where nobody else has it.
    known = {e.name: i for i, e in enumerate(people) if names[e.name] == 1 and e.name not in number}
    manager = tuple(number.get(e.manager, -1) for e in people)
    return Directory(tuple(people), manager, known | number, main, tuple(problems), {"directory": left_out} if left_out else {})


def _said(problems: list[Problem], code: str, message: str, entries: Iterable[Entry]) -> None:
    problems += [Problem(code, message, SHOWN, e.line) for e in sorted(entries, key=lambda e: e.line)]


def _once(entries: Sequence[Entry], problems: list[Problem]) -> list[Entry]:
    """Each person once: the same line again is passed over, lines that differ leave the person out."""
    lines: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        lines[entry.key].append(entry)
    kept = []
    for same in lines.values():
        if all(replace(e, line=0) == replace(same[0], line=0) for e in same):
            _said(problems, "C851", "the same person again", same[1:])
            kept.append(same[0])
        elif any(e.groups != same[0].groups for e in same):
            _said(problems, "C852", "a person in two teams", same)
        else:
            _said(problems, "C853", "two lines about one person that differ", same)
    return kept


def _without_shared(entries: Sequence[Entry], problems: list[Problem]) -> list[Entry]:
    """Without those who share an id, an address or an alias: nobody can say whose a calendar under it is."""
    owners: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for word in entry.words:
            owners[word].add(entry.key)
    shared = {key for keys in owners.values() if len(keys) > 1 for key in keys}
    _said(problems, "C854", "an address or alias that two people share", (e for e in entries if e.key in shared))
    return [e for e in entries if e.key not in shared]


def _managed(entries: Sequence[Entry], problems: list[Problem]) -> list[Entry]:
    """Without those whose manager is nobody, or who manage each other in a circle."""
    by_word = {word: e for e in entries for word in e.words}
    names = Counter(e.name for e in entries if e.name)
    by_word = {e.name: e for e in entries if names[e.name] == 1} | by_word
    known = [replace(e, manager=by_word[e.manager].key) if e.manager in by_word else e for e in entries]
    lost = [e for e in known if e.manager and e.manager not in by_word]
    _said(problems, "C855", "a manager who is not in the directory", lost)
    circle = _circles({e.key: e.manager for e in known})
    _said(problems, "C856", "people who manage each other in a circle", (e for e in known if e.key in circle))
    return [e for e in known if e not in lost and e.key not in circle]


def _circles(manager: Mapping[str, str]) -> set[str]:
    """The people of every circle of managers."""
    found: set[str] = set()
    done: set[str] = set()
    for begin in manager:
        path: list[str] = []
        at = begin
        while at and at not in done and at not in path:
            path.append(at)
            at = manager.get(at, "")
        if at in path:
            found |= set(path[path.index(at) :])
        done |= set(path)
    return found


def _nested(entries: Sequence[Entry], problems: list[Problem]) -> list[Entry]:
    """With groups of one parent each: a name that stands under two parents is two groups, told apart by the parent's name.

    From the outside in, so that a team under two departments of one name in two companies is told apart as well.
    """
    current = list(entries)
    for inner, outer in reversed(list(pairwise(LEVELS))):
        parents: dict[str, set[str]] = defaultdict(set)
        for entry in current:
            if entry.groups[inner]:
                parents[entry.groups[inner]].add(_above(entry, outer))
        several = {name for name, above in parents.items() if len(above) > 1}
        for name in sorted(several):
            first = min(e.line for e in current if e.groups[inner] == name)
            problems.append(Problem("C858", f"a {inner} under more than one {outer}", SHOWN, first))
        current = [_renamed(e, inner, outer) if e.groups[inner] in several else e for e in current]
    return current


def _above(entry: Entry, level: str) -> str:
    """The nearest group outside a level that the entry names."""
    return next((entry.groups[name] for name in LEVELS[LEVELS.index(level) :] if entry.groups[name]), "")


def _renamed(entry: Entry, inner: str, outer: str) -> Entry:
    above = _above(entry, outer) or "no " + outer
    return replace(entry, groups={**entry.groups, inner: f"{entry.groups[inner]} ({above})"})


def _remark(people: Sequence[Entry], problems: list[Problem]) -> None:
    """What is worth knowing of a directory that can be used."""
    _said(problems, "C860", "a person without a team", (e for e in people if not e.groups["team"]))
    teams = Counter(e.groups["team"] for e in people if e.groups["team"])
    _said(problems, "C861", "a team of one", (e for e in people if teams[e.groups["team"]] == 1))
    if people and not any(e.manager for e in people):
        problems.append(Problem("C862", "nobody has a manager", SHOWN))

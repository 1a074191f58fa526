"""llm's logs.db: each call is a prompt, unless a program made it or it only goes on with the results of tools."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final

from connratio.importers.ai.databases import inside
from connratio.importers.ai.gatherer import Gatherer
from connratio.importers.ai.notes import Notes, length
from connratio.importers.ai.trail import What
from connratio.importers.contract import Head, Options, Source
from connratio.importers.databases import is_database, tables
from connratio.model.problems import Problem
from connratio.model.text import clean

NAME: Final = "llm"
BURST_MS: Final = 2000
"""Calls that follow an answer so soon are a program's: nobody reads and writes that fast."""
_HEAD: Final = re.compile(
    rb"CREATE TABLE\s+[`\"\[]?(?:responses|turns)[`\"\]]?\s*\((?=[^;]{0,600}?datetime_utc)[^;]{0,600}?duration_ms", re.DOTALL
)
_OLD: Final = {"table": "responses", "thread": "conversation_id"}
_NEW: Final = {"table": "turns", "thread": "thread_id"}
_NEEDED: Final = frozenset({"id", "datetime_utc", "duration_ms"})


@dataclass(slots=True)
class Call:
    """One call: epoch ms, how long it took, whether it has a prompt of its own."""

    id: str
    thread: str
    at: int
    took: int
    model: str
    prompted: bool
    line: int


class LlmImporter(Gatherer):
    """llm (`llm logs path`): `responses` of versions before 0.32, `turns` since (seen 2026-09)."""

    name = NAME

    def recognises(self, head: Head) -> bool:
        """Whether the tables are llm's."""
        return is_database(head) and _HEAD.search(head.data) is not None

    def holds(self, columns: Mapping[str, Sequence[str]]) -> bool:
        """Whether a database with these tables is llm's."""
        return any({*_NEEDED, s["thread"]} <= set(columns.get(s["table"], ())) for s in (_OLD, _NEW))

    def trail(self, sources: Sequence[Source], options: Options) -> Notes:
        """The events of all databases; a call that both of its tables hold counts once."""
        del options
        notes = Notes()
        for source in sources:
            known: dict[str, Call] = {}
            inside(source, notes, partial(_read, notes=notes, known=known))
            _add(sorted(known.values(), key=lambda c: (c.at, c.id)), notes)
        return notes


def _read(connection: sqlite3.Connection, notes: Notes, known: dict[str, Call]) -> None:
    there = tables(connection)
    found = [schema for schema in (_NEW, _OLD) if {*_NEEDED, schema["thread"]} <= set(there.get(schema["table"], ()))]
    if not found:
        notes.problems.append(Problem("C702", "a database of another program", notes.file))
    for schema in found:
        for call in _calls(connection, schema, frozenset(there[schema["table"]]), notes):
            known.setdefault(call.id, call)


def _calls(connection: sqlite3.Connection, schema: Mapping[str, str], there: frozenset[str], notes: Notes) -> Iterator[Call]:
    model = "model" if "model" in there else "''"
    prompted = "coalesce(prompt, '') <> ''" if "prompt" in there else "1"
    found = connection.execute(
        f"SELECT id, {schema['thread']}, datetime_utc, duration_ms, {model}, {prompted} FROM {schema['table']} ORDER BY rowid"
    )
    for line, (name, thread, when, took, asked, own) in enumerate(found, 1):
        if at := notes.instant(when if isinstance(when, str | int | float) else None, line):
            yield Call(str(name), str(thread or ""), at, max(length(took), 0), str(asked or ""), bool(own), line)


def _add(calls: Sequence[Call], notes: Notes) -> None:
    """Note each call in its conversation; those of a burst, the first included, as a program's."""
    threads: set[str] = set()
    acts = []
    for call in calls:
        if call.prompted or call.thread not in threads or not call.thread:
            acts.append(call)
        threads.add(call.thread)
    driven = _bursts(acts)
    asked = {id(call) for call in acts}
    program: dict[str, bool] = {}
    for call in calls:
        if id(call) in asked:
            program[call.thread] = id(call) in driven
        alone = program.get(call.thread, False)
        uid = call.thread or f"llm-{call.id}"
        session = notes.trail.session(
            clean(uid, 80), NAME, "program" if alone else "", model=clean(call.model, 80), attended=not alone
        )
        mark = hash((NAME, call.id)) or 1
        if id(call) in asked:
            notes.add(session, call.at, What.PROMPT, call.line, mark=mark)
        if call.took:
            notes.ran(session, call.at, call.at + call.took, call.line, hash((mark, "run")) or 1, call.model)


def _bursts(acts: Sequence[Call]) -> set[int]:
    """The calls that began within two seconds of the end of another one, and those others."""
    driven: set[int] = set()
    for before, after in pairwise(acts):
        if after.at - (before.at + before.took) < BURST_MS:
            driven |= {id(before), id(after)}
    return driven

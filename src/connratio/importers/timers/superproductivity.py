"""Super Productivity's backup: what was worked on each task each day."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from connratio.importers.contract import Batch, Head, Options, Source
from connratio.importers.text.dates import Moment
from connratio.importers.timers.documents import document
from connratio.importers.timers.entries import Entries
from connratio.model.problems import Problem
from connratio.model.text import clean

_KEYS: Final = re.compile(r'"(?:timeSpentOnDay|archiveYoung|crossModelVersion|backlogTaskIds|taskRepeatCfg)"\s*:')
_OBJECT: Final = re.compile(r'"[^"\\]{1,80}"\s*:\s*(?=\{)')
DAY: Final = timedelta(days=1)


class SuperProductivity:
    """Super Productivity ▸ Settings ▸ Sync & Export ▸ Export data (seen 2026-11): totals of tasks by day."""

    name = "super-productivity"

    def recognises(self, head: Head) -> bool:
        """Whether it is an object with keys of the program's own."""
        return head.text.lstrip()[:1] == "{" and _KEYS.search(head.text) is not None

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch of unplaced totals. A task with subtasks holds their sum, so only the lowest count."""
        entries = Entries(source, options)
        whole = document(entries).decode("utf-8", "replace")
        names = _Names()
        seen: set[str] = set()
        for line, task in _tasks(entries, whole, names):
            name = str(task.get("id"))
            spent = task.get("timeSpentOnDay")
            if name in seen or task.get("subTaskIds") or not isinstance(spent, dict):
                continue
            seen.add(name)
            tags = [names.of("tag", t) for t in task.get("tagIds") or () if isinstance(t, str)]
            described = {
                "uid": clean(name),
                "title": clean(str(task.get("title") or "")),
                "project": clean(names.of("project", task.get("projectId"))),
                "category": clean(", ".join(filter(None, tags))),
            }
            for day, ms in spent.items():
                _add(entries, line, day, ms, described)
        yield entries.batch(self.name)


def _add(entries: Entries, line: int, day: str, ms: Any, described: Mapping[str, Any]) -> None:
    try:
        first = datetime.combine(date.fromisoformat(day), time())
        length = round(ms) if math.isfinite(ms) and 0 <= ms < 1e11 else -1
    except (ValueError, TypeError):
        length = -1
    if length < 0:
        entries.unreadable(line, "a day whose total cannot be read")
    else:
        entries.add_total(line, Moment(local=first), DAY, length, **described)


class _Names:
    """What projects and tags are called."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], str] = {}

    def of(self, model: str, key: Any) -> str:
        return self.known.get((model, str(key)), "")

    def learn(self, data: Any) -> None:
        for model in ("project", "tag"):
            for key, entity in _entities(data, model).items():
                if isinstance(entity, dict):
                    self.known[model, str(key)] = str(entity.get("title") or "")


def _entities(data: Any, model: str) -> dict[str, Any]:
    part = data.get(model) if isinstance(data, dict) else None
    found = part.get("entities") if isinstance(part, dict) else None
    return found if isinstance(found, dict) else {}


def _tasks(entries: Entries, text: str, names: _Names) -> Iterator[tuple[int, dict[str, Any]]]:
    """The tasks with the lines on which their ids first stand; of a damaged document those that are whole."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        entries.problems.append(Problem("C104", "the document is cut off or damaged here", entries.file, line))
        yield from _salvaged(text, names)
        return
    if isinstance(data, dict) and isinstance(data.get("data"), dict):
        data = data["data"]
    names.learn(data)
    archives = [data.get(k) for k in ("archiveYoung", "archiveOld", "taskArchive")] if isinstance(data, dict) else []
    at, line = 0, 1
    for part in (data, *archives):
        tasks = _entities(part, "task") or (part.get("entities") if isinstance(part, dict) else None) or {}
        for key, task in tasks.items() if isinstance(tasks, dict) else ():
            found = text.find(f'"{key}":', at)
            if found >= 0:
                line, at = line + text.count("\n", at, found), found
            if isinstance(task, dict):
                yield line, task


def _salvaged(text: str, names: _Names) -> Iterator[tuple[int, dict[str, Any]]]:
    decoder = json.JSONDecoder()
    at, line, counted = 0, 1, 0
    while (found := _OBJECT.search(text, at)) is not None:
        at = found.end()
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and "timeSpentOnDay" in value:
            line, counted = line + text.count("\n", counted, at), at
            at = end
            yield line, value
        elif isinstance(value, dict):
            model = found[0].partition(":")[0].strip(' "')
            names.learn({model: value})
            for task in _entities({"task": value}, "task").values():
                if isinstance(task, dict) and "timeSpentOnDay" in task:
                    yield line, task
            at = end

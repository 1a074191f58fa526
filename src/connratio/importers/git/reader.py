"""The log of a repository, as `connratio sync git` asks for it: a commit is a point in time, and never counts as time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from connratio.importers.contract import Batch, Head, Options, Source, SourceInfo
from connratio.importers.git.authors import Part, category_of, plain_address
from connratio.importers.text.placing import LATEST
from connratio.model.activities import frame
from connratio.model.problems import Problem
from connratio.model.text import clean

PRETTY: Final = "%H%x1f%aI%x1f%cI%x1f%ae%x1f%(trailers:key=Co-authored-by,valueonly,unfold,separator=%x1d)"
"""The fields of a commit: name, when it was written, when it was applied, by whom, with whom (formats/communication 2.9)."""
OWNER: Final = "owner"
"""The first field of a record that the fetcher puts before the commits: whose repository it is, and what it is called."""
_COMMIT: Final = re.compile(rb"(?:owner\x1f[^\0\n]*[\0\n])?[0-9a-f]{40}(?:[0-9a-f]{24})?\x1f\d{4}-\d\d-\d\dT[^\x1f\0\n]*\x1f")
_WHEN: Final = 1
_WHO: Final = 3
_WITH: Final = 4


class GitLogImporter:
    """`git log --no-merges -z --pretty=format:…` with the fields of PRETTY (git 2.22 and later)."""

    name = "git"

    def recognises(self, head: Head) -> bool:
        """Whether the first record is a commit, or the fetcher's."""
        return _COMMIT.match(head.data) is not None or head.data.startswith(b"owner\x1f")

    def read(self, source: Source, options: Options) -> Iterator[Batch]:
        """One batch. The time that a repository covers is not told: a week without a commit is no week without work.

        A commit that a program wrote is nobody's, and so mine.
        """
        del options  # instants carry their offset
        file, data = clean(source.name), source.data()
        records = data.split(b"\0" if b"\0" in data else b"\n")
        owner, project = "", clean(source.stem)
        columns: dict[str, list[object]] = {name: [] for name in ("uid", "start", "person", "category", "row")}
        problems: list[Problem] = []
        skipped: Counter[str] = Counter()
        for number, record in enumerate(records, 1):
            fields = record.decode("utf-8", "replace").strip("\n").split("\x1f", _WITH)
            if fields[0] == OWNER and len(fields) == 3:
                owner, project = plain_address(fields[1]), clean(fields[2], 80)
                continue
            if not record.strip():
                continue
            at = _instant(fields[_WHEN]) if len(fields) > _WHO else None
            if at is None or not 0 < at < LATEST:
                code, what = (
                    ("C106", "a commit that could not be read") if at is None else ("C206", "a commit of no possible time")
                )
                problems.append(Problem(code, what, file, number))
                skipped["unreadable" if at is None else "unusable time"] += 1
                continue
            category, n_unknown = category_of(fields[_WHO], fields[_WITH].split("\x1d") if len(fields) > _WITH else [])
            skipped["co-author without an address"] += n_unknown
            author = plain_address(fields[_WHO])
            nobody = category_of(author, [])[0] != Part.ALONE
            for name, value in zip(
                columns, (clean(fields[0], 64), at, "" if nobody else clean(author), category, number), strict=True
            ):
                columns[name].append(value)
        n = len(columns["uid"])
        table = frame(
            {**columns, "end": columns["start"], "source": project, "evidence": "commit", "app": "git", "project": project, "origin": file}, n
        )  # fmt: skip
        if not n and not problems:
            problems.append(Problem("C102", "there is no commit in the log", file))
        why = "user.email of the repository" if owner else ""
        info = SourceInfo(project, self.name, source.path, owner=clean(owner), owner_why=why)
        yield Batch(info, table, tuple(problems), {reason: count for reason, count in skipped.items() if count})


def _instant(text: str) -> int | None:
    """Epoch ms of git's strict ISO 8601; None for what is none, or has no offset."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if moment.tzinfo is None else int(moment.timestamp()) * 1000

"""What the configuration says of a file to read, and which entries a file meets."""

from __future__ import annotations

import fnmatch
import glob
import os.path
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, Field, PositiveFloat, model_validator

from connratio.config.rules import Evidence
from connratio.config.section import Section, Word, Zone
from connratio.model.text import is_address

if TYPE_CHECKING:
    from collections.abc import Iterable


def _delimiter(text: str) -> str:
    named = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}.get(text, text)
    if len(named) != 1:
        raise ValueError(
            'must be one character, or tab, comma, semicolon or pipe; a bare | means something else in YAML, write "|"'
        )
    return named


Kind = Literal["files", "ics", "google", "activitywatch", "git", "discover"]
_NEEDS: Final = {"files": "path", "ics": "url", "git": "path"}


class SourceEntry(Section):
    """A source that `connratio sync` brings in, or how to read files that meet a pattern.

    Of several entries that a file meets, the later one counts, key by key.
    """

    kind: Kind = Field(
        default="files",
        description="Where it comes from: files (default), ics (a calendar's address), google, activitywatch (the running program), git, or "
        "discover (the logs that AI assistants keep on this machine).",
    )
    path: Word | None = Field(
        default=None,
        description="A file, a folder, a pattern with * and ?, or - for standard input; of git a repository. Relative to this file's folder.",
    )
    url: Word | None = Field(default=None, description="Address of an ics or activitywatch source, https or webcal.")
    account: Word | None = Field(default=None, description="Account of a google source; default: the one that is logged in.")
    importer: Word | None = Field(
        default=None, alias="as", description="Name of the format (connratio sources --list); default: recognised."
    )
    name: Word | None = Field(default=None, description="Name of the source in every output; default: the source's own.")
    timezone: Zone | None = Field(
        default=None, description="IANA zone of clock times that have none; default: the person's zone."
    )
    columns: dict[str, Word] = Field(
        default_factory=dict,
        description="Which column of a table is which, such as start: Begin; default: guessed from the header.",
    )
    date_order: Literal["dmy", "mdy", "ymd"] | None = Field(
        default=None, description="Order of day, month and year in dates with digits only."
    )
    duration_unit: Literal["milliseconds", "seconds", "minutes", "hours"] | None = Field(
        default=None, description="Unit of a duration that is a bare number; default: from the column's name."
    )
    evidence: Evidence | None = Field(default=None, description="What the rows are; default: timer for tables.")
    delimiter: Annotated[str, AfterValidator(_delimiter)] | None = Field(
        default=None, description="Character between the columns of a table, or tab; default: found out."
    )
    timeout: PositiveFloat | None = Field(
        default=None, description="WakaTime: minutes without a heartbeat after which nobody is there; default: 15."
    )
    ignore_offset: bool | None = Field(
        default=None, description="RescueTime's archive: read its times as local ones, whatever offset it prints."
    )
    active_rule: Literal["union", "aw-0.5.17", "aw-0.5.18"] | None = Field(
        default=None, description="ActivityWatch: our rule of active time, or its own; default: union."
    )
    person: Word | None = Field(default=None, description="Whose time it is; default: the owner that the source names, or me.")
    enabled: bool = Field(default=True, description="Whether the files are read at all.")
    options: dict[str, Any] = Field(
        default_factory=dict, description="Free settings of the kind or of a plug-in importer; values arrive as text."
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for key in ("path", "name", "account"):
            if is_address(getattr(self, key) or ""):
                # It would be shown as the source's name in every output.
                raise ValueError(f"{key} is an address of the web; a calendar's address goes under url, with kind: ics")
        needed = _NEEDS.get(self.kind)
        if needed and not getattr(self, needed) and not (needed == "url" and self.options.get("url_file")):
            raise ValueError(f"a source of the kind {self.kind} needs the key {needed}")
        return self

    @property
    def label(self) -> str:
        """How `connratio sync` and messages call it: its name, else its path or account, else its kind."""
        return self.name or self.path or self.account or self.kind


def options_for(path: str, entries: Iterable[SourceEntry], folder: Path, cwd: Path) -> dict[str, Any]:
    """What the entries that `path` meets say together: only keys that were given, `as` by that name, `options` spread out."""
    merged: dict[str, Any] = {}
    for entry in entries:
        if entry.path is None or entry.kind != "files" or not _meets(path, entry.path, folder, cwd):
            continue
        given = entry.model_dump(
            by_alias=True, exclude_unset=True, exclude={"kind", "path", "url", "account", "options", "columns"}
        )
        columns = {**merged.get("columns", {}), **entry.columns}
        merged |= entry.options | given
        if columns:
            merged["columns"] = columns
    return merged


def _meets(path: str, pattern: str, folder: Path, cwd: Path) -> bool:
    if "-" in {path, pattern}:
        return path == pattern
    given = _plain(path)
    absolute = _plain(os.path.normpath(cwd / path))
    wanted = _plain(pattern)
    below = os.path.expanduser(pattern)  # noqa: PTH111 - pathlib's raises on "~nobody"
    rooted = _plain(os.path.normpath(folder / below))
    rooted_glob = _plain(os.path.normpath(Path(glob.escape(str(folder))) / below))
    if any(name == want or name.startswith(want.rstrip("/") + "/") for name, want in ((absolute, rooted), (given, wanted))):
        return True
    names = ((absolute, rooted_glob), (given, wanted), (given.rsplit("/", 1)[-1], wanted))
    return any(fnmatch.fnmatchcase(name, want) for name, want in names)


def _plain(path: str | os.PathLike[str]) -> str:
    # normcase: Windows takes a.CSV for A.csv.
    return os.path.normcase(path).replace("\\", "/") if os.name == "nt" else os.fspath(path)

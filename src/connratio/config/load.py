"""Which configuration holds: found, read, merged, checked."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from connratio.config.errors import Error, dotted, errors_of, usage_error
from connratio.config.models import Config
from connratio.config.sources import options_for
from connratio.model.problems import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connratio.config.yaml_text import Parsed

NAME: Final = "connratio.yaml"
VARIABLE: Final = "CONNRATIO_CONFIG"


@dataclass(frozen=True, slots=True)
class Loaded:
    """The configuration in force, the files it came from (the strongest first), and the file, line and column of every path."""

    config: Config
    files: tuple[Path, ...] = ()
    places: Mapping[tuple[str | int, ...], tuple[Path, int, int]] = field(default_factory=dict)
    cwd: Path = field(default_factory=Path.cwd)

    def options_for(self, path: str) -> dict[str, Any]:
        """What the `sources` entries that a file meets say of it together; {} when none does."""
        place = self.places.get(("sources",))
        return options_for(path, self.config.sources, place[0].parent if place else self.cwd, self.cwd)

    def place_of(self, *path: str | int) -> str:
        """Where a value stands, as `connratio.yaml:12`; "" for a default."""
        place = self.places.get(path)
        return f"{place[0].name}:{place[1]}" if place else ""


def file_for(loaded: Loaded, section: str) -> Path:
    """The file to which something is added: the one that holds the section, else the strongest, else the user's own."""
    place = loaded.places.get((section,))
    return place[0] if place else loaded.files[0] if loaded.files else user_places()[0]


def load_config(
    path: Path | None = None, *, use: bool = True, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> Loaded:
    """The configuration in force: the named or nearest file over the user's own, key by key; only defaults without `use`.

    Raises UsageError with every error of every file.
    """
    cwd = Path.cwd() if cwd is None else cwd.absolute()
    if not use:
        return Loaded(Config.model_construct(), cwd=cwd)
    files = config_files(path, cwd, os.environ if env is None else env)
    if not files:
        return Loaded(Config.model_construct(), cwd=cwd)
    from connratio.config.yaml_text import read_yaml

    shown = {file: _shown(file, cwd) for file in files}
    values: dict[str, Any] = {}
    places: dict[tuple[str | int, ...], tuple[Path, int, int]] = {}
    errors: list[Error] = []
    for file in files:
        parsed = read_yaml(_text(file, shown[file]))
        errors += _faults(parsed, shown[file])
        # A key without a value gives nothing: the weaker file may still give it.
        own = parsed.value if isinstance(parsed.value, dict) else {}
        won = {key: value for key, value in own.items() if values.get(key) is None}
        values |= won
        places |= {at: (file, *place) for at, place in parsed.places.items() if at and at[0] in won}
    try:
        config = Config.model_validate(values)
    except ValidationError as failure:
        errors += errors_of(failure, {(): (files[0], 1, 1), **places}, shown)
    if errors:
        raise usage_error(sorted(errors, key=lambda e: (list(shown.values()).index(e.file), e)))
    return Loaded(config, files, places, cwd)


def config_files(path: Path | None, cwd: Path, env: Mapping[str, str]) -> tuple[Path, ...]:
    """The files that are read, the strongest first: the named or else the nearest one, then the user's own."""
    named = Path(env[VARIABLE]) if path is None and env.get(VARIABLE) else path
    first = _nearest(cwd) if named is None else cwd / _expanded(named)
    user = next(filter(_is_file, user_places()), None)
    found = [file for file in (first, user) if file is not None]
    if len(found) == 2 and _same(*found):
        del found[1]
    return tuple(found)


def user_places() -> tuple[Path, ...]:
    """Where the user's own file may lie; the first that exists is read. Command-line users on a Mac expect ~/.config too."""
    import platformdirs

    own = platformdirs.user_config_path("connratio") / NAME
    return tuple(dict.fromkeys((own, Path.home() / ".config" / "connratio" / NAME)))


def _nearest(cwd: Path) -> Path | None:
    home = Path.home()
    for folder in (cwd, *cwd.parents):
        if _is_file(folder / NAME):
            return folder / NAME
        if _same(folder, home) or _exists(folder / ".git"):
            return None
    return None


def _text(file: Path, shown: str) -> str:
    from connratio.config.yaml_text import LARGEST

    try:
        with file.open("rb") as handle:
            data = handle.read(LARGEST * 4 + 4)
    except OSError as error:
        raise _unreadable(shown, (error.strerror or "it cannot be opened").lower()) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        raise usage_error([Error(shown, line, column, "", "not UTF-8 text; save the file as UTF-8")]) from None


def _unreadable(shown: str, why: str) -> UsageError:
    return UsageError(f"cannot read the configuration {shown}: {why}", "name another file with --config, or pass --no-config")


def _faults(parsed: Parsed, shown: str) -> list[Error]:
    errors = [Error(shown, f.line, f.column, dotted(f.path), f.message) for f in parsed.faults]
    if not _mapping(parsed):
        errors.append(Error(shown, 1, 1, "", "must be a mapping of keys to values, such as `timezone: Europe/Berlin`"))
    return errors


def _mapping(parsed: Parsed) -> bool:
    return parsed.value is None or isinstance(parsed.value, dict)


def _shown(file: Path, cwd: Path) -> str:
    return str(file.relative_to(cwd) if file.is_relative_to(cwd) else file)


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:  # "~nobody": no such user
        return path


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a folder that may not be searched
        return False


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False

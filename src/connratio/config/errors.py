"""What is wrong in the configuration, as lines that an editor can jump to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from connratio.config.near import did_you_mean
from connratio.model.problems import UsageError
from connratio.model.text import clean, masked

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

CODE: Final = "C301"
MOST_LINES: Final = 20

_PLAIN: Final = {
    "missing": "this key is missing",
    "bool_parsing": "'{given}' is neither true nor false",
    "bool_type": "must be true or false",
    "int_parsing": "'{given}' is no whole number",
    "int_type": "must be a whole number",
    "model_type": "must be a mapping of keys to values",
    "dict_type": "must be a mapping of keys to values",
    "tuple_type": "must be a list",
    "string_type": "must be text",
    "time_type": "must be a time of day such as 04:00",
}

Places = Mapping[tuple[str | int, ...], "tuple[Path, int, int]"]


@dataclass(frozen=True, slots=True, order=True)
class Error:
    """One thing wrong at one place; `path` is dotted, "" for the whole file."""

    file: str
    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        """The line that is printed: place, path, message."""
        place = f"{self.file}:{self.line}:{self.column}: "
        return masked(clean(f"{place}{self.path}: {self.message}" if self.path else f"{place}{self.message}"))


def usage_error(errors: list[Error]) -> UsageError:
    """All errors as one, a line each, in the order of files and lines."""
    lines = list(dict.fromkeys(map(str, errors)))
    if len(lines) > MOST_LINES:
        lines[MOST_LINES:] = [f"and {len(lines) - MOST_LINES} more"]
    return UsageError(
        "\n  --> ".join([f"the configuration cannot be used ({CODE})", *lines]),
        "correct the places named; connratio schema config prints every key, --no-config goes without",
    )


def errors_of(failure: ValidationError, places: Places, shown: Mapping[Path, str]) -> list[Error]:
    """The errors that pydantic found, each at the place of the key concerned, in plain words."""
    found = []
    for detail in failure.errors(include_url=False):
        loc = tuple(part for part in detail["loc"] if part != "[key]")
        at = _written(loc, places)
        file, line, column = places[at]
        path = loc if detail["type"] == "missing" else at
        found.append(Error(shown[file], line, column, dotted(path), _words(detail, loc)))
    return sorted(found)


def dotted(path: tuple[str | int, ...]) -> str:
    """The path of a value as people write it: rules.1.kind."""
    return ".".join(clean(str(part), 80) for part in path)


def _written(loc: tuple[str | int, ...], places: Places) -> tuple[str | int, ...]:
    # A text that stands for a list of one, and a key that is missing, are not in the file: their parent is.
    while loc not in places:
        loc = loc[:-1]
    return loc


def _words(detail: ErrorDetails, loc: tuple[str | int, ...]) -> str:
    context: dict[str, Any] = detail.get("ctx", {})
    given = clean(str(detail["input"]), 40)
    if detail["type"] == "extra_forbidden":
        keys = _keys_beside(loc)
        return "unknown key" + (did_you_mean(str(loc[-1]), keys) or f"; keys here are {', '.join(keys)}")
    if detail["type"] == "literal_error":
        words = _literals(str(context["expected"]))
        return f"'{given}' is not one of {', '.join(words)}{did_you_mean(given, words)}"
    if detail["type"] == "value_error":
        return str(context["error"])
    plain = _PLAIN.get(detail["type"])
    return plain.format(given=given) if plain else detail["msg"][:1].lower() + detail["msg"][1:]


def _literals(expected: str) -> list[str]:
    return [word for word in expected.split("'") if word.strip(", ") not in {"", "or"}]


def _keys_beside(loc: tuple[str | int, ...]) -> list[str]:
    schema = _schema()
    node = schema
    for part in loc[:-1]:
        inner = node["items"] if isinstance(part, int) else node.get("properties", {}).get(part) or node["additionalProperties"]
        inner = next((choice for choice in inner.get("anyOf", ()) if "$ref" in choice), inner)
        node = schema["$defs"][inner["$ref"].rsplit("/", 1)[-1]] if "$ref" in inner else inner
    return list(node["properties"])


@cache
def _schema() -> dict[str, Any]:
    from connratio.config.schema import config_schema

    return config_schema()

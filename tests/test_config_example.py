"""config.example.yaml and the JSON Schema say the same as the models."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml

from connratio.config.load import load_config
from connratio.config.models import Config, Person, Privacy
from connratio.config.rules import PurposeRule, Rule
from connratio.config.schema import config_schema
from connratio.config.sources import SourceEntry
from connratio.config.targets import Target

if TYPE_CHECKING:
    from pydantic import BaseModel

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "config.example.yaml"
SCHEMA = ROOT / "src" / "connratio" / "config" / "connratio.schema.json"
MODELS: list[type[BaseModel]] = [Config, SourceEntry, Rule, PurposeRule, Person, Privacy, Target]


class EditorLoader(yaml.BaseLoader):
    """YAML 1.2 as editors read it: only true, false, null and plain numbers are no text."""


EditorLoader.add_implicit_resolver("!bool", re.compile(r"(true|false)$"), list("tf"))
EditorLoader.add_implicit_resolver("!int", re.compile(r"-?\d+$"), list("-0123456789"))
EditorLoader.add_constructor("!bool", lambda _, node: node.value == "true")
EditorLoader.add_constructor("!int", lambda _, node: int(node.value))


def as_an_editor_sees(text: str) -> Any:
    return yaml.load(text, Loader=EditorLoader)  # noqa: S506 - builds nothing but text, numbers and booleans


def errors(text: str) -> list[str]:
    validator = jsonschema.Draft7Validator(config_schema())
    return sorted("/".join(map(str, error.absolute_path)) for error in validator.iter_errors(as_an_editor_sees(text)))


@pytest.fixture(autouse=True)
def _empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def test_the_example_loads() -> None:
    config = load_config(EXAMPLE, cwd=ROOT, env={}).config
    assert config.model_fields_set == set(Config.model_fields)
    assert config.me == ("ana@example.com", "ana.silva@example.org")
    assert config.sources[0].delimiter == ";"
    assert config.rules[0].title == r"\b(client|customer)\b"


@pytest.mark.parametrize("model", MODELS)
def test_the_example_shows_every_key(model: type[BaseModel]) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    given = [line.partition("#")[0] for line in text.splitlines()]
    shown = {match for line in given for match in re.findall(r"(?:^|[\s{-])(\w+):(?:\s|$)", line)}
    assert {field.alias or name for name, field in model.model_fields.items()} <= shown


def test_the_example_names_its_schema_in_its_first_line() -> None:
    first = EXAMPLE.read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={SCHEMA.relative_to(ROOT).as_posix()}"


def test_the_schema_in_the_package_is_the_one_of_the_models() -> None:
    wanted = json.dumps(config_schema(), indent=2, ensure_ascii=False) + "\n"
    assert SCHEMA.read_text(encoding="utf-8") == wanted, "write it anew: connratio schema config"


def test_the_schema_is_one_and_accepts_the_example() -> None:
    jsonschema.Draft7Validator.check_schema(config_schema())
    assert errors(EXAMPLE.read_text(encoding="utf-8")) == []


def test_the_schema_sees_what_the_models_would_refuse() -> None:
    text = """
        timezon: UTC
        start_of_day: 9:30
        overlap: humanwins
        working_hours: {monday: off}
        rules: [{kind: human, certain: perhaps, people: 2}, {name: no kind}]
    """
    assert errors(text) == ["", "overlap", "rules/0/certain", "rules/1", "start_of_day", "working_hours"]


@pytest.mark.parametrize("model", MODELS)
def test_every_key_has_a_description(model: type[BaseModel]) -> None:
    assert [name for name, field in model.model_fields.items() if not (field.description or "").endswith(".")] == []


def test_reading_the_configuration_imports_nothing_heavy() -> None:
    code = (
        "import sys; import connratio.config.load as load; load.load_config();"
        "print([m for m in ('pandas', 'numpy', 'duckdb', 'icalendar', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"

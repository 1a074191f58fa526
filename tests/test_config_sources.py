from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from connratio.config.models import Config
from connratio.config.sources import options_for
from connratio.config.yaml_text import read_yaml

HOME = Path.home()
FOLDER = Path("/home/ana")
CWD = Path("/home/ana/march")


def options(text: str, path: str) -> dict[str, object]:
    config = Config.model_validate(read_yaml(text).value)
    return options_for(path, config.sources, folder=FOLDER, cwd=CWD)


def meets(pattern: str, path: str) -> bool:
    return bool(options(f"sources: [{{path: '{pattern}', as: csv}}]", path))


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("timer.csv", "/home/ana/timer.csv"),  # relative to the folder of the configuration
        ("timer.csv", "../timer.csv"),
        ("march/timer.csv", "timer.csv"),  # the path is relative to where the program runs
        ("timer.csv", "timer.csv"),  # as given
        ("timer.csv", "/elsewhere/timer.csv"),  # by the file's name
        ("*.csv", "/elsewhere/deep/timer.csv"),
        ("logs/*.csv", "/home/ana/logs/a.csv"),
        ("logs/*.csv", "logs/a.csv"),
        ("logs/*.csv", "/home/ana/logs/2026/a.csv"),
        ("logs", "/home/ana/logs/2026/a.csv"),  # a folder with all that is in it
        ("logs/", "../logs/a.csv"),
        ("../bo", "/home/bo/a.csv"),
        ("/data/*/aw-*.json", "/data/laptop/aw-export.json"),
        ("~/timer.csv", str(HOME / "timer.csv")),
        ("export.zip", "export.zip/folder/calendar.ics"),  # a member of an archive
        ("[2026] logs/a.csv", "/home/ana/[2026] logs/a.csv"),  # a name that only looks like a pattern
        ("-", "-"),
    ],
)
def test_a_file_meets_an_entry(pattern: str, path: str) -> None:
    assert meets(pattern, path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("timer.csv", "timer.csv.gz"),
        ("logs", "/home/ana/logs-old/a.csv"),
        ("logs/*.csv", "/elsewhere/logs/a.csv"),
        ("march/timer.csv", "/elsewhere/timer.csv"),
        ("*", "-"),
        ("-", "a.csv"),
        ("~nobody-by-this-name/a.csv", "b.csv"),
    ],
)
def test_a_file_does_not_meet_an_entry(pattern: str, path: str) -> None:
    assert not meets(pattern, path)


def test_a_folder_whose_name_looks_like_a_pattern_is_taken_literally() -> None:
    config = Config.model_validate(read_yaml("sources: [{path: 'logs/*.csv', as: csv}]").value)
    folder = Path("/home/[ana]")
    assert options_for("/home/[ana]/logs/a.csv", config.sources, folder, CWD) == {"as": "csv"}
    assert options_for("/home/a/logs/a.csv", config.sources, folder, CWD) == {}


def test_only_what_was_given_is_an_option() -> None:
    assert options("sources: [{path: a.csv, timezone: Europe/Lisbon, delimiter: tab, enabled: no}]", "a.csv") == {
        "timezone": ZoneInfo("Europe/Lisbon"),
        "delimiter": "\t",
        "enabled": False,
    }
    assert options("sources: [{path: a.csv}]", "a.csv") == {}


def test_later_entries_win_key_by_key_and_columns_are_joined() -> None:
    text = """
        sources:
          - {path: "*.csv", as: csv, date_order: dmy, columns: {start: Begin, title: What}, options: {speed: slow, mood: calm}}
          - {path: a.csv, date_order: mdy, columns: {start: From}, options: {speed: fast}}
          - {path: b.csv, as: toggl}
    """
    assert options(text, "a.csv") == {
        "as": "csv",
        "date_order": "mdy",
        "columns": {"start": "From", "title": "What"},
        "speed": "fast",
        "mood": "calm",
    }

from __future__ import annotations

import os
from pathlib import Path

import pytest

from connratio.config.load import config_files, load_config, user_places
from connratio.model.problems import UsageError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "xdg"))
    return folder


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_without_any_file_the_defaults_hold(home: Path) -> None:
    loaded = load_config(cwd=home, env={})
    assert loaded.files == ()
    assert loaded.config.model_fields_set == set()
    assert loaded.place_of("me") == ""


def test_the_nearest_file_upward_is_read(home: Path) -> None:
    write(home / "connratio.yaml", "week_start: sat")
    near = write(home / "work" / "connratio.yaml", "week_start: sun")
    inner = home / "work" / "a" / "b"
    inner.mkdir(parents=True)
    assert config_files(None, inner, {}) == (near,)
    assert load_config(cwd=inner, env={}).config.week_start == "sun"


def test_the_search_stops_at_home(home: Path) -> None:
    write(home.parent / "connratio.yaml", "week_start: sun")
    (home / "work").mkdir()
    assert config_files(None, home / "work", {}) == ()
    own = write(home / "connratio.yaml", "week_start: sat")
    assert config_files(None, home / "work", {}) == (own,)


def test_the_search_stops_at_the_root_of_a_repository(home: Path) -> None:
    write(home / "connratio.yaml", "week_start: sun")
    (home / "repo" / ".git").mkdir(parents=True)
    (home / "repo" / "src").mkdir()
    assert config_files(None, home / "repo" / "src", {}) == ()
    root = write(home / "repo" / "connratio.yaml", "week_start: sat")
    assert config_files(None, home / "repo" / "src", {}) == (root,)


def test_a_home_reached_through_a_link_is_still_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(home.parent / "connratio.yaml", "week_start: sun")
    (home.parent / "link").symlink_to(home)
    monkeypatch.setenv("HOME", str(home.parent / "link"))
    (home / "work").mkdir()
    assert config_files(None, home / "work", {}) == ()


def test_a_worktree_whose_git_is_a_file_is_a_repository_too(home: Path) -> None:
    write(home / "connratio.yaml", "week_start: sun")
    write(home / "tree" / ".git", "gitdir: elsewhere")
    assert config_files(None, home / "tree", {}) == ()


def test_the_project_wins_over_the_user_by_top_level_key(home: Path) -> None:
    user = write(home / "xdg" / "connratio" / "connratio.yaml", "me: ana@example.com\nweek_start: sun\nrules: [{kind: solo}]\n")
    project = write(home / "work" / "connratio.yaml", "# mine\nweek_start: sat\nrules:\n  - kind: tool\n  - kind: human\n")
    loaded = load_config(cwd=home / "work", env={})
    assert loaded.files == (project, user)
    assert loaded.config.me == ("ana@example.com",)
    assert loaded.config.week_start == "sat"
    assert [rule.kind for rule in loaded.config.rules] == ["tool", "human"]
    assert loaded.places["me",] == (user, 1, 1)
    assert loaded.places["week_start",] == (project, 2, 1)
    assert loaded.places["rules", 1] == (project, 5, 5)
    assert loaded.place_of("rules", 1) == "connratio.yaml:5"


def test_a_key_without_a_value_leaves_it_to_the_user_file(home: Path) -> None:
    write(home / "xdg" / "connratio" / "connratio.yaml", "me: ana@example.com")
    write(home / "work" / "connratio.yaml", "me:\n#  - bo@example.com\n")
    assert load_config(cwd=home / "work", env={}).config.me == ("ana@example.com",)


def test_the_user_file_may_also_lie_in_dot_config(home: Path) -> None:
    assert user_places() == (home / "xdg" / "connratio" / "connratio.yaml", home / ".config" / "connratio" / "connratio.yaml")
    second = write(home / ".config" / "connratio" / "connratio.yaml", "week_start: sun")
    assert config_files(None, home, {}) == (second,)
    first = write(home / "xdg" / "connratio" / "connratio.yaml", "week_start: sat")
    assert config_files(None, home, {}) == (first,)


def test_a_named_file_takes_the_place_of_the_nearest(home: Path) -> None:
    user = write(home / "xdg" / "connratio" / "connratio.yaml", "me: ana@example.com\nweek_start: sun")
    write(home / "work" / "connratio.yaml", "overlap: split")
    named = write(home / "other.yaml", "week_start: sat")
    by_variable = write(home / "variable.yaml", "week_start: mon")
    work = home / "work"
    loaded = load_config(named, cwd=work, env={"CONNRATIO_CONFIG": str(by_variable)})
    assert loaded.files == (named, user)
    assert (loaded.config.week_start, loaded.config.overlap, loaded.config.me) == ("sat", "human-wins", ("ana@example.com",))
    assert config_files(None, work, {"CONNRATIO_CONFIG": str(by_variable)}) == (by_variable, user)
    assert config_files(None, work, {"CONNRATIO_CONFIG": "~/variable.yaml"}) == (by_variable, user)
    assert config_files(None, work, {"CONNRATIO_CONFIG": ""}) == (work / "connratio.yaml", user)
    assert config_files(Path("../other.yaml"), work, {}) == (work / "../other.yaml", user)


def test_a_file_that_is_both_is_read_once(home: Path) -> None:
    user = write(home / ".config" / "connratio" / "connratio.yaml", "week_start: sun")
    assert load_config(cwd=user.parent, env={}).files == (user,)


def test_no_config_means_defaults_whatever_lies_about(home: Path) -> None:
    named = write(home / "connratio.yaml", "week_start: sun\nwrong: 1")
    loaded = load_config(named, use=False, cwd=home, env={"CONNRATIO_CONFIG": str(named)})
    assert loaded.config.week_start == "mon"
    assert loaded.files == ()
    assert loaded.options_for("calendar.ics") == {}


@pytest.mark.parametrize("text", ["", "# only remarks\n", "---\n", "me:\n", "{}"])
def test_an_empty_file_means_defaults(text: str, home: Path) -> None:
    write(home / "connratio.yaml", text)
    assert load_config(cwd=home, env={}).config.week_start == "mon"


def test_errors_of_both_files_come_together_the_stronger_file_first(home: Path) -> None:
    user = write(home / "xdg" / "connratio" / "connratio.yaml", "overlap: split\noverlap: split\nme: ana")
    write(home / "work" / "connratio.yaml", "timezone: Nowhere")
    with pytest.raises(UsageError) as raised:
        load_config(cwd=home / "work", env={})
    assert raised.value.message.splitlines()[1:] == [
        "  --> connratio.yaml:1:1: timezone: 'Nowhere' is no time zone; write it as Europe/Berlin",
        f"  --> {user}:2:1: overlap: this key stands twice; the first is in line 1",
        f"  --> {user}:3:1: me: must be one plain address such as ana@example.com",
    ]


@pytest.mark.parametrize(("name", "why"), [("absent.yaml", "no such file or directory"), (".", "is a directory")])
def test_a_named_file_that_cannot_be_read_is_an_error(name: str, why: str, home: Path) -> None:
    with pytest.raises(UsageError) as raised:
        load_config(home / name, cwd=home.parent, env=os.environ)
    assert raised.value.message == f"cannot read the configuration {Path('home') / name}: {why}"
    assert raised.value.help_line == "name another file with --config, or pass --no-config"

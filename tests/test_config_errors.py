from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from connratio.config.load import load_config
from connratio.model.problems import UsageError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home" / "xdg"))


def errors(text: str | bytes, folder: Path) -> list[str]:
    (folder / "connratio.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(UsageError) as raised:
        load_config(cwd=folder, env={})
    title, *lines = raised.value.message.splitlines()
    assert title == "the configuration cannot be used (C301)"
    assert raised.value.help_line.startswith("correct the places named; connratio schema config prints every key")
    return [line.removeprefix("  --> connratio.yaml:") for line in lines]


def test_an_unknown_key_has_a_place_and_the_nearest_key(tmp_path: Path) -> None:
    text = """\
timezone: Europe/Berlin
rules:
  - name: pairing
    kind: human
  - name: sprint
    knid: tool
"""
    assert errors(text, tmp_path) == [
        "5:5: rules.1.kind: this key is missing",
        "6:5: rules.1.knid: unknown key; did you mean kind?",
    ]


def test_an_unknown_key_that_is_like_none_gets_all_keys(tmp_path: Path) -> None:
    assert errors("privacy: {zzz: 1}", tmp_path) == ["1:11: privacy.zzz: unknown key; keys here are titles"]


def test_an_unknown_key_without_a_value_is_still_an_error(tmp_path: Path) -> None:
    assert errors("timezon:", tmp_path) == ["1:1: timezon: unknown key; did you mean timezone?"]


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("start_of_day: 9:30", "1:1: start_of_day: '9:30' is no time of day; write 09:30"),
        ("start_of_day: 9.30", "1:1: start_of_day: '9.30' is no time of day; write 09:30"),
        ("start_of_day: 9", "1:1: start_of_day: '9' is no time of day; write 09:00"),
        ("start_of_day: 24:00", "1:1: start_of_day: '24:00' is no time of day; write it as 09:30"),
        ("start_of_day: noon", "1:1: start_of_day: 'noon' is no time of day; write it as 09:30"),
        ("start_of_day: [1]", "1:1: start_of_day: must be a time of day such as 04:00"),
        ("working_hours: {mon: 9:30-17:00}", "1:17: working_hours.mon: '9:30' is no time of day; write 09:30"),
        ("working_hours: {mon: 09:00}", "1:17: working_hours.mon: '09:00' is no span of time; write it as 09:00-17:00"),
        (
            "working_hours: {mon: 22:00-06:00}",
            "1:17: working_hours.mon: 22:00-06:00 ends before it starts; split it at 24:00 and go on with the next day",
        ),
        (
            "working_hours: {mon: '09:00-12:00, 11:00-13:00'}",
            "1:17: working_hours.mon: the spans of a day must follow each other without overlapping",
        ),
        ("working_hours: {mon-fri: 09:00-17:00, fri: off}", "1:1: working_hours: fri is given twice, by mon-fri and by fri"),
        (
            "working_hours: {monday: off}",
            (
                "1:17: working_hours.monday: 'monday' is no day; write mon "
                "(days are mon, tue, wed, thu, fri, sat, sun, or a range such as mon-fri)"
            ),
        ),
        ("working_hours: 09:00-17:00", "1:1: working_hours: must be a mapping of keys to values"),
        ("timezone: Europe/Berln", "1:1: timezone: 'Europe/Berln' is no time zone; did you mean Europe/Berlin?"),
        ("timezone: europe/berlin", "1:1: timezone: 'europe/berlin' is no time zone; did you mean Europe/Berlin?"),
        ("timezone: ../../etc/passwd", "1:1: timezone: '../../etc/passwd' is no time zone; write it as Europe/Berlin"),
        ("timezone: Europe", "1:1: timezone: 'Europe' is no time zone; did you mean Europe/Rome?"),
        ("me: ana", "1:1: me: must be one plain address such as ana@example.com"),
        ("me: [ana@example.com, Ana <a@b.example>]", "1:23: me.1: must be one plain address such as ana@example.com"),
        (
            "overlap: humanwins",
            "1:1: overlap: 'humanwins' is not one of human-wins, tool-wins, split; did you mean human-wins?",
        ),
        ("week_start: monday", "1:1: week_start: 'monday' is not one of mon, sun, sat; did you mean mon?"),
        (
            "rules: [{kind: human, mode: vido}]",
            (
                "1:23: rules.0.mode: 'vido' is no mode of human (in_person, video, hybrid, phone, chat, email, unknown); "
                "did you mean video?"
            ),
        ),
        ("rules: [{kind: away, mode: video}]", "1:22: rules.0.mode: away has no modes; leave the key out"),
        ("rules: [{kind: tool, purpose: social}]", "1:22: rules.0.purpose: only human time has one, and this rule says tool"),
        ("rules: [{kind: tool, certain: maybe}]", "1:22: rules.0.certain: 'maybe' is neither true nor false"),
        (
            "rules: [{kind: tool, people: some}]",
            "1:22: rules.0.people: 'some' is no number of people; write 2, 3-8, 9+ or unknown",
        ),
        ("rules: [{kind: tool, people: 8-3}]", "1:22: rules.0.people: '8-3' is no number of people; write 2, 3-8, 9+ or unknown"),
        (
            "rules: [{kind: tool, time: 06:00-06:00}]",
            "1:22: rules.0.time: '06:00-06:00' is empty; write a span such as 22:00-06:00",
        ),
        ("rules: [{kind: tool, app: [vim, '']}]", "1:33: rules.0.app.1: must not be empty"),
        ("rules: [{kind: tool, title: [a, b]}]", "1:22: rules.0.title: must be text"),
        ("rules: {kind: tool}", "1:1: rules: must be a list"),
        ("rules: [tool]", "1:9: rules.0: must be a mapping of keys to values"),
        ("purposes: [{title: beer}]", "1:12: purposes.0.purpose: this key is missing"),
        ("sources: [{as: csv}]", "1:11: sources.0: a source of the kind files needs the key path"),
        (
            "sources: [{path: a, importer: csv}]",
            (
                "1:21: sources.0.importer: unknown key; keys here are kind, path, url, account, as, name, "
                "timezone, columns, date_order, duration_unit, evidence, delimiter, timeout, ignore_offset, active_rule, person, enabled, options"
            ),
        ),
        (
            "sources: [{path: a, delimiter: ab}]",
            (
                "1:21: sources.0.delimiter: must be one character, or tab, comma, semicolon or pipe; "
                'a bare | means something else in YAML, write "|"'
            ),
        ),
        ("people: {a@x.example: {target_days: soon}}", "1:24: people.a@x.example.target_days: 'soon' is no whole number"),
        ("people: {a@x.example: {target_days: 0}}", "1:24: people.a@x.example.target_days: input should be greater than 0"),
        (
            "people: {a@x.example: {aliases: c@x.example}, b@x.example: {aliases: C@x.example}}",
            "1:1: people: c@x.example stands for two people, a@x.example and b@x.example",
        ),
        ("groups: {all: 3}", "1:10: groups.all: must be one plain address such as ana@example.com"),
        ("privacy: {titles: hide}", "1:11: privacy.titles: 'hide' is not one of keep, drop"),
    ],
)
def test_each_mistake_has_its_place_and_its_advice(text: str, advice: str, tmp_path: Path) -> None:
    assert errors(text, tmp_path) == [advice]


def test_all_errors_of_a_file_come_at_once_in_the_order_of_its_lines(tmp_path: Path) -> None:
    text = """\
me: ana
week_start: mon
overlap: !!python/object/apply:os.system [ls]
week_start: sun
rules:
  - kind: tool
    modus: ai
"""
    assert errors(text, tmp_path) == [
        "1:1: me: must be one plain address such as ana@example.com",
        "3:1: overlap: '['ls']' is not one of human-wins, tool-wins, split",
        "3:10: overlap: tags (!…) are not allowed; write the plain value",
        "4:1: week_start: this key stands twice; the first is in line 2",
        "7:5: rules.0.modus: unknown key; did you mean mode?",
    ]


def test_more_errors_than_anybody_reads_are_counted(tmp_path: Path) -> None:
    lines = errors("".join(f"wrong{i:02}: 1\n" for i in range(50)), tmp_path)
    assert len(lines) == 21
    assert lines[-1] == "  --> and 30 more"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("- me: a@b.example\n", "1:1: must be a mapping of keys to values, such as `timezone: Europe/Berlin`"),
        ("hello", "1:1: must be a mapping of keys to values, such as `timezone: Europe/Berlin`"),
        ("me: a@b.example\n\x00", "2:1: a control character (U+0000); is this a text file?"),
        (b"me: a@b.example\nx: \xff\xfe", "2:4: not UTF-8 text; save the file as UTF-8"),
        ("me: a@b.example\nme: a@b.example\n", "2:1: me: this key stands twice; the first is in line 1"),
    ],
)
def test_what_is_no_configuration_at_all_has_a_place_too(text: str | bytes, error: str, tmp_path: Path) -> None:
    assert errors(text, tmp_path) == [error]


def test_hostile_keys_and_values_are_shown_without_control_characters(tmp_path: Path) -> None:
    (line, other) = errors('"\\e[31mred\\n": 1\noverlap: "\\e]0;owned\\a\u202e' + "x" * 5000 + '"', tmp_path)
    assert line.startswith("1:1: [31mred: unknown key; keys here are me, timezone")
    assert other == f"2:1: overlap: ']0;owned{'x' * 31}…' is not one of human-wins, tool-wins, split"


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "connratio.yaml").write_bytes(b"\xef\xbb\xbfweek_start: sun\r\n")
    assert load_config(cwd=tmp_path, env={}).config.week_start == "sun"

from __future__ import annotations

import datetime as dt
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from connratio.config import rules
from connratio.config.models import Config
from connratio.config.yaml_text import read_yaml
from connratio.model import words


def config(text: str) -> Config:
    parsed = read_yaml(text)
    assert parsed.faults == ()
    return Config.model_validate(parsed.value or {})


def test_without_a_word_the_defaults_hold() -> None:
    default = config("")
    assert default.me == ()
    assert default.timezone is None
    assert default.week_start == "mon"
    assert default.start_of_day == dt.time(0, 0)
    assert (default.overlap, default.basis, default.attendance) == ("human-wins", "auto", "accepted")
    assert default.privacy.titles == "keep"
    assert [default.spans_of(day) for day in range(7)] == [((540, 1020),)] * 5 + [(), ()]
    assert not default.has_working_hours


def test_17_00_means_five_o_clock() -> None:
    assert config("start_of_day: 17:00").start_of_day == dt.time(17, 0)
    assert config("start_of_day: 17:00").day_starts == 17 * 60
    assert config("working_hours: {mon: 09:00-17:00}").spans_of(0) == ((9 * 60, 17 * 60),)


def test_country_codes_and_yes_and_no_stay_text() -> None:
    people = config("""
        people:
          bo@example.com: {team: NO, role: yes, name: on}
        sources:
          - {path: a.csv, options: {country: NO, ratio: 1:30, version: 1.10}}
    """)
    person = people.people["bo@example.com"]
    assert (person.team, person.role, person.name) == ("NO", "yes", "on")
    assert people.sources[0].options == {"country": "NO", "ratio": "1:30", "version": "1.10"}


def test_truth_and_numbers_are_typed_where_a_field_asks_for_them() -> None:
    typed = config("""
        rules: [{kind: solo, certain: no, all_day: true}]
        people: {bo@example.com: {target_days: 14}}
        groups: {All@Example.com: 140}
    """)
    assert (typed.rules[0].certain, typed.rules[0].all_day) == (False, True)
    assert typed.people["bo@example.com"].target_days == 14
    assert typed.groups == {"all@example.com": 140}


def test_one_address_or_several_in_lower_case() -> None:
    assert config("me: Ana@Example.com").me == ("ana@example.com",)
    assert config("me: [Ana@Example.com, mailto:A@B.example]").me == ("ana@example.com", "a@b.example")


def test_a_key_whose_lines_are_all_commented_out_keeps_its_default() -> None:
    empty = config("me:\n  # - ana@example.com\nrules:\nworking_hours:\nprivacy: {titles: ~}\nweek_start: sun")
    assert empty == config("week_start: sun")
    assert not empty.has_working_hours


def test_working_hours_of_days_ranges_and_lists() -> None:
    week = config("""
        working_hours:
          sun-tue: "09:00-12:30, 13:30-17:00"
          wed, fri: [08:00-12:00, 18:00 – 24:00]
          sat: off
    """)
    split = ((540, 750), (810, 1020))
    late = ((480, 720), (1080, 1440))
    assert [week.spans_of(day) for day in range(7)] == [split, split, late, (), late, (), split]
    assert week.has_working_hours


def test_no_working_hours_at_all_is_a_choice() -> None:
    idle = config("working_hours: {}")
    assert [idle.spans_of(day) for day in range(7)] == [()] * 7
    assert idle.has_working_hours


def test_the_zone_is_a_zone() -> None:
    assert config("timezone: Europe/Berlin").timezone == ZoneInfo("Europe/Berlin")


def test_one_value_or_a_list_in_the_conditions_of_a_rule() -> None:
    first, second = config("""
        rules:
          - {kind: tool, app: Code, host: github.com, evidence: app, domains: a.example, status: free}
          - {kind: tool, app: [Code, vim], host: [github.com], evidence: [app, web], domains: [a.example], status: [free]}
    """).rules
    assert (first.app, first.host, first.evidence, first.domains, first.status) == (
        ("Code",),
        ("github.com",),
        ("app",),
        ("a.example",),
        ("free",),
    )
    assert (second.app, second.evidence) == (("Code", "vim"), ("app", "web"))


def test_a_rule_without_a_name_is_called_by_its_number() -> None:
    both = config("""
        rules: [{kind: tool}, {kind: solo, name: lunch}, {kind: tool}]
        purposes: [{purpose: social, title: beer}]
    """)
    assert [rule.name for rule in both.rules] == ["rule 1", "lunch", "rule 3"]
    assert [rule.name for rule in both.purposes] == ["purpose 1"]
    assert [rule.certain for rule in both.rules] == [True] * 3


@pytest.mark.parametrize("people", ["2", "3-8", "9+"])
def test_how_many_people_a_rule_asks_for(people: str) -> None:
    assert config(f"rules: [{{kind: human, people: {people}}}]").rules[0].people == people


def test_aliases_lead_to_the_main_address() -> None:
    known = config("people: {Bo@Example.com: {aliases: [BO@old.example, '+46 70 1']}, cy@example.com: {aliases: cy@old.example}}")
    assert known.main_addresses == {
        "bo@example.com": "bo@example.com",
        "cy@example.com": "cy@example.com",
        "bo@old.example": "bo@example.com",
        "+46 70 1": "bo@example.com",
        "cy@old.example": "cy@example.com",
    }


def test_the_words_of_the_configuration_are_those_of_the_output() -> None:
    fields = Config.model_fields
    assert get_args(rules.Kind) == words.KINDS
    assert get_args(rules.Size) == words.SIZES
    assert get_args(rules.Purpose) == words.PURPOSES
    assert get_args(rules.Evidence) == words.EVIDENCE
    assert get_args(fields["overlap"].annotation) == words.OVERLAPS
    assert get_args(fields["basis"].annotation) == words.BASES
    assert get_args(fields["week_start"].annotation) == words.WEEK_STARTS

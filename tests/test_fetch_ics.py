"""Calendars at an address: bounded, asked for only when changed, and the address is in no output."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connratio.fetch import https
from connratio.fetch.contract import Fetched, FetchError
from connratio.fetch.ics import IcsFetcher
from connratio.importers.contract import Options
from local_server import listening

CALENDAR = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260302T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
SECRET = "/private-d34db33f/basic.ics"  # noqa: S105  # an invented one
READING = Options(ZoneInfo("Europe/Berlin"), date(2026, 3, 31))
Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *_: Any) -> None:
            return

    with listening(Handler) as address:
        yield address


def sending(data: bytes = CALENDAR, status: int = 200, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)

    return answer


def fetch(url: str, state: dict[str, str] | None = None, reading: Options = READING) -> Fetched:
    (found,) = IcsFetcher().fetch({"url": url, "name": "work"}, state or {}, reading, lambda _: None)
    return found


def test_a_calendar_comes_as_a_file_of_the_name_that_the_configuration_gives() -> None:
    with serving(sending()) as url:
        found = fetch(url + SECRET)
    assert (found.source.path, found.importer, found.source.data()) == ("ics/work.ics", "ics", CALENDAR)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/calendar/ical/Ana%40example.com/private-d34d/basic.ics", "ics/ana@example.com.ics"),
        ("/calendar/ical/x1%40group.calendar.google.com/private-d34d/basic.ics", "ics/127.0.0.1-"),
        ("/calendar/ical/..%2Fana%40example.com/private-d34d/basic.ics", "ics/127.0.0.1-"),
    ],
)
def test_an_address_of_googles_tells_the_owner(path: str, name: str) -> None:
    with serving(sending()) as url:
        (found,) = IcsFetcher().fetch({"url": url + path}, {}, READING, lambda _: None)
    assert found.source.path.startswith(name)
    assert "d34d" not in found.source.path


def test_what_did_not_change_is_not_sent_again_on_the_same_day() -> None:
    asked = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        asked.append((request.headers["If-None-Match"], request.headers["If-Modified-Since"]))
        changed = request.headers["If-None-Match"] != '"v1"'
        sending(
            CALENDAR if changed else b"", 200 if changed else 304, ETag='"v1"', Last_Modified="Mon, 02 Mar 2026 09:00:00 GMT"
        )(request)

    with serving(answer) as url:
        first = fetch(url + SECRET)
        second = fetch(url + SECRET, dict(first.state))
        next_day = fetch(url + SECRET, dict(second.state), Options(READING.timezone, date(2026, 4, 1)))
        elsewhere = fetch(url + "/other.ics", dict(first.state))
    assert [found.unchanged for found in (first, second, next_day, elsewhere)] == [False, True, False, False]
    assert asked == [(None, None), ('"v1"', "Mon, 02 Mar 2026 09:00:00 GMT"), (None, None), (None, None)]
    assert second.state == first.state


def test_the_address_is_in_no_output_whatever_goes_wrong(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ticks: list[str] = []
    answers = [
        sending(status=404),
        sending(status=500),
        sending(b"<html>log in</html>"),
        sending(b"", 302, Location="ftp://127.0.0.1" + SECRET),
        sending(b"", 302, Location="file:///etc/passwd"),
        sending(b"", 302, Location="http://example.com" + SECRET),
        sending(b"", 302, Location=SECRET),
    ]
    for answer in answers:
        with serving(answer) as url:
            try:
                list(IcsFetcher().fetch({"url": url + SECRET}, {}, READING, ticks.append))
            except FetchError as error:
                shown = "".join(traceback.format_exception(error)) + error.message + error.help_line
                assert "d34db33f" not in shown
                assert "basic.ics" not in shown
            else:
                raise AssertionError
    for wrong in (
        "http://example.com" + SECRET,
        "ftp://x" + SECRET,
        "https://" + SECRET,
        "http://[" + SECRET,
        "https://x/ü" + SECRET,
        "",
    ):
        with pytest.raises(FetchError) as failure:
            fetch(wrong)
        assert "d34db33f" not in "".join(traceback.format_exception(failure.value))
    assert "d34db33f" not in "".join(ticks) + caplog.text
    with serving(sending(ETag='"1"')) as url:
        found = fetch(url + SECRET)
    assert "d34db33f" not in repr(found.state) + found.source.path + IcsFetcher().contacts({"url": url + SECRET})


def test_only_https_is_used_but_for_this_machine() -> None:
    assert https.checked("webcal://example.com/a.ics") == "https://example.com/a.ics"
    with pytest.raises(FetchError, match="not https"):
        https.checked("http://example.com/a.ics")


def test_a_way_through_other_addresses_is_followed_a_few_times() -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        (sending(b"", 302, Location="/moved.ics") if request.path != "/moved.ics" else sending())(request)

    with serving(answer) as url:
        assert fetch(url + SECRET).source.data() == CALENDAR


def test_size_and_time_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(https, "MOST_BYTES", 100_000)
    with (
        serving(sending(b"BEGIN:VCALENDAR\r\n" + b"X" * 200_000)) as url,
        pytest.raises(FetchError, match="more than a calendar"),
    ):
        fetch(url)
    monkeypatch.setattr(https, "MOST_SECONDS", -1.0)
    with serving(sending()) as url, pytest.raises(FetchError, match="too slow"):
        fetch(url)


def test_a_connection_that_breaks_off_is_no_calendar() -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "10000")
        request.end_headers()
        request.wfile.write(CALENDAR)

    with serving(answer) as url, pytest.raises(FetchError, match="broke off"):
        fetch(url)

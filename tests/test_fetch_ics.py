"""Calendars at an address: bounded, asked for only when changed, and the address is in no output."""

from __future__ import annotations

import base64
import contextlib
import gzip
import logging
import time
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
def serving(answer: Answer, method: str = "do_GET") -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            return

    setattr(Handler, method, answer)
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


def test_a_calendar_packed_though_nobody_asked_is_unpacked_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(sending(gzip.compress(CALENDAR), Content_Encoding="gzip")) as url:
        assert fetch(url).source.data() == CALENDAR
    monkeypatch.setattr(https, "MOST_BYTES", 100_000)
    bomb = gzip.compress(b"BEGIN:VCALENDAR\r\n" + b"X" * 10_000_000)
    with serving(sending(bomb, Content_Encoding="gzip")) as url, pytest.raises(FetchError, match="more than a calendar"):
        fetch(url)
    with serving(sending(bomb[:-100], Content_Encoding="br")) as url, pytest.raises(FetchError, match="nobody asked for"):
        fetch(url)


@pytest.mark.parametrize(
    "start",
    [
        b"HTTP/1.1 200 OK\r\nX-Slow: ",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nB\r\n0\r\nX-Trailer: ",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;extension=",
    ],
)
def test_a_server_that_drips_where_no_byte_is_counted_is_left(monkeypatch: pytest.MonkeyPatch, start: bytes) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(start)
        with contextlib.suppress(OSError):
            while True:
                request.wfile.write(b"x")
                time.sleep(0.01)

    monkeypatch.setattr(https, "MOST_SECONDS", 0.5)
    with serving(answer) as url, pytest.raises(FetchError, match="too slow"):
        fetch(url)


@pytest.mark.parametrize(
    "address", ["http://[", "http://127.0.0.1:99999/", "http://127.0.0.1/\xfc", "https://x.invalid/", "file:///x"]
)
def test_a_redirect_to_what_is_no_address_is_one_line(address: str) -> None:
    with (
        serving(sending(b"", 302, Location=address)) as url,
        pytest.raises(FetchError, match=r"^127\.0\.0\.1 leads to an address"),
    ):
        fetch(url)


@pytest.mark.parametrize(("host", "said"), [("a..b", "no name server knows"), ("x" * 70 + ".com", "no name server knows")])
def test_a_host_that_cannot_be_is_one_line(host: str, said: str) -> None:
    with pytest.raises(FetchError, match=said):
        fetch(f"https://{host}{SECRET}")


def test_half_a_calendar_of_a_server_that_told_no_length_is_refused() -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n" + CALENDAR[:40])

    with serving(answer) as url, pytest.raises(FetchError, match="broke off"):
        fetch(url)


@pytest.mark.parametrize("etag", ['"private-d34db33f"', '"private%2Dd34db33f/7"', '"' + "x" * 1001 + '"', '"a\r\n b"'])
def test_a_mark_that_holds_the_address_or_cannot_be_sent_back_is_not_kept(etag: str) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        head = f"HTTP/1.0 200 OK\r\nETag: {etag}\r\nContent-Length: {len(CALENDAR)}\r\n\r\n"
        request.wfile.write(head.encode() + CALENDAR)

    with serving(answer) as url:
        assert "etag" not in fetch(url + SECRET).state


def test_nothing_new_that_nobody_asked_about_is_no_calendar() -> None:
    with serving(sending(b"", 304)) as url, pytest.raises(FetchError, match="answers 304"):
        fetch(url)


def test_a_password_in_the_address_is_sent_to_its_host() -> None:
    asked: list[str] = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        asked.append(request.headers["Authorization"])
        sending()(request)

    with serving(answer) as url:
        fetch(url.replace("//", "//ana:hu%2Fsh@") + SECRET)
    assert asked == ["Basic " + base64.b64encode(b"ana:hu/sh").decode()]


def test_the_proxy_is_used_for_other_machines_and_its_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        asked.append(f"{request.path} {request.headers['Proxy-Authorization']}")
        request.send_error(403)

    with serving(answer, "do_CONNECT") as url:
        monkeypatch.setenv("HTTPS_PROXY", url.replace("//", "//me:hush@"))
        monkeypatch.setenv("NO_PROXY", "other.invalid")
        with pytest.raises(FetchError) as refused:
            fetch("https://calendar.invalid" + SECRET)
        with pytest.raises(FetchError, match="no name server"):
            fetch("https://other.invalid" + SECRET)
    assert asked == ["calendar.invalid:443 Basic " + base64.b64encode(b"me:hush").decode()]
    assert "hush" not in refused.value.message
    monkeypatch.setenv("HTTPS_PROXY", "socks5://me:hush@127.0.0.1:1")
    with pytest.raises(FetchError, match="cannot be used"):
        fetch("https://calendar.invalid" + SECRET)

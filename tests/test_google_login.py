"""The answers that a login may get, whoever sends them, and what is said before anybody logs in."""

from __future__ import annotations

import contextlib
import io
import json
import os
import pty
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from conftest import ROOT, Run
from connratio.fetch import tokens
from connratio.fetch.google_login import _typed, client_of
from connratio.fetch.google_scopes import told
from connratio.model.problems import UsageError
from google_service import Google, kept, served
from local_server import speaking
from test_auth import Terminal, client, free_port, secrets_in


@pytest.fixture
def google() -> Iterator[Google]:
    held = Google()
    with served(held.answer) as url:
        held.url = url
        yield held


def test_what_is_no_answer_does_not_end_the_login(google: Google, tmp_path: Path) -> None:
    port = free_port()
    terminal = Terminal(tmp_path, "auth", "google", "--client", client(google, tmp_path), "--no-browser", "--port", str(port))
    state = parse_qs(urlsplit(terminal.url()).query)["state"][0]
    for junk in (b"GET //[x?code=1 HTTP/1.1\r\n\r\n", b"\x16\x03\x01\r\n\r\n", b"POST / HTTP/1.1\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as other:
            other.sendall(junk)
            other.recv(100)
    with socket.create_connection(("127.0.0.1", port), timeout=10):  # as browsers open some in advance
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/?state={state}&code=good-code", timeout=10) as page:
            assert b"close this window" in page.read()
        code, out, err = terminal.end()
    assert (code, out.split(";")[0], "Traceback" in err) == (0, "logged in as default", False)


@pytest.mark.parametrize(
    "form", ['"http://localhost/?state={state}&code=good-code"', "localhost:1/?state={state}&code=good-code"]
)
def test_a_pasted_address_may_stand_in_quotes_or_lack_its_scheme(google: Google, tmp_path: Path, form: str) -> None:
    terminal = Terminal(
        tmp_path, "auth", "google", "--client", client(google, tmp_path), "--no-browser", "--port", str(free_port())
    )
    state = parse_qs(urlsplit(terminal.url()).query)["state"][0]
    assert terminal.end(form.format(state=state) + "\n")[0] == 0


def test_a_pasted_line_that_is_no_address_is_one_line(google: Google, tmp_path: Path) -> None:
    terminal = Terminal(
        tmp_path, "auth", "google", "--client", client(google, tmp_path), "--no-browser", "--port", str(free_port())
    )
    terminal.url()
    code, out, err = terminal.end("http://[x?code=1&state=2\n")
    assert (code, out, "Traceback" in err) == (2, "", False)
    assert "no address with a code" in err


def test_a_folder_that_cannot_be_written_is_said_before_anybody_logs_in(google: Google, tmp_path: Path) -> None:
    (tmp_path / ".config" / "connratio").mkdir(parents=True)
    (tmp_path / ".config" / "connratio" / "google").write_text("")
    code, _, err = Terminal(tmp_path, "auth", "google", "--client", client(google, tmp_path), "--no-browser").end()
    assert (code, "cannot write into" in err, "/auth?" in err) == (2, True, False)
    code, _, err = Terminal(tmp_path, "auth", "google", "--client", client(google, tmp_path), "--store", "keyring").end()
    assert (code, "no keyring" in err, "/auth?" in err) == (2, True, False)


def test_a_dry_run_asks_nobody(google: Google, tmp_path: Path) -> None:
    code, _, err = Terminal(tmp_path, "auth", "google", "--client", client(google, tmp_path), "--dry-run").end()
    assert (code, google.tokens, "/auth?" in err) == (0, [], False)
    assert "calendar.events.owned.readonly" in err


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"store": "keyring"}', '{"refresh_token": 5, "scopes": 9}', "[" * 100_000, "\ufffe"]
)
def test_a_login_that_is_damaged_is_listed_and_told_in_a_line(run: Run, tmp_path: Path, content: str) -> None:
    file = tmp_path / ".config" / "connratio" / "google" / "me.json"
    file.parent.mkdir(parents=True)
    file.write_text(content)
    done = run("auth", "status", "-f", "csv")
    assert (done.code, [(r["account"], r["state"] in {"saved", "unreadable"}) for r in done.rows]) == (0, [("me", True)])
    failed = run("sync", "google", "-f", "csv")
    assert (failed.code, "the login of me cannot be read" in failed.err) == (2, True)


def test_an_answer_to_a_renewal_that_is_no_json_is_one_line(
    run: Run, google: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens_of_home = tmp_path / ".config" / "connratio" / "google"
    tokens_of_home.mkdir(parents=True)
    (tokens_of_home / "me.json").write_text(json.dumps(google.token_file()))
    monkeypatch.setattr(google, "token", lambda _: (200, "<html>"))
    done = run("auth", "status", "--check", "-f", "csv")
    assert (done.code, done.rows[0]["state"], secrets_in(done.out + done.err)) == (0, "unreachable", [])


def test_scopes_are_read_as_other_programs_write_them() -> None:
    assert (told("a b"), told(["a"]), told(7), told(None)) == (["a", "b"], ["a"], [], [])


def test_a_client_file_nested_without_end_is_no_json(tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text("[" * 100_000)
    with pytest.raises(UsageError, match="no JSON"):
        client_of(tmp_path / "c.json")


def test_a_keyring_that_is_locked_keeps_its_login(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Locked:
        def get_password(self, *_: str) -> str:
            raise RuntimeError("locked")

    monkeypatch.setattr(tokens, "_keyring", Locked)
    assert tokens.load("google", tokens.Login("me", "keyring", tmp_path / "me.json")) == {}


def test_nobody_at_the_keyboard_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert list(_typed()) == []
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"nothing that the system knows")))
    assert list(_typed()) == []


def test_what_is_typed_comes_by_lines_however_it_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "typed").write_bytes(b"\xff\r\nhttp://localhost/?code=1")
    with (tmp_path / "typed").open() as typed:
        monkeypatch.setattr(sys, "stdin", typed)
        assert list(_typed()) == ["\ufffd\r", "http://localhost/?code=1"]


class Screen:
    """The program at a terminal, which nobody closes while it ends."""

    def __init__(self, home: Path, *args: str) -> None:
        self.terminal, inner = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "connratio", *args],
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(home),
                "PYTHONPATH": str(ROOT / "src"),
                "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            },
            stdin=inner,
            stdout=inner,
            stderr=inner,
        )
        os.close(inner)
        self.shown = ""

    def until(self, words: str) -> str:
        """What is shown, up to these words or the end."""
        with contextlib.suppress(OSError):  # the end of a terminal
            while words not in self.shown and (found := os.read(self.terminal, 4096)):
                self.shown += found.decode()
        return self.shown

    def end(self) -> tuple[int, str]:
        self.until("\0")
        os.close(self.terminal)
        return self.process.wait(timeout=60), self.shown


def test_an_answer_over_the_port_ends_the_login_at_a_terminal(google: Google, tmp_path: Path) -> None:
    port = free_port()
    screen = Screen(tmp_path, "auth", "google", "--client", client(google, tmp_path), "--no-browser", "--port", str(port))
    state = screen.until("paste the address of that page here:").split("state=")[1].split("&")[0]
    urllib.request.urlopen(f"http://127.0.0.1:{port}/?state={state}&code=good-code", timeout=10).close()
    code, shown = screen.end()
    assert (code, "logged in as default" in shown, "Fatal" in shown) == (0, True, False)


def test_ctrl_c_at_the_prompt_interrupts_the_login(google: Google, tmp_path: Path) -> None:
    screen = Screen(tmp_path, "auth", "google", "--client", client(google, tmp_path), "--no-browser", "--port", str(free_port()))
    screen.until("paste the address of that page here:")
    os.write(screen.terminal, b"no address\n")
    screen.until("paste the whole address")  # so that it reads by now
    screen.process.send_signal(signal.SIGINT)
    code, shown = screen.end()
    assert (code, "interrupted; nothing was changed" in shown, "Fatal" in shown) == (130, True, False)


@pytest.mark.parametrize(("status", "body"), [(502, b"<html>"), (503, b""), (500, b"failed"), (429, b"slowly")])
def test_a_login_service_that_fails_says_nothing_of_the_login(run: Run, tmp_path: Path, status: int, body: bytes) -> None:
    with speaking(b"HTTP/1.0 %d X\r\n\r\n%s" % (status, body)) as url:
        kept(tmp_path / ".config" / "connratio", "me", Google(url=url).token_file())
        done = run("auth", "status", "--check", "-f", "csv")
    assert (done.code, done.rows[0]["state"]) == (0, "unreachable")
    assert "Google's login service does not answer now" in done.err

"""`connratio auth`, as somebody runs it: with a pasted address, over a port, refused, listed, forgotten."""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from conftest import ROOT
from google_service import Google, served

OWN = "https://www.googleapis.com/auth/calendar.events.owned.readonly"


@pytest.fixture
def google() -> Iterator[Google]:
    held = Google()
    with served(held.answer) as url:
        held.url = url
        yield held


class Terminal:
    """The program under way: what it says is read line by line, answers are written to it."""

    def __init__(self, home: Path, *args: str) -> None:
        self.home = home
        self.process = subprocess.Popen(
            [sys.executable, "-m", "connratio", *args],
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(home),
                "PYTHONPATH": str(ROOT / "src"),
                "PYTHONWARNINGS": "error::ResourceWarning",
                "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said = ""

    def url(self) -> str:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said += line
            if (found := re.search(r"https?://\S+/auth\?\S+", line)) is not None:
                return found[0]
        raise AssertionError(self.said)

    def end(self, text: str = "") -> tuple[int, str, str]:
        # Read through the same buffers as above: communicate() would miss what they already hold.
        stdin, stdout, stderr = self.process.stdin, self.process.stdout, self.process.stderr
        assert stdin is not None
        assert stdout is not None
        assert stderr is not None
        with contextlib.suppress(BrokenPipeError), stdin:
            stdin.write(text)
        with stdout, stderr:
            out, err = stdout.read(), stderr.read()
        return self.process.wait(timeout=60), out, self.said + err


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def client(google: Google, home: Path) -> str:
    file = home / "client.json"
    file.write_text(json.dumps(google.client_file()))
    return str(file)


def logged_in(google: Google, home: Path, *args: str) -> tuple[int, str, str]:
    terminal = Terminal(
        home, "auth", "google", "--client", client(google, home), "--no-browser", "--port", str(free_port()), *args
    )
    query = parse_qs(urlsplit(terminal.url()).query)
    return terminal.end(f"http://localhost:1/?state={query['state'][0]}&code=good-code&scope=x\n")


def secrets_in(text: str) -> list[str]:
    return [word for word in ("hush-client", "lasting", "short-lived", "good-code") if word in text]


def test_a_pasted_address_logs_in_and_the_login_is_kept_for_its_owner_alone(google: Google, tmp_path: Path) -> None:
    code, out, err = logged_in(google, tmp_path)
    assert (code, out.split(";")[0]) == (0, "logged in as default")
    assert secrets_in(out + err) == []
    assert "ssh -L" in err
    (file,) = tmp_path.rglob("google/default.json")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    kept = json.loads(file.read_text())
    assert (kept["refresh_token"], kept["scopes"]) == ("lasting", [OWN])
    assert google.tokens[0]["code_verifier"]


def test_the_page_asks_for_the_least_and_for_a_lasting_login(google: Google, tmp_path: Path) -> None:
    terminal = Terminal(
        tmp_path, "auth", "google", "--client", client(google, tmp_path), "--freebusy", "--no-browser", "--port", str(free_port())
    )
    query = parse_qs(urlsplit(terminal.url()).query)
    terminal.process.kill()
    terminal.end()
    assert query["scope"] == ["https://www.googleapis.com/auth/calendar.freebusy"]
    assert (query["access_type"], query["code_challenge_method"]) == (["offline"], ["S256"])
    assert query["redirect_uri"][0].startswith("http://localhost:")


def test_the_answer_may_come_over_the_port_and_a_foreign_one_is_ignored(google: Google, tmp_path: Path) -> None:
    port = free_port()
    terminal = Terminal(
        tmp_path, "auth", "google", "--client", client(google, tmp_path), "--no-browser", "--port", str(port), "--account", "work"
    )
    query = parse_qs(urlsplit(terminal.url()).query)
    assert query["redirect_uri"] == [f"http://localhost:{port}/"]
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/?state=forged&code=evil", timeout=10)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/?state={query['state'][0]}&code=good-code", timeout=10) as page:
        assert b"close this window" in page.read()
    code, out, _ = terminal.end()
    assert (code, out.split(";")[0]) == (0, "logged in as work")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("http://localhost/?state=forged&code=good-code", "another login"),
        ("http://localhost/?state={state}&error=access_denied", "refused on Google's page"),
        ("http://localhost/?state={state}&code=used-code", "did not accept the answer"),
        ("4/0AfJohX", "no address with a code"),
    ],
)
def test_an_answer_that_cannot_be_used_is_one_line(google: Google, tmp_path: Path, answer: str, said: str) -> None:
    terminal = Terminal(
        tmp_path, "auth", "google", "--client", client(google, tmp_path), "--no-browser", "--port", str(free_port())
    )
    state = parse_qs(urlsplit(terminal.url()).query)["state"][0]
    code, out, err = terminal.end(answer.format(state=state) + "\n")
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err
    assert secrets_in(err) == []
    assert list(tmp_path.rglob("google/*.json")) == []


def test_a_box_left_unticked_is_said(google: Google, tmp_path: Path) -> None:
    google.scope = "https://www.googleapis.com/auth/calendar.events.readonly"
    code, _, err = logged_in(google, tmp_path, "--shared")
    assert code == 2
    assert "the consent left out calendar.calendarlist.readonly" in err


def run(home: Path, *args: str) -> tuple[int, str, str]:
    return Terminal(home, *args).end()


def test_status_shows_each_login_and_never_what_it_is(google: Google, tmp_path: Path) -> None:
    logged_in(google, tmp_path, "--account", "work", "--shared")
    logged_in(google, tmp_path, "--account", "home", "--freebusy")
    code, out, _ = run(tmp_path, "auth", "status", "--json")
    rows = [(r["account"], r["access"], r["store"], r["state"]) for r in json.loads(out)["rows"]]
    assert (code, rows) == (0, [("home", "freebusy", "file", "saved"), ("work", "shared", "file", "saved")])
    assert secrets_in(out) == []


def test_status_can_ask_whether_a_login_still_holds(google: Google, tmp_path: Path) -> None:
    logged_in(google, tmp_path)
    assert '"state": "usable"' in run(tmp_path, "auth", "status", "--check", "--json")[1]
    google.refresh_tokens.clear()
    code, out, err = run(tmp_path, "auth", "status", "--check", "--json")
    assert (code, '"state": "refused"' in out) == (0, True)
    assert "7 days" in err
    assert secrets_in(out + err) == []


def test_the_next_login_knows_the_client(google: Google, tmp_path: Path) -> None:
    logged_in(google, tmp_path)
    terminal = Terminal(tmp_path, "auth", "google", "--no-browser", "--port", str(free_port()))
    assert parse_qs(urlsplit(terminal.url()).query)["client_id"] == ["test"]
    terminal.process.kill()
    terminal.end()


def test_logout_forgets_one_or_all(google: Google, tmp_path: Path) -> None:
    for account in ("work", "home"):
        logged_in(google, tmp_path, "--account", account)
    assert run(tmp_path, "auth", "logout")[0] == 2
    assert run(tmp_path, "auth", "logout", "--account", "work")[1].startswith("forgot work\n")
    assert [f.stem for f in tmp_path.rglob("google/*.json")] == ["home"]
    assert run(tmp_path, "auth", "logout", "--all")[0] == 0
    assert list(tmp_path.rglob("google/*.json")) == []
    assert run(tmp_path, "auth", "logout", "--account", "work")[0] == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "no JSON"),
        ('{"web": {}}', "no OAuth client of a desktop program"),
        ('{"type": "service_account"}', "needs no login"),
        ('{"installed": {"client_id": "x"}}', "lacks client_secret"),
        (
            '{"installed": {"client_id": "x", "client_secret": "y", "auth_uri": "http://evil.example/", "token_uri": "https://x/"}}',
            "without https",
        ),
    ],
)
def test_a_file_that_is_no_client_says_why(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "c.json"
    file.write_text(content)
    code, out, err = run(tmp_path, "auth", "google", "--client", str(file), "--no-browser")
    assert (code, out) == (2, "")
    assert said in err


def test_an_account_is_no_path(tmp_path: Path) -> None:
    assert run(tmp_path, "auth", "google", "--account", "../../x")[0] == 2


def test_a_keyring_is_used_where_there_is_a_real_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.backend import KeyringBackend

    from connratio.fetch import tokens

    held: dict[tuple[str, str], str] = {}

    class InMemory(KeyringBackend):  # type: ignore[misc]  # keyring's types are not followed
        priority = 5

        def get_password(self, service: str, username: str) -> str | None:
            return held.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            held[service, username] = password

        def delete_password(self, service: str, username: str) -> None:
            del held[service, username]

    monkeypatch.setattr(tokens, "folder", lambda provider: tmp_path / provider)
    before = keyring.get_keyring()
    keyring.set_keyring(InMemory())
    try:
        login = tokens.save("google", "me", {"refresh_token": "lasting"})
        assert login.store == "keyring"
        assert "lasting" not in login.file.read_text()
        assert tokens.load("google", tokens.logins("google")[0]) == {"refresh_token": "lasting"}
        tokens.forget("google", login)
        assert (held, tokens.logins("google")) == ({}, [])
    finally:
        keyring.set_keyring(before)

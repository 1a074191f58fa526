"""`connratio auth`: log in with Google, see what is logged in, log out."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from connratio.cli import options as o
from connratio.cli.app import app

if TYPE_CHECKING:
    from connratio.model.table import Table

PORT = 8765
auth = typer.Typer(
    help="Log in with Google, see what is logged in, log out.", no_args_is_help=True, rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip
app.add_typer(auth, name="auth", rich_help_panel="Sources")

Account = Annotated[str, typer.Option("--account", metavar="NAME", help="What you call the account; one login is kept for each.")]
Client = Annotated[
    Path | None,
    typer.Option("--client", metavar="FILE", help="OAuth client of type Desktop app, as downloaded; needed the first time."),
]
Shared = Annotated[bool, typer.Option("--shared", help="Also calendars shared with you, and calendars by their names.")]
FreeBusy = Annotated[bool, typer.Option("--freebusy", help="Only when you are busy: neither titles nor people.")]
NoBrowser = Annotated[
    bool, typer.Option("--no-browser", help="Open no browser: print the address, wait on the port, or take a pasted answer.")
]
Port = Annotated[
    int | None, typer.Option("--port", min=1, max=65535, help=f"Port of the answer; default: any, {PORT} with --no-browser.")
]
Store = Annotated[Literal["auto", "keyring", "file"], typer.Option("--store", help="Where to keep the login.")]
Check = Annotated[bool, typer.Option("--check", help="Ask Google whether each login still holds.")]
All = Annotated[bool, typer.Option("--all", help="Every account.")]


@auth.command(
    epilog="connratio auth google --client client_secret.json   ·   on a server: --no-browser, and ssh -L 8765:localhost:8765"
)
def google(
    client: Client = None, account: Account = "", shared: Shared = False, freebusy: FreeBusy = False,
    no_browser: NoBrowser = False, port: Port = None, store: Store = "auto", dry_run: o.DryRun = False, quiet: o.Quiet = 0,
    debug: o.Debug = False,
) -> None:  # fmt: skip
    """Log in with Google, to read calendars and nothing else."""
    from connratio.fetch.google_login import checked_client, client_of, log_in
    from connratio.fetch.google_scopes import SCOPES, short
    from connratio.fetch.tokens import checked, folder, ready, save
    from connratio.model.problems import UsageError

    del debug
    if shared and freebusy:
        raise UsageError("--shared and --freebusy ask for different things", "drop one of them")
    account = checked(account) if account else _only_account()
    known = {} if client is not None else _known_client(account)
    if client is None and not known:
        raise UsageError(
            "no OAuth client is known", "pass --client FILE; docs/how-to/google.md shows how to make one in five minutes"
        )
    program = client_of(client) if client is not None else checked_client(known, "the kept client")
    access = "shared" if shared else "freebusy" if freebusy else "own"
    say = _say if quiet < 2 else lambda _: None
    say(f"connratio asks Google for {', '.join(short(SCOPES[access]))}: read only.")
    if dry_run:
        say(f"the login of {account} would be kept in the keyring, or in {folder('google')}; nobody was asked")
        return
    ready("google", store)
    kept = log_in(program, SCOPES[access], say, browser=not no_browser, port=port or (PORT if no_browser else 0))
    told = {"client": program, "saved": datetime.now(UTC).isoformat(timespec="seconds")}
    login = save("google", account, {**kept, **told}, store=store)
    place = "the keyring" if login.store == "keyring" else f"{login.file} (readable by you alone)"
    sys.stdout.write(f"logged in as {account}; the login is kept in {place}\n")


@auth.command(epilog="connratio auth status --check")
def status(
    check: Check = False, format_: o.Format = "auto", output: o.Output = None, json: o.Json = False, force: o.Force = False,
    debug: o.Debug = False,
) -> None:  # fmt: skip
    """Show what is logged in: never the login itself."""
    from connratio.render.grid import print_grid
    from connratio.render.output import Answer, deliver, target_of

    del debug
    target = target_of("json" if json else format_, output, force=force)
    table = _logins(check=check)

    def show(console: Any) -> None:
        print_grid(console, table, f"{len(table.rows)} logins", [] if table.rows else ["connratio auth google logs in"])

    generated = datetime.now(UTC).isoformat(timespec="seconds")
    deliver(Answer("auth", table, show, generated, {"query": {"check": check}, "problems": []}), target)


@auth.command(epilog="connratio auth logout --account work   ·   connratio auth logout --all")
def logout(account: Account = "", all_: All = False, debug: o.Debug = False) -> None:
    """Forget a login on this machine; myaccount.google.com/connections removes the access itself."""
    from connratio.fetch.tokens import forget, logins, the_login
    from connratio.model.problems import UsageError

    del debug
    found = (
        logins("google")
        if all_
        else [one for one in [the_login("google", account, "name one with --account, or all with --all")] if one is not None]
    )
    if not found and not all_:
        raise UsageError(
            f"nobody is logged in as {account}" if account else "nobody is logged in", "connratio auth status lists logins"
        )
    for login in found:
        forget("google", login)
        sys.stdout.write(f"forgot {login.account}\n")
    sys.stdout.write(
        "Google still lists the access at https://myaccount.google.com/connections, where it can be removed\n" if found else ""
    )


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _only_account() -> str:
    """The account that is logged in already, where there is one; else a name for the first."""
    from connratio.fetch.tokens import logins

    there = logins("google")
    return there[0].account if len(there) == 1 else "default"


def _known_client(account: str) -> dict[str, Any]:
    """The OAuth client with which an account was logged in before, or any other one."""
    from connratio.fetch.tokens import load, logins

    there = sorted(logins("google"), key=lambda one: one.account != account)
    clients = (load("google", one).get("client") for one in there)
    return next((found for found in clients if isinstance(found, dict)), {})


def _logins(*, check: bool) -> Table:
    from connratio.fetch.google_scopes import access_of, short, told
    from connratio.fetch.tokens import load, logins
    from connratio.model.table import Table
    from connratio.render.auth import COLUMNS

    rows = []
    for login in logins("google"):
        kept = load("google", login)
        scopes = told(kept.get("scopes"))
        rows.append({
            "provider": "google", "account": login.account, "access": access_of(scopes) if scopes else "",
            "scopes": ";".join(short(scopes)), "store": login.store, "place": str(login.file), "saved": str(kept.get("saved") or ""),
            "state": _state(login.account, kept, check=check),
        })  # fmt: skip
    return Table.of(COLUMNS, rows)


def _state(account: str, kept: dict[str, Any], *, check: bool) -> str:
    """saved, usable, refused, unreachable or unreadable."""
    if not kept.get("refresh_token"):
        return "unreadable"
    if not check:
        return "saved"
    from connratio.fetch.contract import FetchError
    from connratio.fetch.google_client import renewed, renewer
    from connratio.fetch.google_refusals import RefusedError

    try:
        _say(f"{account}: contacting {renewer(account)}")
        renewed(account)
    except RefusedError as error:
        _say(f"{account}: {error.message}\n  help: {error.help_line}")
        return "refused"
    except FetchError as error:
        _say(f"{account}: {error.message}")
        return "unreachable"
    return "usable"

"""Requests to the Calendar API: the service with a login, and what is said when one fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from connratio.fetch.contract import FetchError
from connratio.fetch.google_refusals import BusyError, CalendarError, RefusedError, away, failure, refused
from connratio.fetch.google_scopes import told
from connratio.fetch.loopback import is_loopback
from connratio.fetch.tokens import checked, load, the_login

PROVIDER: Final = "google"
TRIES: Final = 5
"""Repeats of a request after a 5xx, a 429, a rate limit or a broken connection, after pauses drawn below 2, 4, 8, 16 and 32 s."""
_WHICH: Final = "name one as `account:` of the source; where the configuration has none: connratio sync google NAME"


def quiet() -> None:
    """Keep the packages' own warnings to themselves: they quote addresses and answers, and ours say what is wrong."""
    import logging

    for name in (
        "googleapiclient",
        "google.auth",
        "google_auth_httplib2",
        "google_auth_oauthlib",
        "oauthlib",
        "requests_oauthlib",
        "urllib3",
    ):
        logging.getLogger(name).addHandler(logging.NullHandler())


def endpoint_of(options: Mapping[str, Any]) -> str:
    """Another address of the service, for tests: on this machine only. Raises FetchError for any other."""
    endpoint = str(options.get("endpoint") or "").strip()
    if endpoint and not is_loopback(endpoint):
        raise FetchError("`endpoint:` of a google source leads to another machine", "it is for tests; leave it out")
    return endpoint if not endpoint or endpoint.endswith("/") else f"{endpoint}/"


def credentials_of(options: Mapping[str, Any]) -> tuple[Any, str]:
    """The login of the source's account, and what the account is called. Raises FetchError where there is none."""
    from google.oauth2.credentials import Credentials

    account, endpoint = str(options.get("account") or ""), endpoint_of(options)
    login = the_login(PROVIDER, checked(account) if account else "", _WHICH)
    if login is None:
        if endpoint:
            return Credentials("connratio-test"), "the test's account"
        whom = f"as {account}" if account else "with Google"
        raise FetchError(
            f"nobody is logged in {whom}", "run connratio auth google" + (f" --account {account}" if account else "")
        )
    kept = load(PROVIDER, login)
    words = [str(kept.get(key) or "") for key in ("token_uri", "refresh_token", "client_id", "client_secret")]
    if not all(words):
        where = "the keyring, which may be locked" if login.store == "keyring" else f"{login.file}"
        raise FetchError(f"the login of {login.account} cannot be read", f"look at {where}, or run connratio auth google again")
    guard(words[0], endpoint)
    # (The package's own way to read a login forgets where it is renewed.)
    made = Credentials(
        None,
        token_uri=words[0],
        refresh_token=words[1],
        client_id=words[2],
        client_secret=words[3],
        scopes=told(kept.get("scopes")),
    )
    return made, login.account


def renewed(account: str) -> None:
    """Nothing, where Google renews the login of an account. Raises FetchError, or RefusedError where it does not."""
    import httplib2
    from google.auth.exceptions import GoogleAuthError, RefreshError
    from google_auth_httplib2 import Request

    from connratio.fetch.google_connection import AwayError, connection_to

    quiet()
    credentials, name = credentials_of({"account": account})
    try:
        credentials.refresh(Request(connection_to(credentials.token_uri)))
    except RefreshError as error:
        raise refused(error, name) from None
    except AwayError:
        raise away() from None
    except (GoogleAuthError, httplib2.HttpLib2Error, OSError) as error:
        raise FetchError(f"Google cannot be reached ({type(error).__name__})", "check the connection and try again") from None
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise FetchError("Google's answer is not what its documentation says", "a proxy may stand between; try again") from None


def renewer(account: str) -> str:
    """The host that is asked whether the login of an account still holds. Raises FetchError where there is none."""
    return str(urlsplit(credentials_of({"account": account})[0].token_uri).netloc).rpartition("@")[2]


def guard(token_uri: str, endpoint: str) -> None:
    """Raise FetchError where a login would go unencrypted, or a real one to a stand-in for the service."""
    if not token_uri.startswith("https://") and not is_loopback(token_uri):
        raise FetchError("the login names an address without https", "run connratio auth google again, or download the key again")
    if endpoint and not is_loopback(token_uri):
        raise FetchError(
            "a real login is never sent to a test's `endpoint:`", "leave `endpoint:` out, or use a login made for tests"
        )


def service_of(credentials: Any, endpoint: str, http: Any = None) -> Any:
    """The Calendar service. `http` replaces the connection in tests. It is for one thread: httplib2's objects are."""
    from google.api_core.client_options import ClientOptions
    from google_auth_httplib2 import AuthorizedHttp
    from googleapiclient.discovery import build

    from connratio.fetch.google_connection import connection_to

    if http is None:
        http = AuthorizedHttp(credentials, http=connection_to(endpoint))
    options = ClientOptions(api_endpoint=endpoint) if endpoint else None
    return build("calendar", "v3", http=http, static_discovery=True, cache_discovery=False, client_options=options)


def answer(request: Any, account: str, sleep: Callable[[float], None] | None = None) -> dict[str, Any]:
    """The answer to a request, repeated where that helps. Raises FetchError or GoneError.

    `account` is "" for a service account.
    """
    import httplib2
    from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
    from googleapiclient.errors import HttpError

    from connratio.fetch.google_connection import AwayError

    if sleep is not None:
        request._sleep = sleep  # noqa: SLF001  # the package's own way to replace the clock of its pauses
    try:
        found = request.execute(num_retries=TRIES)
    except HttpError as error:
        raise failure(error, account) from None
    except RefreshError as error:
        raise refused(error, account) from None
    except AwayError:
        raise away() from None
    except (TransportError, httplib2.HttpLib2Error, OSError) as error:
        raise BusyError(f"Google cannot be reached ({type(error).__name__})", "check the connection and try again") from None
    except GoogleAuthError as error:
        raise RefusedError(
            f"the login of {account} cannot be used ({type(error).__name__})", "run connratio auth google"
        ) from None
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        # The package takes errors apart as Google writes them; a proxy's answer has another shape, or brackets without end.
        found = None
    if not isinstance(found, dict):
        raise CalendarError("Google's answer is not what its documentation says", "a proxy may stand between; try again")
    return found

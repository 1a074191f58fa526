"""Requests to the Calendar API: the service with a login, and what is said when one fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from connratio.fetch.contract import FetchError
from connratio.fetch.loopback import is_loopback
from connratio.fetch.tokens import checked, load, the_login

PROVIDER: Final = "google"
TIMEOUT: Final = 60
TRIES: Final = 5
"""Repeats of a request after a 5xx, a 429, a rate limit or a broken connection: 1, 2, 4, 8 and 16 s apart, drawn below that."""
EXPIRED: Final = (
    "run connratio auth google; an app whose consent screen is in Testing logs everybody out after 7 days: "
    "publish it, or make it internal"
)
_QUOTA: Final = frozenset({"quotaExceeded", "dailyLimitExceeded", "calendarUsageLimitsExceeded"})
_RATE: Final = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
_SCOPE: Final = frozenset({"insufficientPermissions", "insufficientScopes", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})


class GoneError(Exception):
    """410: what was remembered for the next page no longer holds; the calendar is to be read from its beginning."""


class RefusedError(FetchError):
    """The login cannot be renewed: revoked, expired, or never allowed."""


class MissingError(FetchError):
    """404: no such calendar, or it is not shared with this account."""


def endpoint_of(options: Mapping[str, Any]) -> str:
    """Another address of the service, for tests: on this machine only. Raises FetchError for any other."""
    endpoint = str(options.get("endpoint") or "")
    if endpoint and not is_loopback(endpoint):
        raise FetchError("`endpoint:` of a google source leads to another machine", "it is for tests; leave it out")
    return endpoint


def credentials_of(options: Mapping[str, Any]) -> tuple[Any, str]:
    """The login of the source's account, and what the account is called. Raises FetchError where there is none."""
    from google.oauth2.credentials import Credentials

    account, endpoint = str(options.get("account") or ""), endpoint_of(options)
    login = the_login(PROVIDER, checked(account) if account else "")
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
        raise FetchError(f"the login of {login.account} cannot be read", "run connratio auth google again")
    guard(words[0], endpoint)
    # (The package's own way to read a login forgets where it is renewed.)
    made = Credentials(
        None, token_uri=words[0], refresh_token=words[1], client_id=words[2], client_secret=words[3], scopes=kept.get("scopes")
    )
    return made, login.account


def renewed(account: str) -> None:
    """Nothing, where Google renews the login of an account. Raises FetchError, or RefusedError where it does not."""
    import httplib2
    from google.auth.exceptions import GoogleAuthError, RefreshError
    from google_auth_httplib2 import Request

    credentials, name = credentials_of({"account": account})
    try:
        credentials.refresh(Request(_connection(credentials.token_uri)))
    except RefreshError as error:
        raise refused(error, name) from None
    except (GoogleAuthError, httplib2.HttpLib2Error, OSError) as error:
        raise FetchError(f"Google cannot be reached ({type(error).__name__})", "check the connection and try again") from None


def guard(token_uri: str, endpoint: str) -> None:
    """Raise FetchError where a real login would go to a stand-in for the service."""
    if endpoint and not is_loopback(token_uri):
        raise FetchError(
            "a real login is never sent to a test's `endpoint:`", "leave `endpoint:` out, or use a login made for tests"
        )


def service_of(credentials: Any, endpoint: str, http: Any = None) -> Any:
    """The Calendar service. `http` replaces the connection in tests. It is for one thread: httplib2's objects are."""
    from google.api_core.client_options import ClientOptions
    from google_auth_httplib2 import AuthorizedHttp
    from googleapiclient.discovery import build

    if http is None:
        http = AuthorizedHttp(credentials, http=_connection(endpoint))
    options = ClientOptions(api_endpoint=endpoint) if endpoint else None
    return build("calendar", "v3", http=http, static_discovery=True, cache_discovery=False, client_options=options)


def _connection(url: str) -> Any:
    """A connection for requests to an address; to this machine no proxy leads."""
    import httplib2

    return httplib2.Http(timeout=TIMEOUT, proxy_info=None) if is_loopback(url) else httplib2.Http(timeout=TIMEOUT)


def answer(request: Any, account: str, sleep: Callable[[float], None] | None = None) -> dict[str, Any]:
    """The answer to a request, repeated where that helps. Raises FetchError, MissingError or GoneError."""
    import httplib2
    from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
    from googleapiclient.errors import HttpError

    if sleep is not None:
        request._sleep = sleep  # noqa: SLF001  # the package's own way to replace the clock of its pauses
    try:
        found = request.execute(num_retries=TRIES)
    except HttpError as error:
        raise _failure(error, account) from None
    except RefreshError as error:
        raise refused(error, account) from None
    except (TransportError, httplib2.HttpLib2Error, OSError) as error:
        raise FetchError(f"Google cannot be reached ({type(error).__name__})", "check the connection and try again") from None
    except GoogleAuthError as error:
        raise FetchError(f"the login of {account} cannot be used ({type(error).__name__})", EXPIRED) from None
    except ValueError:
        raise FetchError("Google's answer is no JSON", "a proxy may stand between; try again") from None
    if not isinstance(found, dict):
        raise FetchError("Google's answer is not what its documentation says", "try again")
    return found


def refused(error: Exception, account: str) -> FetchError:
    """What a login that cannot be renewed means, in one line."""
    text = str(error)
    if "unauthorized_client" in text:
        return FetchError(
            "the service account may not act for people with these scopes",
            "in the Admin console, Security, API controls, Domain-wide delegation: client id and scopes must be those of docs/how-to/google.md",
        )
    if getattr(error, "retryable", False):
        return FetchError("Google's login service does not answer now", "try again later")
    return RefusedError(f"Google no longer accepts the login of {account}", EXPIRED)


def _failure(error: Any, account: str) -> Exception:
    status, reason = int(error.status_code), _reason(error)
    if status == 410:
        return GoneError(reason)
    if status == 404:
        return MissingError("Google knows no such calendar", "check its id, and whether it is shared with this account")
    if status == 401:
        return RefusedError(f"Google no longer accepts the login of {account}", EXPIRED)
    if reason in _QUOTA:
        return FetchError(
            "the quota of the Google project is used up", "try again tomorrow, or raise the quota in the Google Cloud console"
        )
    if reason in _RATE or status == 429:
        return FetchError("Google asks for slower requests, even after pauses", "try again in some minutes")
    if reason in _SCOPE:
        return FetchError(f"the login of {account} may not read this", "run connratio auth google --shared")
    if reason in {"accessNotConfigured", "SERVICE_DISABLED"}:
        return FetchError(
            "the Google project has the Calendar API switched off", "switch it on in the Google Cloud console, APIs & Services"
        )
    if status >= 500:
        return FetchError(f"Google's service fails now ({status})", "try again later")
    return FetchError(
        f"Google refused the request ({status} {reason})".replace(" )", ")"), "connratio auth status shows what the login allows"
    )


def _reason(error: Any) -> str:
    """The word for it that Google's answer gives; only if it is one, since a proxy may have written the answer."""
    details = error.error_details
    first = details[0] if isinstance(details, list) and details else {}
    word = str(first.get("reason") or "") if isinstance(first, dict) else ""
    return word if word.isidentifier() else ""

"""The connection to Google: what breaks off in the middle of an answer is told as a broken connection, which is tried again."""

from __future__ import annotations

import http.client
from typing import Any, Final

import httplib2

from connratio.fetch.loopback import is_loopback

TIMEOUT: Final = 30
_FORM: Final = "application/x-www-form-urlencoded"
"""How a login is renewed (RFC 6749, section 6); the Calendar API takes JSON alone."""
_LATER: Final = frozenset({408, 429})


class AwayError(ConnectionError):
    """The login service fails now: it said nothing of the login."""


class Connection(httplib2.Http):  # type: ignore[misc]  # the package has no types
    """Requests whose broken answers are ConnectionErrors: the package repeats these, and lets http.client's own through."""

    def request(self, uri: str, method: str = "GET", body: Any = None, headers: Any = None, **more: Any) -> Any:
        """The head and the content of an answer. Raises ConnectionError for one that is cut off or is no HTTP, and AwayError."""
        try:
            found = super().request(uri, method, body=body, headers=headers, **more)
        except (http.client.HTTPException, httplib2.FailedToDecompressContent) as error:
            self.close()
            raise ConnectionAbortedError(type(error).__name__) from None
        status = int(found[0].status)
        if (status >= 500 or status in _LATER) and (headers or {}).get("Content-Type") == _FORM:
            # Without JSON around it, google-auth takes it for a login that was revoked.
            raise AwayError(str(status))
        return found


def connection_to(url: str) -> Connection:
    """A connection for requests to an address; to this machine no proxy leads."""
    return Connection(timeout=TIMEOUT, proxy_info=None) if is_loopback(url) else Connection(timeout=TIMEOUT)

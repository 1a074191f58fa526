"""The columns of `connratio auth status`."""

from __future__ import annotations

from typing import Final

COLUMNS: Final = ("provider", "account", "access", "scopes", "store", "place", "saved", "state")

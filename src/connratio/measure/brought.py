"""What an import or a sync brought, per source."""

from __future__ import annotations

from typing import Final

COLUMNS: Final = ("source", "path", "n_new", "n_changed", "n_gone", "n_unchanged", "n_skipped", "n_problems", "status")

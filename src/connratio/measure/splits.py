"""What a report can be split by (apart, so that the command line knows it without loading anything)."""

from __future__ import annotations

from typing import Literal

Split = Literal["kind", "mode", "size", "purpose", "source", "app", "rule", "after_hours", "focus", "ritual", "in_person"]

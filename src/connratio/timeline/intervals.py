"""Sets of intervals, as the kernel and what stands above it know them; readers need them too, so they live below."""

from __future__ import annotations

from connratio.model.intervals import AXIS, Cover, Ints, Pieces, clip, difference, intersection, inverse, subtract, total, union

__all__ = ["AXIS", "Cover", "Ints", "Pieces", "clip", "difference", "intersection", "inverse", "subtract", "total", "union"]

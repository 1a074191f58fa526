"""Calendars that other projects test with: in the icalendar wheel, and in the source packages of khal and recurring-ical-events.

The source packages are LGPL and MIT; they are fetched from the package index once, kept beside pytest's cache, never vendored.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
from functools import cache
from pathlib import Path

import icalendar

CACHE = Path(__file__).parent.parent / ".pytest_cache" / "development-sets"
TOLD: list[str] = []
"""What pytest writes at its end: how many calendars there were, and how many packages could not be fetched."""
PACKAGES = ("khal==0.14.1", "recurring-ical-events==3.8.2")


@cache
def calendars() -> tuple[tuple[str, bytes], ...]:
    """Name and bytes of every calendar; without a network those of the wheel alone, and a printed count of what is missing."""
    wheel = Path(icalendar.__file__).parent / "tests"
    found = [(f"icalendar/{f.relative_to(wheel)}", f.read_bytes()) for f in sorted(wheel.rglob("*.ics"))]
    missing = 0
    for package in PACKAGES:
        archive = _archive(package)
        missing += archive is None
        found += _members(archive) if archive is not None else []
    TOLD.append(f"{len(found)} calendars of other projects; {missing} of {len(PACKAGES)} packages skipped (offline)")
    return tuple(found)


def _archive(package: str) -> Path | None:
    name, _, version = package.partition("==")
    pattern = f"{name.replace('-', '?')}-{version}.tar.gz"
    if (kept := next(CACHE.glob(pattern), None)) is not None:
        return kept
    CACHE.mkdir(parents=True, exist_ok=True)
    # pip builds the metadata of a source package; what it needs for that it fetches, too.
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", "-d", str(CACHE), package]
    try:
        subprocess.run(command, check=False, capture_output=True, timeout=120)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return next(CACHE.glob(pattern), None)


def _members(archive: Path) -> list[tuple[str, bytes]]:
    with tarfile.open(archive) as tar:
        names = sorted(m.name for m in tar.getmembers() if m.isfile() and m.name.endswith(".ics"))
        return [(name, handle.read()) for name in names if (handle := tar.extractfile(name)) is not None]

"""What reading an organisation costs: CPU time per person-year, its growth with the people, and the memory of a worker.

    python benchmarks/audit.py [PEOPLE …]     (default 25 50 100 people, one year of calendar and window log each)

Each size is written by `connratio team demo` (13 windows a day for a third less of the people: about 10,000 activities a
person-year with 36), read by `connratio audit`'s own road in one process, exported, and read again from the data set. CPU time is
user + system of the process and its children.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = """
import json, resource, sys, time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo
from connratio.config.load import load_config
from connratio.importers.contract import Options
from connratio.ledger.policy import policy_of
from connratio.team.dataset import Place
from connratio.team.directory import read_directory
from connratio.team.engine import Here
from connratio.team.gather import Context, everybody, facts_of
from connratio.team.ids import Ids
from connratio.team.parts import export, reduced_parts
from connratio.team.units import plan

folder, what = Path(sys.argv[1]), sys.argv[2]
directory = read_directory(folder / "people.csv")
zone = ZoneInfo("Europe/Lisbon")
context = Context(directory, policy_of(load_config(None, use=False), zone), Options(zone, datetime.now(UTC).date()), Ids(b"k" * 32))
place = Place(str(folder / "set"))
begin = time.process_time()
if what == "files":
    done = everybody(plan([folder / "data"], directory), context, Here())
elif what == "export":
    export(plan([folder / "data"], directory), context, place, Here())
else:
    done = reduced_parts(place, context, Here())
work = time.process_time() - begin
begin = time.process_time()
if what != "export":
    facts = facts_of(done, context)
print(json.dumps({"work": work, "facts": time.process_time() - begin, "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def measured(folder: Path, what: str) -> dict[str, float]:
    """CPU seconds of the work and of putting together, and peak memory."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(folder), what], capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(sizes: list[int]) -> None:
    """One line per size and road."""
    for people in sizes:
        with tempfile.TemporaryDirectory() as temp:
            folder = Path(temp) / "org"
            subprocess.run(
                ["connratio", "team", "demo", str(folder), "--people", str(people), "--weeks", "52", "--windows", "58", "-q"],
                check=True,
            )
            size = sum(f.stat().st_size for f in (folder / "data").rglob("*") if f.is_file())
            for what in ("files", "export", "set"):
                found = measured(folder, what)
                print(
                    f"{people:5} people, {size >> 20:5} MiB, {what:6}: {found['work']:7.1f} s CPU, {found['work'] / people * 1000:6.0f} ms a person-year, "
                    f"together {found['facts']:5.2f} s, peak {found['mib']:5.0f} MiB"
                )
            print(
                f"      data set: {sum(f.stat().st_size for f in (folder / 'set').rglob('*') if f.is_file()) / people / 1024:.0f} KiB a person-year"
            )


if __name__ == "__main__":
    main([int(a) for a in sys.argv[1:]] or [25, 50, 100])

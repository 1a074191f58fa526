"""A year of ActivityWatch events: `connratio report` against ActivityWatch's own pipeline, whole processes, in turn.

    python benchmarks/compare.py [RUNS]

The first run makes an environment for the pipeline and the invented export in benchmarks/.cache.
"""

import os
import statistics
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
CACHE = HERE / ".cache"
PIPELINE = ["aw-core==0.5.18", "peewee==3.17.0"]


def prepared() -> tuple[Path, Path]:
    """The export and the pipeline's Python."""
    export, python = CACHE / "year.json", CACHE / "aw" / "bin" / "python"
    CACHE.mkdir(exist_ok=True)
    if not export.exists():
        subprocess.run([sys.executable, HERE / "make_activitywatch.py", export], check=True)
    if not python.exists():
        venv.create(CACHE / "aw", with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PIPELINE], check=True)
    return export, python


def cost(command: Sequence[str | Path]) -> tuple[float, float]:
    """CPU seconds and peak MiB of a whole process."""
    process = subprocess.Popen([str(c) for c in command], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed: {command}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main(runs: int) -> None:
    """Print medians and their ratios."""
    export, python = prepared()
    ours: list[str | Path] = [
        sys.executable,
        "-m",
        "connratio",
        "report",
        export,
        "--no-config",
        "--timezone",
        "Europe/Berlin",
        "-f",
        "csv",
    ]
    theirs: list[str | Path] = [python, HERE / "aw_pipeline.py", export]
    pairs = [(cost(ours), cost(theirs)) for _ in range(runs)]
    for i, (what, unit) in enumerate((("CPU time", "s"), ("peak memory", "MiB"))):
        a, b = (statistics.median(pair[side][i] for pair in pairs) for side in (0, 1))
        print(f"{what:12} connratio {a:8.2f} {unit:4} aw-core 0.5.18 {b:8.2f} {unit:4} {b / a:5.1f} times")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)

"""A year of ActivityWatch events: `connratio report` against DuckDB alone reading the same file into a table, in turn.

python benchmarks/read_json.py FILE [RUNS]
"""

import os
import subprocess
import sys

ALONE = "import duckdb, sys; duckdb.execute('CREATE TABLE t AS SELECT * FROM read_json(?, maximum_object_size = 4000000000)', [sys.argv[1]])"


def cost(command: list[str]) -> str:
    """CPU seconds and peak MiB of a whole process."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed: {command}")
    return f"{used.ru_utime + used.ru_stime:.2f} s {used.ru_maxrss / 1024:.0f} MiB"


if __name__ == "__main__":
    file = sys.argv[1]
    ours = [sys.executable, "-m", "connratio", "report", file, "--no-config", "--timezone", "Europe/Berlin", "-f", "csv"]
    for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 3):
        print("connratio", cost(ours), " DuckDB", cost([sys.executable, "-c", ALONE, file]))

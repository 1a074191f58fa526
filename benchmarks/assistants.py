"""`connratio ai` against ccusage on the same transcripts, in turn: wall clock, CPU time and peak memory of the whole processes.

    python benchmarks/make_transcripts.py /tmp/transcripts
    npm install --prefix /tmp/node node@22
    npm install --prefix /tmp/19 ccusage@19.0.3; npm install --prefix /tmp/18 ccusage@18
    python benchmarks/assistants.py /tmp/transcripts 3 /tmp/node/node_modules/.bin/node /tmp/19 /tmp/18

The two answer different questions (ccusage prices tokens, connratio times acts): what is compared is the time to the first table.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path


def measured(command: list[str], folder: str) -> tuple[float, float, float]:
    """Seconds of wall clock and of CPU, and MiB at most, of a process and its children."""
    env = {**os.environ, "CLAUDE_CONFIG_DIR": folder}
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # what was named
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    if status:
        raise SystemExit(f"failed with status {status}: {' '.join(command)}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def ccusage(node: str, prefix: str) -> tuple[str, list[str]]:
    """The version and the command of an installed ccusage."""
    home = Path(prefix) / "node_modules" / "ccusage"
    about = json.loads((home / "package.json").read_text(encoding="utf-8"))
    return f"ccusage {about['version']}", [node, str(home / about["bin"]["ccusage"]), "daily", "--offline"]


def main(folder: str, runs: int, node: str = "", *prefixes: str) -> None:
    """Every program in turn, so that whatever else the machine does meets all of them; medians. Without `node` connratio alone."""
    programs = {"connratio ai": [sys.executable, "-m", "connratio", "ai", folder, "--no-config"]}
    programs |= dict(ccusage(node, prefix) for prefix in prefixes)
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in programs}
    for _ in range(runs):
        for name, command in programs.items():
            found[name].append(measured(command, folder))
    for name, rows in found.items():
        wall, cpu, peak = (statistics.median(column) for column in zip(*rows, strict=True))
        sys.stdout.write(f"{name:16} wall {wall:6.2f} s   cpu {cpu:6.2f} s   peak {peak:5.0f} MiB\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])

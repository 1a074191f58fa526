"""Both roads of `connratio ai`, the short one from events and the long one over activities, on the cases of every assistant's importer."""

from __future__ import annotations

from pathlib import Path

import pytest

from ai_logs import MONDAY, default_policy
from connratio.classify.identity import who_is_me
from connratio.importers.reading import read_files
from connratio.importers.registry import assistants
from connratio.importers.trails import trails_of
from connratio.ledger.memory import Files
from connratio.ledger.settle import judged
from connratio.measure.ai.answer import table_of
from connratio.measure.ai.direct import asked_of_trails
from connratio.measure.ai.gather import asked
from test_importers_golden import CASES, OPTIONS

NAMES = [importer.name for importer in assistants()]
FOLDERS = sorted(
    p.parent for name in NAMES for p in CASES.glob(f"{name}/*/README.md") if not (p.parent / "options.yaml").exists()
)
ELSEWHERE = {
    "chatgpt-shards-in-a-zip",  # beside conversations an archive holds what other importers must look at
    "claude-ai-zip",
    "copilot-folder-of-vscode",
    "claude-ai-two-accounts",  # whose log it is must be found out
    "open-webui-old-form-two-people",
}
"""Cases that have the long road only: there is no short one to compare with."""


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: f"{p.parent.name}-{p.name}")
def test_both_roads_lead_to_the_same_figures(folder: Path) -> None:
    path, policy = next(folder.glob("input.*")), default_policy("Europe/Berlin")
    found = trails_of([path], OPTIONS, lambda _: {}, lambda _: None)
    if f"{folder.parent.name}-{folder.name}" in ELSEWHERE:
        assert found is None
        return
    assert found is not None
    reading = read_files([path], OPTIONS)
    me = who_is_me(reading.activities, [r.info for r in reading.sources], [])
    long = asked(Files(reading, judged(reading.activities, me, policy), me, policy), None, "day", "mon", MONDAY)
    short = asked_of_trails(found.trails, policy, None, "day", "mon", MONDAY)
    for split in (None, "project"):
        assert table_of(short.data, split) == table_of(long.data, split)

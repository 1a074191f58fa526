"""`connratio commits` and `connratio sync git` on repositories made for the test."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import jsonschema
import pytest

from conftest import Run
from connratio.importers.git.authors import Part, category_of
from connratio.render.schemas import schema_of

ANA = "Ana <ana@example.com>"
CLAUDE = "Co-authored-by: Claude <noreply@anthropic.com>"
BOB = "Co-authored-by: Bob <bob@example.com>"
BOT = "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>"


def git(folder: Path, *words: str, when: str = "2026-03-02T09:00:00+01:00") -> None:
    env = {"PATH": os.environ["PATH"], "HOME": str(folder.parent), "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    subprocess.run(["git", *words], cwd=folder, env=env, check=True, capture_output=True)


def commit(folder: Path, when: str, *trailers: str, author: str = ANA, amend: bool = False) -> None:
    message = "CANARY subject\n\nCANARY body\n\n" + "\n".join(trailers)
    git(folder, "commit", "-q", "--allow-empty", "-m", message, f"--author={author}", *(["--amend"] if amend else []), when=when)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository with a commit alone, one with an AI, one with a person and an AI; a fortnight later a bot's and somebody else's."""
    folder = tmp_path / "shop"
    folder.mkdir()
    git(folder, "init", "-q")
    git(folder, "config", "user.email", "ana@example.com")
    git(folder, "config", "user.name", "Ana")
    commit(folder, "2026-03-02T09:00:00+01:00")
    commit(folder, "2026-03-02T10:00:00+01:00", CLAUDE)
    commit(folder, "2026-03-08T23:30:00+01:00", BOB, CLAUDE)
    commit(folder, "2026-03-16T00:30:00+01:00", author=BOT)
    commit(folder, "2026-03-17T10:00:00+01:00", author="Bob <bob@example.com>")
    return folder


def test_commits_are_counted_by_week_and_by_who_took_part(run: Run, shop: Path) -> None:
    done = run("commits", shop, "--by", "week", "-f", "csv")
    assert done.code == 0
    assert done.out == (
        "period,from,until,n_commits,n_with_people,n_with_ai,n_alone,n_automated,with_people_share,with_ai_share,alone_share,automated_share\n"
        "2026-W10,2026-03-02,2026-03-09,3,1,2,1,0,0.3333,0.6667,0.3333,0.0000\n"
        "2026-W11,2026-03-09,2026-03-16,0,0,0,0,0,,,,\n"
        "2026-W12,2026-03-16,2026-03-23,1,0,0,0,1,0.0000,0.0000,0.0000,1.0000\n"
    )
    assert "1 record of somebody else is left out" in done.err


def test_everyones_commits_are_counted_where_they_are_asked_for(run: Run, shop: Path) -> None:
    document = run("commits", shop, "--by", "total", "--everyone", "--json").json
    jsonschema.validate(document, schema_of("commits"))
    (row,) = document["rows"]
    assert document["totals"].items() <= row.items()
    assert (row["n_commits"], row["n_with_people"], row["n_with_ai"], row["n_alone"], row["n_automated"]) == (5, 1, 2, 2, 1)


def test_whose_commits_are_mine_is_told_by_me_or_by_the_repository(run: Run, shop: Path) -> None:
    (row,) = run("commits", shop, "--by", "total", "--me", "bob@example.com", "--json").json["rows"]
    assert (row["n_commits"], row["n_alone"], row["n_automated"]) == (2, 1, 1)
    git(shop, "reset", "-q", "--hard", "HEAD~2")
    done = run("commits", shop, "--me", "carol@example.com")
    assert (done.code, done.out) == (2, "")
    assert "--everyone" in done.err


def test_the_ledger_answers_as_the_repository_does(run: Run, shop: Path) -> None:
    assert run("sync", "git", shop).code == 0
    assert run("commits", "-f", "csv").out == run("commits", shop, "-f", "csv").out


def test_two_repositories_with_a_name_are_two_and_a_worktree_is_none_of_its_own(run: Run, shop: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / "shop"
    other.mkdir(parents=True)
    git(other, "init", "-q")
    commit_of_other = ("-c", "user.email=ana@example.com", "-c", "user.name=Ana", "commit", "-q", "--allow-empty", "-m", "x")
    git(other, *commit_of_other)
    git(shop, "worktree", "add", "-q", "../tree")
    assert run("sync", "git", shop, other, tmp_path / "tree").code == 0
    (row,) = run("commits", "--by", "total", "--json").json["rows"]
    assert row["n_commits"] == 5


def test_a_commit_that_was_written_anew_replaces_its_older_self(run: Run, shop: Path) -> None:
    git(shop, "reset", "-q", "--hard", "HEAD~2")
    run("sync", "git", shop)
    commit(shop, "2026-03-08T23:30:00+01:00", amend=True)
    (row,) = run("sync", "git", shop, "-f", "csv").rows
    assert (row["n_new"], row["n_gone"], row["n_unchanged"]) == ("1", "1", "2")
    (total,) = run("commits", "--by", "total", "--json").json["rows"]
    assert (total["n_commits"], total["n_with_people"], total["n_with_ai"], total["n_alone"]) == (3, 0, 1, 2)


def test_a_repository_in_which_nothing_happened_is_not_read_again(run: Run, shop: Path) -> None:
    run("sync", "git", shop)
    (row,) = run("sync", "git", shop, "-f", "csv").rows
    assert (row["n_new"], row["n_unchanged"], row["status"]) == ("0", "5", "unchanged")


@pytest.mark.usefixtures("shop")
def test_the_configuration_names_repositories(run: Run, tmp_path: Path) -> None:
    (tmp_path / "connratio.yaml").write_text("sources:\n  - kind: git\n    path: shop\n    name: the shop\n")
    (row,) = run("sync", "-f", "csv").rows
    assert (row["source"], row["n_new"]) == ("the shop", "5")


def test_commits_never_count_as_time_and_their_words_are_kept_nowhere(run: Run, shop: Path, tmp_path: Path) -> None:
    (tmp_path / "connratio.yaml").write_text("rules:\n  - {kind: human, evidence: commit}\n")
    run("sync", "git", shop)
    total = run("report", "--by", "total", "--from", "2026-03-01", "--until", "2026-04-01", "--json").json["totals"]
    assert [total[f"{kind}_seconds"] for kind in ("human", "tool", "solo", "unknown")] == [0, 0, 0, 0]
    assert "CANARY" not in run("activities", "--json").out
    kept = [f for f in tmp_path.rglob("*") if f.is_file() and shop not in f.parents]
    assert kept
    assert not any(b"CANARY" in f.read_bytes() or b"bob@example.com <" in f.read_bytes() for f in kept)


def test_a_repository_cannot_make_git_run_its_own_programs(run: Run, shop: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "pager.log", "gpg.program", "diff.external", "core.sshCommand", "core.editor"):
        git(shop, "config", key, str(trap))
    git(shop, "config", "log.showSignature", "true")
    git(shop, "config", "alias.log", f"!{trap}")
    assert run("commits", shop, GIT_DIR="/nonexistent", GIT_TRACE=str(tmp_path / "sprung")).code == 0
    assert not (tmp_path / "sprung").exists()


def test_what_is_no_repository_is_said_and_does_not_stop_the_others(run: Run, shop: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run("commits", tmp_path / "empty")
    assert (done.code, done.out) == (2, "")
    assert "not a git repository" in done.err
    done = run("sync", "git", tmp_path / "empty", tmp_path / "none", shop, "-f", "csv")
    assert (done.code, [row["status"] for row in done.rows]) == (1, ["failed", "failed", "new"])


def test_a_repository_without_a_commit_is_no_error(run: Run, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "young")
    done = run("sync", "git", "young", "-f", "csv")
    assert done.code == 0
    assert "no commit" in done.err


@pytest.mark.parametrize(
    ("trailer", "category"),
    [
        ("Claude <noreply@anthropic.com>", "with_ai"),
        ("Cursor <CursorAgent@cursor.com>", "with_ai"),
        ("aider (anthropic/claude-x) <aider@somewhere.example>", "with_ai"),
        ("Copilot <198982749+Copilot@users.noreply.github.com>", "with_ai"),
        ("claude[bot] <209825114+claude[bot]@users.noreply.github.com>", "with_ai"),
        ("chatgpt-codex-connector[bot] <1+chatgpt-codex-connector[bot]@users.noreply.github.com>", "with_ai"),
        ("renovate[bot] <29139614+renovate[bot]@users.noreply.github.com>", "automated"),
        ("GitHub <noreply@github.com>", "automated"),
        ("Claudia <claudia@example.com>", "with_people"),
        ("Renee Novate <renee@renovate.example>", "with_people"),
        ("Ana Other <ANA@example.com>", "alone"),
        ("", "alone"),
    ],
)
def test_a_trailer_tells_what_its_co_author_is(trailer: str, category: str) -> None:
    assert category_of("ana@example.com", [trailer]) == (category, 0)


def test_a_program_that_names_the_person_it_worked_for_worked_with_nobody_else() -> None:
    devin = "158243242+devin-ai-integration[bot]@users.noreply.github.com"
    assert category_of(devin, ["Ana <ana@example.com>"]) == ("with_ai", 0)
    assert category_of(devin, ["Ana <ana@example.com>", "Bob <bob@example.com>"]) == ("with_people+with_ai", 0)


def test_everybody_named_has_a_part() -> None:
    trailers = ["Bob <bob@example.com>", "Claude <noreply@anthropic.com>", "x <x[bot]@users.noreply.github.com>", "Claude"]
    assert category_of("ana@example.com", trailers) == (f"{Part.PEOPLE}+{Part.AI}+{Part.AUTOMATED}", 1)

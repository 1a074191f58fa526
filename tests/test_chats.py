"""Exports of AI chats: files broken in the usual ways, exports that overlap, and what must not be taken for one."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connratio.importers.chats import chatgpt, claude_ai, gemini, lm_studio, open_webui, stream
from connratio.importers.chats.importer import Chats
from connratio.importers.contract import Head, Options, Source
from connratio.importers.members import Unpacker
from connratio.importers.reading import Reading, read_files
from connratio.importers.registry import recognised
from connratio.model.activities import NAT

OPTIONS = Options(ZoneInfo("Europe/Berlin"), date(2026, 3, 3))
CASES = Path(__file__).parent / "cases"
IMPORTERS: dict[str, Chats] = {
    "chatgpt/branches": chatgpt.ChatGptImporter(),
    "claude-ai/two-accounts": claude_ai.ClaudeAiImporter(),
    "gemini/my-activity": gemini.GeminiImporter(),
    "open-webui/export": open_webui.OpenWebUiImporter(),
    "lm-studio/conversation": lm_studio.LmStudioImporter(),
}
START = 1_772_442_845


def example(case: str) -> bytes:
    return (CASES / case / "input.json").read_bytes()


def source(data: bytes, name: str = "conversations.json") -> Source:
    return Source(name, lambda: data)


def acts(importer: Chats, *files: bytes) -> list[int]:
    """The instants of a person's acts (epoch ms) when these files are read together."""
    (batch,) = importer.gather([source(data, f"{i}.json") for i, data in enumerate(files)], OPTIONS)
    table = batch.activities
    return sorted(table["end"][table["evidence"].among("ai")].tolist())


def gpt(uid: str, nodes: Sequence[Any]) -> dict[str, Any]:
    return {"conversation_id": uid, "create_time": START, "mapping": {f"{uid}-{i}": node for i, node in enumerate(nodes)}}


def said(role: str, at: float | None) -> dict[str, Any]:
    return {"message": {"author": {"role": role}, "create_time": at, "content": {"content_type": "text", "parts": ["CANARY"]}}}


@pytest.mark.parametrize("case", IMPORTERS)
def test_an_export_is_recognised_by_what_is_in_it_and_by_no_other_importer(case: str) -> None:
    data = example(case)
    for name in ("conversations.json", "x", "notes.txt"):
        importer, _ = recognised(Head(name, data[:65536]))
        assert importer is not None
        assert importer.name == IMPORTERS[case].name
    compact = json.dumps(json.loads(data)).encode()
    assert [i.name for i in IMPORTERS.values() if i.recognises(Head("x", compact))] == [IMPORTERS[case].name]


@pytest.mark.parametrize(
    "text",
    [
        '[{"start": "2026-03-02T09:00:00Z", "end": "2026-03-02T10:00:00Z", "title": "mapping"}]',
        '{"mapping": {"a": 1}}',
        '[{"header": "Search", "title": "Searched for Gemini", "time": "2026-03-02T09:00:00Z", "products": ["Search"]}]',
        '{"createdAt": 1772442845, "messages": []}',
        '{"messages": [{"role": "user", "content": "chat", "timestamp": 1772442845}]}',
        '[{"id": 1, "chat": {"title": "x"}, "user_id": 3}]',
    ],
)
def test_other_json_is_left_to_others(text: str) -> None:
    assert [i.name for i in IMPORTERS.values() if i.recognises(Head("conversations.json", text.encode()))] == []


def test_braces_in_a_prompt_and_attachments_before_the_time_do_not_hide_a_takeout() -> None:
    record = {
        "header": "Gemini Apps", "title": 'Prompted CANARY {"a": [1]}', "subtitles": [{"name": "Attached 1 file. CANARY"}],
        "time": "2026-03-02T09:14:05.120Z", "products": ["Gemini Apps"],
    }  # fmt: skip
    importer, _ = recognised(Head("My Activity.json", json.dumps([record]).encode()))
    assert importer is not None
    assert importer.name == "gemini"


def test_a_conversation_called_like_a_part_of_an_export_is_no_manifest() -> None:
    named = {**gpt("a", [said("user", START)]), "title": "conversations-007.json"}
    assert acts(IMPORTERS["chatgpt/branches"], json.dumps([named]).encode()) == [1000 * START]


@pytest.mark.parametrize("case", IMPORTERS)
@settings(max_examples=40)
@given(share=st.floats(0, 1))
def test_a_download_that_stopped_anywhere_gives_only_what_the_whole_gives(case: str, share: float) -> None:
    data, importer = example(case), IMPORTERS[case]
    part = data[: int(len(data) * share)]
    (batch,) = importer.gather([source(part)], OPTIONS)
    assert set(acts(importer, part)) <= set(acts(importer, data))
    assert batch.problems or part.rstrip() == data.rstrip()


@pytest.mark.parametrize("case", IMPORTERS)
@settings(max_examples=60)
@given(at=st.floats(0, 1), byte=st.sampled_from([b'"', b"{", b"}", b"[", b"]", b",", b"\\", b"\xff", b"\0", b"9"]))
def test_a_damaged_byte_never_raises(case: str, at: float, byte: bytes) -> None:
    data = example(case)
    place = int(len(data) * at)
    (batch,) = IMPORTERS[case].gather([source(data[:place] + byte + data[place + 1 :])], OPTIONS)
    assert (batch.activities["start"] != NAT).all()


def test_a_message_that_is_no_json_costs_only_itself() -> None:
    whole = [
        gpt("a", [said("user", START), said("assistant", START + 9), said("user", START + 60)]),
        gpt("b", [said("user", START + 900)]),
    ]
    text = json.dumps(whole)
    for broken in (
        text.replace(f"{START + 9}", "NaN"),
        text.replace(f"{START + 9}", '"x" "y"'),
        text.replace(f"{START + 9}", "{}"),
    ):
        assert broken != text
        assert acts(IMPORTERS["chatgpt/branches"], broken.encode()) == [1000 * (START + s) for s in (0, 60, 900)]


def test_a_quote_that_is_missing_does_not_swallow_the_conversations_behind_it() -> None:
    whole = [gpt(c, [said("user", START + i * 3600)]) for i, c in enumerate("abcd")]
    text = "[" + ",\n".join(json.dumps(c) for c in whole) + "]"
    broken = text.replace('"conversation_id": "b"', '"conversation_id: "b"', 1)
    assert broken != text
    assert acts(IMPORTERS["chatgpt/branches"], broken.encode()) == [1000 * (START + i * 3600) for i in (0, 2, 3)]


@pytest.mark.parametrize("size", [64, 700, 5000])
@pytest.mark.parametrize("case", IMPORTERS)
def test_the_size_of_the_pieces_in_which_a_file_is_read_changes_nothing(
    case: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(data: bytes) -> tuple[str, list[Any], dict[str, int]]:
        (batch,) = IMPORTERS[case].gather([source(data)], OPTIONS)
        problems = [(p.code, p.line, p.message) for p in batch.problems]
        return (
            batch.activities.without("origin").pandas().to_csv() + "".join(batch.activities["origin"]),
            problems,
            dict(batch.skipped),
        )

    data = example(case)
    texts = [data, json.dumps(json.loads(data)).encode(), data[: len(data) * 2 // 3], data.replace(b'"CANARY', b'CANARY"', 3)]
    expected = [told(text) for text in texts]
    monkeypatch.setattr(stream, "PIECE", size)
    assert [told(text) for text in texts] == expected


@pytest.mark.parametrize(
    ("first", "message"),
    [
        ('{"uuid": "c", "name": "CANARY \\\\\\" }, {", "chat_messages": [', '{"uuid": "m", "text": "CANARY", "sender": "human"}'),
        ('{"title": null, "create_time": 1.5, "chat_messages": [', '{"title": "CANARY", "url": "CANARY"}'),
        ('{"chat_messages": [', '{"uuid": "m", "text": "CANARY"}'),
    ],
)
def test_messages_that_begin_like_conversations_are_no_ends_of_them(first: str, message: str) -> None:
    whole = f"{first}{', '.join([message] * 300)}]}}"
    records = stream.Records(io.BytesIO(f"[{', '.join([whole] * 5)}]".encode()), msgspec.json.Decoder(claude_ai.Conversation))
    assert [len(found.chat_messages) for _, _, found in records if found is not None] == [300] * 5
    assert records.rest == b""


def test_half_characters_that_json_may_hold_are_no_damage() -> None:
    text = json.dumps([gpt("a", [said("user", START)])]).replace("CANARY", "\\ud83d CANARY")
    (batch,) = IMPORTERS["chatgpt/branches"].gather([source(text.encode())], OPTIONS)
    assert batch.problems == ()
    assert len(batch.activities) == 1


def test_an_older_and_a_newer_export_count_each_message_once() -> None:
    first = gpt("5f0c9a34-0000-4000-8000-000000000001", [said("user", START), said("assistant", START + 20)])
    grown = {**first, "mapping": {**first["mapping"], "x" * 36: said("user", START + 7200)}}
    old, new = json.dumps([first]).encode(), json.dumps([grown]).encode()
    alone = acts(IMPORTERS["chatgpt/branches"], new)
    assert acts(IMPORTERS["chatgpt/branches"], old, new) == acts(IMPORTERS["chatgpt/branches"], new, old) == alone
    assert alone == [1000 * START, 1000 * (START + 7200)]


def test_two_accounts_in_two_exports_are_one_persons_and_in_one_export_two_peoples() -> None:
    importer = IMPORTERS["claude-ai/two-accounts"]
    own, other = json.loads(example("claude-ai/two-accounts"))
    apart = [source(json.dumps([c]).encode(), f"{i}.json") for i, c in enumerate((own, other))]
    (mine,), (teams,) = importer.gather(apart, OPTIONS), importer.gather([source(example("claude-ai/two-accounts"))], OPTIONS)
    assert set(mine.activities["person"]) == {""}
    assert set(teams.activities["person"]) == {"acc-1", "acc-2"}


def test_names_that_are_not_unique_in_the_world_are_no_copies() -> None:
    one, other = ({"conversation_id": c, "mapping": {"n1": said("user", START)}} for c in ("a", "b"))
    assert acts(IMPORTERS["chatgpt/branches"], json.dumps([one, other]).encode()) == [1000 * START, 1000 * START]


@settings(max_examples=20)
@given(st.permutations(range(6)))
def test_the_order_of_files_and_conversations_changes_nothing(order: list[int]) -> None:
    files = [
        json.dumps([gpt(f"c{i}", [said("user", START + 100 * i), said("assistant", START + 100 * i + 7)])]) for i in range(6)
    ]
    expected = acts(IMPORTERS["chatgpt/branches"], *(f.encode() for f in files))
    assert acts(IMPORTERS["chatgpt/branches"], *(files[i].encode() for i in order)) == expected


def test_of_an_archive_only_what_is_read_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked = []
    whole = Unpacker._stream  # noqa: SLF001  # what is counted here is told by nothing else

    def counted(self: Any, member: zipfile.ZipInfo) -> Any:
        unpacked.append(member.filename)
        return whole(self, member)

    monkeypatch.setattr(Unpacker, "_stream", counted)
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        text = json.dumps([gpt("a", [said("user", START)])]).replace("CANARY", "CANARY " * 50_000)
        archive.writestr("conversations.json", text)
        archive.writestr("picture.png", b"\x89PNG" + bytes(range(256)) * 4000)
    assert len(read_files([tmp_path / "export.zip"], OPTIONS).activities) == 1
    assert unpacked == ["conversations.json"]


def test_a_large_member_that_is_damaged_is_said_and_hides_no_other(tmp_path: Path) -> None:
    file = tmp_path / "export.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for i, uid in enumerate("ab"):
            archive.writestr(
                f"conversations-00{i}.json", json.dumps([gpt(uid, [said("user", START)])]).replace("CANARY", "CANARY " * 50_000)
            )
    data = bytearray(file.read_bytes())
    data[200_000] ^= 1
    file.write_bytes(data)
    found = read_files([file], OPTIONS)
    assert found.activities["session"].tolist() == ["b"]
    assert [(p.code, p.file) for p in found.problems] == [("C107", "conversations-000.json")]


def test_lm_studio_without_times_of_its_own_has_two_points_at_its_beginning_and_at_the_files_last_change(tmp_path: Path) -> None:
    whole = json.loads(example("lm-studio/conversation"))
    del whole["userLastMessagedAt"], whole["assistantLastMessagedAt"]
    file = tmp_path / "1772442845120.conversation.json"
    file.write_text(json.dumps(whole))
    os.utime(file, (START + 7200, START + 7200))
    found = read_files([file], OPTIONS)
    assert rows(found) == [("ai", 1000 * START + 120, "probable prompt"), ("ai", 1000 * (START + 7200), "probable prompt")]


def rows(reading: Reading) -> list[tuple[str, int, str]]:
    table = reading.activities
    return list(zip(table["evidence"], table["end"].tolist(), table["category"], strict=True))


@pytest.mark.parametrize(
    "kind", [chatgpt.Conversation, claude_ai.Conversation, gemini.Record, open_webui.Conversation, lm_studio.Conversation]
)
def test_what_is_decoded_names_no_field_with_content(kind: type[msgspec.Struct]) -> None:
    _, parts = msgspec.json.schema_components([kind])
    named = {field for part in parts.values() for field in part.get("properties", {})}
    assert named
    assert not named & {"parts", "text", "title", "name", "html", "summary", "systemPrompt", "extracted_content", "attachedFiles"}

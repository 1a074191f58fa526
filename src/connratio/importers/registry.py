"""Which importers there are, and which of them a file belongs to. Plug-ins join through the entry-point group below."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from itertools import chain
from typing import Final

from connratio.importers.contract import Head, Importer
from connratio.model.problems import Problem, UsageError

GROUP: Final = "connratio.importers"
ALIASES: Final = {
    **dict.fromkeys(("csv", "tsv", "json", "ndjson", "parquet", "xlsx"), "table"), "ical": "ics", "icalendar": "ics", "aw": "activitywatch",
    "copilot-cli": "copilot", "kilo": "opencode", "qwen": "qwen-code",
}  # fmt: skip

CALENDARS: Final = (
    "ics.reader:IcsImporter",
    "google.reader:GoogleImporter",
    "graph.reader:GraphImporter",
    "outlook.reader:OutlookImporter",
)
"""Calendars, as module:class below this package. In each group the most particular come first."""
ASSISTANTS: Final[tuple[str, ...]] = (
    "claude_code.reader:ClaudeCodeImporter",
    "qwen.reader:QwenImporter",
    "codex.reader:CodexImporter",
    "gemini.reader:GeminiImporter",
    "copilot.reader:CopilotImporter",
    "aider.reader:AiderImporter",
    "opencode.reader:OpencodeImporter",
    "llm.reader:LlmImporter",
    "cursor.reader:CursorImporter",
    "chats.chatgpt:ChatGptImporter",
    "chats.claude_ai:ClaudeAiImporter",
    "chats.gemini:GeminiImporter",
    "chats.open_webui:OpenWebUiImporter",
    "chats.lm_studio:LmStudioImporter",
)
"""Logs and exports of AI assistants."""
TOOLS: Final = (
    "activitywatch.reader:ActivityWatchImporter",
    "wakatime.reader:WakaTimeImporter",
    "rescuetime.reader:RescueTimeImporter",
    "watchers.tockler:TocklerImporter",
    "watchers.manictime:ManicTimeCsv",
    "watchers.arbtt:ArbttImporter",
    "watchers.screentime:ScreenTimeImporter",
    "git.reader:GitLogImporter",
)
"""Logs of tools, and time trackers."""
TIMERS: Final = (
    "timers.toggl:TogglCsv",
    "timers.clockify:ClockifyCsv",
    "timers.kimai:KimaiCsv",
    "timers.watson:WatsonCsv",
    "timers.worklog:Worklog",
    "timers.toggl_json:TogglJson",
    "timers.kimai_json:KimaiJson",
    "timers.watson:Watson",
    "timers.superproductivity:SuperProductivity",
    "timers.timewarrior:Timewarrior",
    "timers.klog:Klog",
    "timers.gtimelog:Gtimelog",
    "timers.timeclock:Timeclock",
    "timers.timedot:Timedot",
)
"""Time trackers, in which people wrote down both sides themselves."""
SELF: Final = ("pulse:PulseImporter",)
"""What people say of themselves: no activities."""
GENERAL: Final = ("unknown_database:DatabaseImporter", "table.reader:TableImporter")
"""What takes any database or table, asked last."""


def builtin() -> tuple[Importer, ...]:
    """The importers that ship with connratio, the most particular first."""
    return tuple(_builtin())


def _builtin() -> Iterator[Importer]:
    """The same, each loaded when it is asked for: most files belong to one of the first."""
    return map(_made, (*CALENDARS, *ASSISTANTS, *TOOLS, *TIMERS, *SELF, *GENERAL))


def assistants() -> Iterator[Importer]:
    """Those for logs and exports of AI assistants, each loaded when it is asked for."""
    return map(_made, ASSISTANTS)


@cache
def _made(place: str) -> Importer:
    module, _, name = place.partition(":")
    importer: Importer = getattr(import_module(f"connratio.importers.{module}"), name)()
    return importer


@cache
def plugins() -> tuple[tuple[Importer, ...], tuple[Problem, ...]]:
    """The importers of other packages, and what kept any of them from loading."""
    found: list[Importer] = []
    problems: list[Problem] = []
    for point in entry_points(group=GROUP):
        who = f"{point.name} ({point.dist.name} {point.dist.version})" if point.dist else point.name
        try:
            made = point.load()
            importer = made() if isinstance(made, type) else made
        except Exception as error:  # noqa: BLE001  # whatever a foreign package does, the other sources still count
            problems.append(Problem("C113", f"plug-in {who} cannot be loaded: {type(error).__name__}"))
            continue
        if isinstance(importer, Importer):
            found.append(importer)
        else:
            problems.append(Problem("C113", f"plug-in {who} is no importer: it needs name, recognises and read"))
    return tuple(found), tuple(problems)


def importers() -> tuple[Importer, ...]:
    """All importers in the order in which they are asked: plug-ins first, the general table last."""
    return (*plugins()[0], *builtin())


def named(name: str) -> Importer:
    """The importer of this name or alias. Raises UsageError with the names there are."""
    wanted = ALIASES.get(name.lower(), name.lower())
    for importer in importers():
        if importer.name == wanted:
            return importer
    known = ", ".join(sorted({i.name for i in importers()} | set(ALIASES)))
    raise UsageError(f"no importer is called {name!r}", f"names are {known}")


def recognised(head: Head) -> tuple[Importer | None, list[Problem]]:
    """The first importer that recognises the head, and the plug-ins that failed on it."""
    problems: list[Problem] = []
    for importer in chain(plugins()[0], _builtin()):
        try:
            if importer.recognises(head):
                return importer, problems
        except Exception as error:  # noqa: BLE001  # contained for the same reason as above
            problems.append(Problem("C113", f"importer {importer.name} failed to recognise: {type(error).__name__}", head.name))
    return None, problems

"""C3: configuration; C4: rules; C9: our own failures."""

from __future__ import annotations

from typing import Final

from connratio.model.catalogue.entry import Entry

ENTRIES: Final[dict[str, Entry]] = {
    "C301": Entry(
        "error",
        "the configuration cannot be used",
        "correct the place named; connratio schema config prints every key",
        "A key is unknown or a value has the wrong form. Nothing was measured, because a mistyped key that is ignored would "
        "change numbers silently.",
    ),
    "C401": Entry(
        "error",
        "a rule cannot be used",
        "correct the rule; patterns are RE2 regular expressions",
        "A rule has an unknown condition, kind or mode, or its pattern is no valid RE2 expression.",
    ),
    "C901": Entry(
        "error",
        "an importer failed unexpectedly",
        "please report it, with --debug for the details",
        "This is a defect of connratio. It was contained: the file is not counted, everything else is.",
    ),
}

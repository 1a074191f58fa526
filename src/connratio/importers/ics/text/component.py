"""The properties of one VEVENT: of most by the quick scanner; of one that holds anything unexpected by the icalendar package."""

from __future__ import annotations

from connratio.importers.ics.text.blocks import Block
from connratio.importers.ics.text.fields import Fields, fields_of
from connratio.importers.ics.text.lines import quick_line


class Component:
    """A VEVENT whose text is looked at as often as somebody asks for properties. What is not asked for costs next to nothing.

    `certain` says whether the letters of its text are. `n_bad` are its lines that are no properties at all.
    """

    __slots__ = ("_whole", "block", "certain", "n_bad", "text")

    def __init__(self, block: Block) -> None:
        """Nothing but the text is looked at yet."""
        self.block = block
        self.text, self.certain = block.text()
        self.n_bad = 0
        self._whole: Fields | None = None

    @property
    def odd(self) -> bool:
        """Whether anything unexpected was met, so that the package has read all of it."""
        return self._whole is not None

    def fields(self, wanted: frozenset[str]) -> Fields:
        """The wanted properties by name, in the order of the text; of an odd component all that any reader asks for."""
        if self._whole is None:
            found, n_unexpected = fields_of(self.text, wanted, quick_line)
            if not n_unexpected:
                return found
        return self.whole()

    def whole(self) -> Fields:
        """All properties as icalendar reads them, from now on: somebody met a value that the quick scanner does not know."""
        if self._whole is None:
            from connratio.importers.ics.text.whole import whole

            self._whole, self.n_bad = whole(self.text)
        return self._whole

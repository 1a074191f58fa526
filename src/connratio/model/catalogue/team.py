"""C85, C86: the people directory and the sources of a team audit."""

from __future__ import annotations

from typing import Final

from connratio.model.catalogue.entry import Entry

ENTRIES: Final[dict[str, Entry]] = {
    "C850": Entry(
        "error",
        "a person without id and email",
        "give every line of the people directory an id or an address",
        "Without one nothing can be matched with the person. The line is left out and counted.",
    ),
    "C851": Entry(
        "warning",
        "the same person again",
        "remove the line from the people directory",
        "Two lines say the same; the person counts once.",
    ),
    "C852": Entry(
        "error",
        "a person in two teams",
        "keep one line for the person",
        "Whoever stands in two teams would be counted twice. The person is left out of every group, and counted as left out.",
    ),
    "C853": Entry(
        "error",
        "two lines about one person that differ",
        "keep one line for the person",
        "The lines agree on the groups but not on the rest, and nothing is guessed. The person is left out and counted.",
    ),
    "C854": Entry(
        "error",
        "an address or alias that two people share",
        "give the address to the one whose it is",
        "A calendar under it could be either's. Both are left out and counted, since nothing is guessed.",
    ),
    "C855": Entry(
        "error",
        "a manager who is not in the directory",
        "add the manager, or leave the cell empty",
        "The person is left out and counted: their place in the organisation is unknown.",
    ),
    "C856": Entry(
        "error",
        "people who manage each other in a circle",
        "correct the column manager",
        "Levels, spans and reach have no meaning in a circle. Its people are left out and counted.",
    ),
    "C857": Entry(
        "error",
        "start and end that are no dates in this order",
        "write dates as 2026-03-02; the end is the day after the last one",
        "When the person belongs to the organisation is unknown. The person is left out and counted.",
    ),
    "C858": Entry(
        "warning",
        "a group under more than one parent",
        "give the groups different names, or correct the lines that differ",
        "Companies or departments overlap. The groups are counted apart, each under its own parent, which stands behind the name.",
    ),
    "C859": Entry(
        "info",
        "a column that is not used",
        "check its spelling; the reference of audit lists the columns",
        "The people directory has a column that connratio does not know. It was not looked at.",
    ),
    "C860": Entry(
        "warning",
        "a person without a team",
        "fill the column team",
        "The person counts in the groups that the line names, and in no team.",
    ),
    "C861": Entry(
        "info",
        "a team of one",
        "nothing to do; its figures count in the groups above it",
        "A team of one is a person. Nothing of it is ever shown by itself.",
    ),
    "C862": Entry(
        "info",
        "nobody has a manager",
        "fill the column manager to see spans of control, coverage of one-to-ones and reach",
        "Without managers these measures are undefined; all others are not touched.",
    ),
    "C863": Entry(
        "warning",
        "an owner who is not in the directory",
        "add the person to the people directory, or the address to their aliases",
        "The calendar, or rows of a table, are of somebody whom the people directory does not have. They are left out and counted.",
    ),
    "C864": Entry(
        "warning",
        "a file of which nothing says whose it is",
        "name it, or the folder that it is in, after the person's id or address",
        "Neither a person column nor a calendar beside it nor its name tells the person. Nothing is guessed: it is left out and counted.",
    ),
    "C865": Entry(
        "info",
        "people of whom no file was found",
        "nothing to do; coverage says how much of a group is seen",
        "They are in the people directory, but nothing of theirs was read. They count as members, never as active.",
    ),
    "C866": Entry(
        "warning",
        "a row with a number or date that cannot be",
        "correct the row, or export the query again",
        "Hours of a week lie between 0 and 168, and a row needs a date. The row is left out and counted.",
    ),
    "C867": Entry(
        "warning",
        "a part that is longer than its whole",
        "ask for the query's definitions, or export it again",
        "The table contradicts itself: meetings are longer than all collaboration, or attendees' hours than length times attendees. "
        "The figures of a person query count as they stand; of a meeting query the hours are length times attendees.",
    ),
    "C868": Entry(
        "warning",
        "two rows of one person and time, or of one meeting, that differ",
        "export the query again",
        "Which row holds is unknown. The person's week is left out and counted; of a meeting the first row holds.",
    ),
    "C869": Entry(
        "warning",
        "no week in which five people are active",
        "check the folder, and whether the people directory has the owners' addresses",
        "Fewer than five people were active in every week that is over, so that nothing can be shown.",
    ),
}

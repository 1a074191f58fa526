"""The smallest honest document of every time tracker, as a list of entries that can be put in any order."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Form:
    """How a document is put together: `head`, the entries joined, `tail`. `bad` are entries from which nothing must count,
    `running` one that has no end; `stays` are the lines of a document that must not be moved.
    """

    name: str
    file: str
    head: str
    good: tuple[str, ...]
    bad: dict[str, str] = field(default_factory=dict)
    running: str = ""
    joint: str = "\n"
    tail: str = "\n"
    delimiter: str = ""
    kept: int = -1

    def document(self, *entries: str) -> str:
        return self.head + self.joint.join(entries or self.good) + self.tail

    @property
    def n_kept(self) -> int:
        """How many activities the good entries make."""
        return len(self.good) if self.kept < 0 else self.kept


def _toggl(start: str, end: str, length: str, what: str = "Café") -> str:
    return (
        f"Robin,r@example.test,Acme,Atlas,,{what},No,{start.replace(' ', ',') or ','},{end.replace(' ', ',') or ','},{length},x"
    )


def _clockify(start: str, end: str, length: str, what: str = "Café") -> str:
    return f"Ops,,{what},,Ana,,a@example.test,,No,{start.replace(' ', ',') or ','},{end.replace(' ', ',') or ','},{length},"


def _v9(start: str, stop: str, seconds: object, what: str = "Café") -> str:
    return f'{{"workspace_id":1,"description":"{what}","start":{start},"stop":{stop},"duration":{seconds}}}'


def _kimai(begin: str, end: str, seconds: object, what: str = "Café") -> str:
    return f'{{"activity":1,"description":"{what}","begin":{begin},"end":{end},"duration":{seconds}}}'


def _timew(start: str, end: str = "") -> str:
    return f'{{"start":"{start}"' + (f',"end":"{end}"' if end else "") + ',"tags":["Café"]}'


DAY = "2026-03-02"
TOGGL = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags\n"
CLOCKIFY = (
    "Project,Client,Description,Task,User,Group,Email,Tags,Billable,Start Date,Start Time,End Date,End Time,Duration (h),X\n"
)
KIMAI = "Date,From,To,Duration,User,Customer,Project,Activity,Description,Tags\n"

FORMS = (
    Form(
        "toggl",
        "toggl.csv",
        TOGGL,
        tuple(_toggl(f"{DAY} {h:02}:00:00", f"{DAY} {h:02}:30:00", "00:30:00", f"Café {h}") for h in range(8, 14)),
        {
            "zero": _toggl(f"{DAY} 15:00:00", f"{DAY} 15:00:00", "00:00:00"),
            "reversed": _toggl(f"{DAY} 15:00:00", f"{DAY} 14:00:00", "01:00:00"),
            "year 1": _toggl("0001-01-01 09:00:00", "0001-01-01 10:00:00", "01:00:00"),
            "year 9999": _toggl("9999-12-31 23:00:00", "9999-12-31 23:30:00", "00:30:00"),
            "year 2106": _toggl("2106-02-07 09:00:00", "2106-02-07 10:00:00", "01:00:00"),
            "nan": _toggl(f"{DAY} 15:00:00", "", "NaN"),
            "infinity": _toggl(f"{DAY} 15:00:00", "", "Infinity"),
            "no times": _toggl("", "", ""),
        },
        _toggl(f"{DAY} 16:00:00", "", "-00:00:01"),
        delimiter=",",
    ),
    Form(
        "clockify",
        "clockify.csv",
        CLOCKIFY,
        tuple(_clockify(f"13/03/2026 {h:02}:00", f"13/03/2026 {h:02}:30", "0:30", f"Café {h}") for h in range(8, 14)),
        {
            "zero": _clockify("13/03/2026 15:00", "13/03/2026 15:00", "0:00"),
            "reversed": _clockify("13/03/2026 15:00", "13/03/2026 14:00", "1:00"),
            "year 1": _clockify("13/03/0001 15:00", "13/03/0001 16:00", "1:00"),
            "year 9999": _clockify("31/12/9999 23:00", "31/12/9999 23:30", "0:30"),
            "year 2106": _clockify("13/03/2106 15:00", "13/03/2106 16:00", "1:00"),
            "infinity": _clockify("13/03/2026 15:00", "", "Infinity"),
        },
        _clockify("13/03/2026 16:00", "", ""),
        delimiter=",",
    ),
    Form(
        "kimai",
        "kimai.csv",
        KIMAI,
        tuple(f"{DAY},{h:02}:00,{h:02}:30,0:30,ana,Acme,Atlas,Support,Café {h}," for h in range(8, 14)),
        {
            "zero": f"{DAY},15:00,15:00,0:00,ana,Acme,Atlas,Support,Café,",
            "year 1": "0001-01-01,15:00,16:00,1:00,ana,Acme,Atlas,Support,Café,",
            "year 9999": "9999-12-31,23:00,01:00,2:00,ana,Acme,Atlas,Support,Café,",
            "year 2106": "2106-02-07,15:00,16:00,1:00,ana,Acme,Atlas,Support,Café,",
            "nan": f"{DAY},15:00,,NaN,ana,Acme,Atlas,Support,Café,",
        },
        f"{DAY},16:00,,0:00,ana,Acme,Atlas,Support,Café,",
        delimiter=",",
    ),
    Form(
        "watson-csv",
        "watson.csv",
        "id,start,stop,project,tags\n",
        tuple(f"0a1b2c{h:02},{DAY} {h:02}:00:00,{DAY} {h:02}:30:00,café," for h in range(8, 14)),
        {
            "zero": f"0a1b2c3,{DAY} 15:00:00,{DAY} 15:00:00,café,",
            "reversed": f"0a1b2c3,{DAY} 15:00:00,{DAY} 14:00:00,café,",
            "year 9999": "0a1b2c3,9999-12-31 15:00:00,9999-12-31 16:00:00,café,",
        },
        f"0a1b2c3,{DAY} 16:00:00,,café,",
        delimiter=",",
    ),
    Form(
        "super-productivity-csv",
        "worklog.csv",
        "Date;Start;End;Worked;Titles\n",
        tuple(f"2026-03-{d:02};09:00;17:00;1h {d}m;Café {d}" for d in range(2, 8)),
        {
            "zero": "2026-03-02;09:00;17:00;-;Café",
            "negative": "2026-03-02;09:00;17:00;-1h 5m;Café",
            "year 1": "0001-01-01;09:00;17:00;1h;Café",
            "year 9999": "9999-12-31;09:00;17:00;1h;Café",
            "nan": "2026-03-02;09:00;17:00;NaN;Café",
        },
    ),
    Form(
        "toggl-json",
        "toggl.json",
        "[",
        tuple(_v9(f'"{DAY}T{h:02}:00:00Z"', f'"{DAY}T{h:02}:30:00Z"', 1800, f"Café {h}") for h in range(8, 14)),
        {
            "zero": _v9(f'"{DAY}T15:00:00Z"', f'"{DAY}T15:00:00Z"', 0),
            "reversed": _v9(f'"{DAY}T15:00:00Z"', f'"{DAY}T14:00:00Z"', 60),
            "year 1": _v9('"0001-01-01T15:00:00Z"', '"0001-01-01T16:00:00Z"', 3600),
            "year 9999": _v9('"9999-12-31T23:00:00Z"', '"9999-12-31T23:30:00Z"', 1800),
            "no start": _v9("null", "null", 1800),
            "no object": "7",
            "other types": _v9("[]", "{}", '"long"'),
        },
        _v9(f'"{DAY}T16:00:00Z"', "null", -1),
        joint=",\n",
        tail="]\n",
    ),
    Form(
        "kimai-json",
        "kimai.json",
        "[",
        tuple(_kimai(f'"{DAY}T{h:02}:00:00+0100"', f'"{DAY}T{h:02}:30:00+0100"', 1800, f"Café {h}") for h in range(8, 14)),
        {
            "zero": _kimai(f'"{DAY}T15:00:00+0100"', f'"{DAY}T15:00:00+0100"', 0),
            "reversed": _kimai(f'"{DAY}T15:00:00+0100"', f'"{DAY}T14:00:00+0100"', 60),
            "year 9999": _kimai('"9999-12-31T23:00:00+0100"', '"9999-12-31T23:30:00+0100"', 1800),
            "other types": _kimai("7", "7", "7"),
        },
        _kimai(f'"{DAY}T16:00:00+0100"', "null", 0),
        joint=",\n",
        tail="]\n",
    ),
    Form(
        "timewarrior",
        "timew.json",
        "[\n",
        tuple(_timew(f"20260302T{h:02}0000Z", f"20260302T{h:02}3000Z") for h in range(8, 14)),
        {
            "zero": _timew("20260302T150000Z", "20260302T150000Z"),
            "reversed": _timew("20260302T150000Z", "20260302T140000Z"),
            "year 9999": _timew("99991231T150000Z", "99991231T160000Z"),
            "no month": _timew("20261302T150000Z", "20261302T160000Z"),
        },
        _timew("20260302T160000Z"),
        joint=",\n",
        tail="\n]\n",
    ),
    Form(
        "timewarrior",
        "2026-03.data",
        "",
        tuple(f'inc 20260302T{h:02}0000Z - 20260302T{h:02}3000Z # "Café {h}"' for h in range(8, 14)),
        {
            "zero": "inc 20260302T150000Z - 20260302T150000Z # x",
            "reversed": "inc 20260302T150000Z - 20260302T140000Z # x",
            "year 1": "inc 00010101T150000Z - 00010101T160000Z # x",
            "no interval": "exc monday",
        },
        "inc 20260302T160000Z # x",
    ),
    Form(
        "watson",
        "frames",
        "[",
        tuple(f'[{1772434800 + 3600 * h}, {1772436600 + 3600 * h}, "café", "{h:032x}", [], 0]' for h in range(6)),
        {
            "zero": f'[1772470000, 1772470000, "café", "{99:032x}", [], 0]',
            "reversed": f'[1772470000, 1772460000, "café", "{99:032x}", [], 0]',
            "year 9999": f'[253402300000, 253402300799, "café", "{99:032x}", [], 0]',
            "far": f'[1e300, 1e301, "café", "{99:032x}", [], 0]',
            "other types": f'[null, null, "café", "{99:032x}", [], 0]',
        },
        joint=",\n",
        tail="]\n",
    ),
    Form(
        "klog",
        "time.klg",
        "",
        (*(f"{DAY}\n    {h}:00 - {h}:30 Café {h}\n" for h in range(8, 12)), f"{DAY}\n    45m one\n", f"{DAY}\n    1h two\n"),
        {
            "zero": f"{DAY}\n    15:00 - 15:00 x\n",
            "reversed": f"{DAY}\n    15:00 - 14:00 x\n",
            "year 1": "0001-01-01\n    15:00 - 16:00 x\n",
            "year 9999": "9999-12-31\n    15:00 - 0:30> x\n",
            "no date": "2026-02-30\n    1h x\n",
            "nan": f"{DAY}\n    NaN x\n",
        },
        f"{DAY}\n    16:00 - ? x\n",
    ),
    Form(
        "gtimelog",
        "timelog.txt",
        "",
        (f"{DAY} 08:00: arrived", *(f"{DAY} {h:02}:30: Café {h}" for h in range(8, 14))),
        {"no minute": f"{DAY} 99:99: x", "year 9999": "9999-12-31 10:00: x"},
        kept=6,
    ),
    Form(
        "timeclock",
        "x.timeclock",
        "",
        tuple(f"i {DAY} {h:02}:00:00 atlas  Café {h}\no {DAY} {h + 1:02}:00:00" for h in range(8, 14)),
        {
            "zero": f"i {DAY} 15:00:00 x\no {DAY} 15:00:00",
            "unpaired": f"o {DAY} 07:00:00",
            "year 9999": "i 9999-12-31 15:00:00 x\no 9999-12-31 16:00:00",
            "no month": "i 2026-13-01 15:00:00 x",
        },
        f"i {DAY} 16:00:00 x",
    ),
    Form(
        "timedot",
        "x.timedot",
        "",
        tuple(f"2026-03-{d:02}\natlas:café  {d}\n" for d in range(2, 8)),
        {
            "zero": f"{DAY}\natlas:x  0\n",
            "nan": f"{DAY}\natlas:x  NaN?\n",
            "no amount": f"{DAY}\natlas:x  1:30\n",
            "year 9999": "9999-12-31\natlas:x  1\n",
        },
    ),
    Form(
        "super-productivity",
        "backup.json",
        '{"task":{"ids":[],"entities":{',
        tuple(f'"t{d}":{{"id":"t{d}","title":"Café {d}","timeSpentOnDay":{{"2026-03-0{d}":{d}00000}}}}' for d in range(2, 8)),
        {
            "zero": '"z":{"id":"z","title":"x","timeSpentOnDay":{"2026-03-02":0}}',
            "negative": '"n":{"id":"n","title":"x","timeSpentOnDay":{"2026-03-02":-5}}',
            "nan": '"q":{"id":"q","title":"x","timeSpentOnDay":{"2026-03-02":NaN}}',
            "infinity": '"i":{"id":"i","title":"x","timeSpentOnDay":{"2026-03-02":1e999}}',
            "year 9999": '"y":{"id":"y","title":"x","timeSpentOnDay":{"9999-12-31":60000}}',
            "other types": '"o":{"id":"o","title":[],"timeSpentOnDay":{"2026-03-02":{}}}',
        },
        joint=",\n",
        tail="}}}\n",
    ),
)

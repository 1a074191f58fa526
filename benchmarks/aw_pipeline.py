"""ActivityWatch's own pipeline over an export: flood, filter_period_intersect, categorize, merge.

Runs in its own environment (`pip install aw-core==0.5.18 peewee==3.17.0`); the classes are those its web page ships.
"""

import json
import re
import sys
from pathlib import Path

from aw_core.models import Event
from aw_transform import categorize, filter_keyvals, filter_period_intersect, flood, merge_events_by_keys
from aw_transform.classify import Rule

CLASSES = [
    (["Work"], "Google Docs|libreoffice|ReText"),
    (["Work", "Programming"], "GitHub|Stack Overflow|BitBucket|Gitlab|vim|Spyder|kate|Ghidra|Scite"),
    (["Work", "Programming", "ActivityWatch"], "ActivityWatch|aw-"),
    (["Work", "Image"], "Gimp|Inkscape"),
    (["Work", "Video"], "Kdenlive"),
    (["Work", "Audio"], "Audacity"),
    (["Work", "3D"], "Blender"),
    (["Media", "Games"], "Minecraft|RimWorld"),
    (["Media", "Video"], "YouTube|Plex|VLC"),
    (["Media", "Social Media"], "reddit|Facebook|Twitter|Instagram|devRant"),
    (["Media", "Music"], "Spotify|Deezer"),
    (["Comms", "IM"], "Messenger|Telegram|Signal|WhatsApp|Rambox|Slack|Riot|Discord|Nheko"),
    (["Comms", "Email"], "Gmail|Thunderbird|mutt|alpine"),
]


def main(path: str) -> None:
    """Print the seconds of each category."""
    buckets = json.loads(Path(path).read_text(encoding="utf-8"))["buckets"]
    of_type = {b["type"]: [Event(**e) for e in b["events"]] for b in buckets.values()}
    windows = flood(of_type["currentwindow"])
    present = filter_keyvals(flood(of_type["afkstatus"]), "status", ["not-afk"])
    events = filter_period_intersect(windows, present)
    classes = [(name, Rule({"regex": pattern, "type": "regex", "ignore_case": True})) for name, pattern in CLASSES]
    merged = merge_events_by_keys(categorize(events, classes), ["$category"])
    for event in sorted(merged, key=lambda e: -e.duration):
        print(re.sub(r"\s+", " ", str(event.data["$category"])), event.duration)


if __name__ == "__main__":
    main(sys.argv[1])

"""Canonical names of browsers and editors, so that a tab or an editor log finds the window of its own program."""

from __future__ import annotations

import re
from typing import Final

BROWSERS: Final[dict[str, tuple[str, ...]]] = {
    "chrome": ("chrome", "google chrome", "google-chrome", "google-chrome-stable", "google chrome beta", "google chrome canary", "chromium", "chromium-browser", "com.google.chrome"),
    "firefox": ("firefox", "firefox-esr", "firefox developer edition", "firefoxdeveloperedition", "firefox nightly", "nightly", "mozilla firefox", "librewolf", "waterfox", "org.mozilla.firefox", "navigator"),
    "edge": ("msedge", "microsoft edge", "microsoft-edge", "microsoft-edge-stable", "edge"),
    "safari": ("safari", "safari technology preview", "com.apple.safari"),
    "brave": ("brave", "brave browser", "brave-browser"),
    "opera": ("opera", "opera gx", "opera stable"),
    "vivaldi": ("vivaldi", "vivaldi-stable"),
    "arc": ("arc", "company.thebrowser.browser"),
    "zen": ("zen", "zen browser", "zen-browser"),
    "orion": ("orion", "orion rc"),
    "duckduckgo": ("duckduckgo",),
    "epiphany": ("epiphany", "gnome web"),
    "falkon": ("falkon",),
    "qutebrowser": ("qutebrowser",),
    "tor": ("tor browser",),
    "dia": ("dia",),
    "comet": ("comet",),
}  # fmt: skip
EDITORS: Final[dict[str, tuple[str, ...]]] = {
    "vscode": ("code", "code - insiders", "code-insiders", "visual studio code", "vscodium", "codium", "code-oss", "vscode"),
    "cursor": ("cursor",),
    "windsurf": ("windsurf",),
    "vim": ("vim", "gvim", "nvim", "neovim", "neovide", "macvim", "nvim-qt"),
    "emacs": ("emacs", "gnu emacs", "emacs-gtk"),
    "sublime": ("sublime_text", "sublime text", "subl"),
    "zed": ("zed", "dev.zed.zed"),
    "jetbrains": (
        "idea", "idea64", "intellij idea", "jetbrains-idea", "jetbrains-idea-ce", "pycharm", "pycharm64", "jetbrains-pycharm", "jetbrains-pycharm-ce", "webstorm", "webstorm64",
        "jetbrains-webstorm", "phpstorm", "phpstorm64", "jetbrains-phpstorm", "goland", "goland64", "jetbrains-goland", "clion", "clion64", "jetbrains-clion", "rider", "rider64",
        "jetbrains-rider", "rubymine", "rubymine64", "datagrip", "datagrip64", "rustrover", "rustrover64", "jetbrains-rustrover", "android studio", "studio64", "jetbrains-studio", "fleet",
    ),
    "visualstudio": ("devenv", "visual studio", "microsoft visual studio"),
    "kate": ("kate", "org.kde.kate"),
    "atom": ("atom",),
    "obsidian": ("obsidian",),
    "rstudio": ("rstudio",),
}  # fmt: skip
FAMILIES: Final[dict[str, str]] = {
    alias: name for table in (BROWSERS, EDITORS) for name, aliases in table.items() for alias in (name, *aliases)
}


def family(app: str) -> str:
    """The canonical name of the browser or editor that `app` is, under any of its names; "" for other programs."""
    return FAMILIES.get(re.sub(r"\.(exe|app)$", "", app.strip().lower()), "")

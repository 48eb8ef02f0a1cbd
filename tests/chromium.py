"""Which Chromium is driven, and how: for the browser tests and scripts/pictures.py."""

import os
import shutil

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The shell has no windows to draw: a page costs it a third of what it costs the whole browser.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def chromium_path() -> str | None:
    """CHROMIUM_PATH, one on PATH; None: Playwright's own, which is a shell too."""
    on_path = filter(None, map(shutil.which, _NAMES))
    return os.environ.get("CHROMIUM_PATH") or next(on_path, None)

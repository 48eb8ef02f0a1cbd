"""Which Chromium is driven, and how: for the browser tests and scripts/pictures.py."""

import os
import shutil
from pathlib import Path

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    """CHROMIUM_PATH, Debian's, one on PATH; None: Playwright's own."""
    debian = "/usr/bin/chromium"
    found = os.environ.get("CHROMIUM_PATH") or (debian if Path(debian).exists() else None)
    return found or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )

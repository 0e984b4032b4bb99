"""Which Chrome or Chromium there is; as a script, gets one where that is possible.

`python -m tests.ui.chromium` never fails: without a browser the tests of the UI are skipped, and
say so. It asks only what is configured here: apt, then Playwright's own way.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
NONE = "no Chrome or Chromium here, and none could be installed: the Temporal UI is not tested"
_SECONDS = 600


def installed() -> str | None:
    """Return the path of an installed Chrome or Chromium, else of Playwright's own."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or next((one for one in ELSEWHERE if Path(one).exists()), None) or _playwrights()


def arguments() -> list[str]:
    """Return what Chromium needs where it runs: its sandbox refuses root."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _playwrights() -> str | None:
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def _ways() -> list[list[list[str]]]:
    """Return the ways to get one, each a list of commands."""
    ways = []
    if shutil.which("apt-get") and os.geteuid() == 0:
        get = ["apt-get", "-qq", "-y"]
        ways.append([[*get, "update"], [*get, "install", "chromium", "fonts-noto-cjk"]])
    ways.append([[sys.executable, "-m", "playwright", "install", "chromium"]])
    return ways


def _done(commands: list[list[str]]) -> bool:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        for words in commands:
            subprocess.run(words, check=True, capture_output=True, timeout=_SECONDS, env=quiet)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def main() -> None:
    """Get a browser unless there is one; say what was done in one line."""
    if installed():
        return
    sys.stderr.write("installing Chromium for the tests of the UI · 为界面测试安装 Chromium\n")
    if not any(_done(way) and installed() for way in _ways()):
        sys.stderr.write(f"{NONE} · 没有可用的 Chrome 或 Chromium，界面测试将跳过\n")


if __name__ == "__main__":
    main()

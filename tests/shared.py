"""The project's development data, beside this repository; not part of it, and not always there.

Tests that need it are not defined without it: nothing is skipped.
"""

from pathlib import Path

LOGS = Path(__file__).parents[2] / "shared" / "data" / "event_logs"
IS_THERE = LOGS.is_dir()

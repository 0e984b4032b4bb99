"""How fast a log becomes needs: `python -m bench.needs LOG.xes.gz [--pm4py PYTHON] [--json]`.

Each way reads the same file in a process of its own, in turns, and tells its seconds and the most
memory it held, both with and without what it takes to import. PYTHON is that of an environment with
pm4py (AGPL: it is in none of ours), which reads the log and discovers the hand-over of work and the
performance of what directly follows. Its count of pairs with two known departments is an oracle for
our hand-offs. With `--events N` a CSV of so many events, made here, is read by us as well.
"""

import argparse
import datetime as dt
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

_MEASURED = """
import json, resource, sys, time
begun = time.perf_counter()
#WAY
ready = time.perf_counter()
found = run(sys.argv[1])
ended = time.perf_counter()
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": ended - ready, "with_import": ended - begun, "mib": most} | found))
"""
_OURS = """
from pathlib import Path
from activities.log_files import read_log
from analysis.needs import needs_report
def run(file):
    read = read_log(Path(file), {})
    report = needs_report(read.table, read.placeholders, read.copies)
    return {"hand_offs": report.handoffs.count, "events": report.log.events}
"""
_PM4PY = """
import pm4py
def run(file):
    log = pm4py.read_xes(file)
    handed = pm4py.discover_handover_of_work_network(log, resource_key="org:group")
    performance = pm4py.discover_performance_dfg(log)
    group, case = log["org:group"], log["case:concept:name"]
    both = (case == case.shift()) & (group != "EMPTY") & (group.shift() != "EMPTY")
    return {"hand_offs": int((both & (group != group.shift())).sum()), "events": len(log)}
"""


def _measure(python: str, way: str, file: Path) -> dict[str, Any]:
    code = _MEASURED.replace("#WAY", way)
    ended = subprocess.run(
        [python, "-c", code, str(file)], capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise SystemExit(ended.stderr)
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return found


def _made(path: Path, events: int) -> None:
    """Write a log of cases that go through four of twelve departments, eight events each."""
    draw, begins = random.Random(1), dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    with path.open("w", encoding="utf-8") as text:
        text.write("case_id,timestamp,department,activity,status\n")
        for case in range(events // 8):
            at = begins + dt.timedelta(minutes=draw.randrange(400_000))
            for step in range(4):
                row = f"部门{draw.randrange(12)},step{step}"
                for state in ("queued", "in progress"):
                    text.write(f"C{case},{at:%Y-%m-%dT%H:%M:%S},{row},{state}\n")
                    at += dt.timedelta(minutes=int(draw.lognormvariate(5, 1)))


def main() -> None:
    """Measure and tell."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("log", type=Path)
    asked.add_argument("--pm4py", metavar="PYTHON")
    asked.add_argument("--events", type=int, default=0)
    asked.add_argument("--times", type=int, default=5)
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    ways = {"ours": (sys.executable, _OURS)}
    if given.pm4py:
        ways["pm4py"] = (given.pm4py, _PM4PY)
    found: dict[str, dict[str, Any]] = {}
    for _ in range(given.times):
        for name, (python, way) in ways.items():
            once = _measure(python, way, given.log)
            found[name] = min(found.get(name, once), once, key=lambda one: one["seconds"])
    if given.events:
        with tempfile.TemporaryDirectory() as folder:
            _made(Path(folder) / "log.csv", given.events)
            found["csv"] = _measure(sys.executable, _OURS, Path(folder) / "log.csv")
    _say(found, given.json)


def _say(found: dict[str, dict[str, Any]], as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps({"bench": "needs", "best": found}) + "\n")
        return
    for name, one in found.items():
        sys.stdout.write(
            f"{name:6} {one['events']:9,} events  {one['hand_offs']:8,} hand-offs  "
            f"{one['seconds']:7.2f} s  {one['with_import']:7.2f} s with imports  "
            f"{one['mib']:6.0f} MiB\n"
        )
    if "pm4py" in found:
        ratio = found["pm4py"]["seconds"] / found["ours"]["seconds"]
        sys.stdout.write(f"pm4py takes {ratio:.1f} times as long\n")


if __name__ == "__main__":
    main()

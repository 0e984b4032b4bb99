"""What a benchmark says at its end: a plain table, or one JSON document."""

import json
import os
import platform
import statistics
import sys
from collections.abc import Mapping, Sequence
from typing import Any


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of `values` do not exceed, in milliseconds."""
    return statistics.quantiles(values, n=100, method="inclusive")[round(share * 100) - 1] * 1000


def table(rows: Mapping[str, Sequence[float]]) -> str:
    """Return one line a row, in milliseconds, from seconds."""
    wide = max(len(name) for name in rows)
    lines = [f"{'':{wide}}      n    p50 ms    p95 ms"]
    for name, seconds in rows.items():
        half, most = percentile(seconds, 0.5), percentile(seconds, 0.95)
        lines.append(f"{name:{wide}}  {len(seconds):5}  {half:8.2f}  {most:8.2f}")
    return "\n".join(lines)


def say(
    title: str, rows: Mapping[str, Sequence[float]], found: Mapping[str, float], as_json: bool
) -> None:
    """Write the rows, in seconds, and what was found in them."""
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
    if as_json:
        told: dict[str, Any] = {"bench": title, "machine": machine, **found}
        told["rows"] = {
            name: {
                "n": len(seconds),
                "p50_ms": round(percentile(seconds, 0.5), 3),
                "p95_ms": round(percentile(seconds, 0.95), 3),
            }
            for name, seconds in rows.items()
        }
        sys.stdout.write(f"{json.dumps(told, indent=2)}\n")
        return
    lines = [f"{name}: {value:g}" for name, value in found.items()]
    sys.stdout.write("\n".join([f"{title} ({machine})", "", table(rows), "", *lines, ""]))

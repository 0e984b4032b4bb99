"""The engine starts whatever is taken, and gives up in words."""

import asyncio
from pathlib import Path

import pytest

from cli import engine
from domain.errors import BadInputError

_DIES = """#!/bin/sh
echo start >> "{count}"
[ "$(wc -l < "{count}")" -gt {times} ] && exec "{real}" "$@"
exit 2
"""


def _dying(monkeypatch: pytest.MonkeyPatch, folder: Path, times: int) -> Path:
    """Put a dev server in place that ends at once so often, as one whose port was taken does."""
    script, count = folder / "temporal", folder / "count"
    script.write_text(_DIES.format(count=count, times=times, real=engine.temporal_binary()))
    script.chmod(0o755)
    monkeypatch.setattr(engine, "temporal_binary", lambda: script)
    return count


@pytest.mark.parametrize("times", [0, 1, 2])
def test_a_port_that_is_taken_at_the_last_moment_costs_another_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, times: int
) -> None:
    count = _dying(monkeypatch, tmp_path, times)
    with engine.dev_server(tmp_path / "home", ports=(0, 0)) as running:
        client = asyncio.run(engine.connected(running))
        noted = engine.noted_engine(tmp_path / "home")
        assert noted
        assert noted["address"] == running.address == client.service_client.config.target_host
        assert noted["server"] == str(running.process.pid)
    assert len(count.read_text().split()) == times + 1
    assert engine.noted_engine(tmp_path / "home") is None


def test_one_that_never_starts_is_said_and_leaves_nothing_noted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    count = _dying(monkeypatch, tmp_path, 9)
    with (
        pytest.raises(BadInputError, match="the Temporal dev server did not start"),
        engine.dev_server(tmp_path / "home", ports=(0, 0)) as running,
    ):
        asyncio.run(engine.connected(running))
    assert len(count.read_text().split()) == 3
    assert engine.noted_engine(tmp_path / "home") is None

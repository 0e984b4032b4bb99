"""The curl session of the README, from start to closed, as it is written."""

import asyncio
import os
import re
from pathlib import Path

import httpx2
import pytest

from tests.api.killed import house
from tests.workflows.cast import until

ROOT = Path(__file__).parents[2]
IDS = {
    "README.md": ("returns-2", "stella.ahmed"),
    "README.zh-CN.md": ("onboarding-1", "zhenhua.guo"),
}


def session(readme: str) -> str:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / readme).read_text("utf-8"), re.DOTALL)
    (found,) = [block for block in blocks if "api=http" in block]
    return str(found)


async def _run(script: str, folder: Path) -> str:
    """Run it as a person would who pastes it into bash; any line that fails ends it."""
    process = await asyncio.create_subprocess_exec(
        "bash",
        "-euo",
        "pipefail",
        "-c",
        script,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(120):
        said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()


@pytest.mark.parametrize("readme", IDS)
async def test_the_session_of_the_readme_runs_from_start_to_closed(
    tmp_path: Path, readme: str
) -> None:
    id, sponsor = IDS[readme]
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in (".venv", "examples"):
        (folder / name).symlink_to(ROOT / name)
    async with house(tmp_path) as at:
        said = await _run(session(readme).replace("http://127.0.0.1:8080", at.url), folder)
        assert '"verb":"approve"' in said
        assert '"suggestions":' in said
        async with httpx2.AsyncClient(base_url=at.url, trust_env=False) as client:

            async def closed() -> bool:
                who = {"accord-as": sponsor}
                told = await client.get(f"/v1/collaborations/{id}", headers=who)
                return bool(told.json()["status"] == "closed")

            await until(closed, f"{id} to be closed")

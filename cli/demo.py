"""`accord demo`: the whole story on a real server, with one part for the newcomer."""

import asyncio
import dataclasses
import datetime as dt
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from activities.llm_endpoint import Endpoint
from activities.sources import read_document
from api.connection import Connection
from cli.demo_asking import asking, footing_of
from cli.demo_player import Player
from cli.demo_result import document, keep_folder
from cli.demo_run import Demo
from cli.engine import connected, dev_server, ended_by_signals
from cli.local_model import Chosen, Drafter, choose, llm_named, not_one_of, running
from cli.output import Console, Json, Lang, print_json, say
from domain.brief import Brief
from domain.errors import BadInputError
from domain.problems import shown
from domain.text import Bilingual, Language
from examples.organisation import write_organisation
from traces import traces
from worker import Settings, ground, log_to, serving

Auto = Annotated[bool, typer.Option("--auto", help="Script everybody · 全部由演示账号")]
Account = Annotated[
    str | None, typer.Option("--as", help="Whom you play: an account · 您扮演的账号")
]
Seed = Annotated[int | None, typer.Option(help="Another organisation · 另一家组织", min=0)]
Plant = Annotated[str, typer.Option(metavar="all|none", help="What is hidden")]
Out = Annotated[Path | None, typer.Option(help="Folder to keep · 保存到的文件夹")]

_EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
_EVERY = "PT8S"
"""The demo's evaluations come every eight seconds; a real brief says a week or a month."""

TERMINATED = 143


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo", help="The whole story, with one part for you · 完整演示，您扮演其中一人")(
        demo
    )


def demo(
    auto: Auto = False,
    account: Account = None,
    llm: Drafter = "auto",
    seed: Seed = None,
    plant: Plant = "all",
    out: Out = None,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Run the demo; nobody is asked when stdin is not a terminal."""
    _one_of(plant, "--plant", ("all", "none"))
    chosen = choose(llm_named(llm), offer=True)
    words = _words(chosen)
    say(words)
    folder = _folder(out)
    brief = _material(folder / "data", Console.language, seed, plant == "all")
    # Colleagues may look for what a worker logs, not a newcomer: it goes to a file. What traces say
    # of themselves at the end goes there too.
    with (
        (folder / "worker.log").open("w", encoding="utf-8") as log,
        traces(os.environ),
        running(chosen, folder / "model.log", needed=llm == "local") as endpoints,
    ):
        log_to(log)
        words = words if endpoints else _words(Chosen())
        alone = auto or not sys.stdin.isatty()
        try:
            told = asyncio.run(_run(folder, brief, account, endpoints, words, alone))
        except asyncio.CancelledError:
            return TERMINATED
    if as_json:
        print_json(told)
    else:
        _farewell(folder, told)
    return 0


async def _run(
    folder: Path,
    brief: Brief,
    account: str | None,
    endpoints: tuple[Endpoint, ...],
    words: Bilingual,
    alone: bool,
) -> dict[str, Any]:
    # Store, evidence and the ledger's key: all in this folder, whatever the environment names.
    own = {"ACCORD_STORE": f"sqlite+aiosqlite:///{folder / 'accord.db'}", "ACCORD_LEDGER_KEY": ""}
    own |= {"ACCORD_HOME": str(folder), "ACCORD_DATA": str(folder / "data")}
    own |= {"ACCORD_IDENTITY": "open"}  # its people are played, on a server of its own
    settings = Settings.from_environment(os.environ | own)
    with ended_by_signals(), dev_server(folder) as engine:
        client = await connected(engine)
        say(Bilingual(en=f"Temporal UI: {engine.ui}", zh=f"Temporal 界面：{engine.ui}"))
        say(brief.title)
        async with (
            ground(settings, endpoints) as opened,
            serving(client, opened, settings),
        ):
            player = None if alone else Player(engine.ui, str(folder))
            me = account or brief.sponsor
            reached = Connection(client, engine.address, engine.ui, opened.engine, opened.signer)
            stood = footing_of(dataclasses.replace(reached, surface="api"), settings)
            async with asking(stood, Console.language) as ask:
                say(Bilingual(en=f"HTTP API: {ask.url}", zh=f"HTTP 接口：{ask.url}"))
                pace = 0.0 if alone else 0.3
                state = await Demo(ask, brief, folder / "data", player, me, pace).play()
            told = await document(client, opened, brief, state, words.within(brief.language))
            await keep_folder(folder, opened, brief, told | {"folder": str(folder)})
    return told | {"folder": str(folder)}


def _words(chosen: Chosen) -> Bilingual:
    """Return the demo's first line: who drafts, and how long it takes when that is long."""
    if chosen.file:
        name = shown(chosen.file.name, 100)
        return Bilingual(
            en=f"Drafts by the model {name} on this machine; rules when it fails. "
            "Allow about 10 minutes on two cores.",
            zh=f"由本机模型 {name} 起草，模型不可用时改由规则起草。双核机器约需 10 分钟。",
        )
    if chosen.endpoints:
        first = chosen.endpoints[0]
        return Bilingual(
            en=f"Drafts by the model {first.model} at {first.host}; rules when it fails.",
            zh=f"由模型 {first.model}（{first.host}）起草，模型不可用时改由规则起草。",
        )
    return Bilingual(
        en="Drafts by rules: no model is asked (for one: --llm local, or set OPENAI_API_KEY or "
        "OPENAI_BASE_URL).",
        zh="由规则起草，不调用模型（如需模型，请加 --llm local，"
        "或设置 OPENAI_API_KEY、OPENAI_BASE_URL）。",
    )


def _folder(out: Path | None) -> Path:
    """Return a new folder for this run, below .accord unless another was named."""
    if out is not None:
        folder = out.absolute()
        if folder.exists() and any(folder.iterdir()):
            raise BadInputError(f"--out: {folder} is not empty", f"--out：{folder} 不是空文件夹")
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    home = Path(os.environ.get("ACCORD_HOME") or ".accord").absolute() / "demo"
    home.mkdir(parents=True, exist_ok=True)
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%d-%H%M%S-")
    return Path(tempfile.mkdtemp(prefix=stamp, dir=home))


def _material(data: Path, language: Language, seed: int | None, plant: bool) -> Brief:
    """Lay out one organisation's files; the demo only makes its evaluations more frequent."""
    folder = data / language
    if seed is None and plant:
        shutil.copytree(_EXAMPLES / language, folder)
    else:
        folder.mkdir(parents=True)
        write_organisation(folder, language, seed or 1, plant)
    given = read_document(data, f"{language}/brief.yaml")
    return Brief.model_validate(given | {"evaluate_every": _EVERY})


def _farewell(folder: Path, told: dict[str, Any]) -> None:
    charter = told["charter"]
    counts = ", ".join(f"{who} {n}" for who, n in told["decisions_per_person"].items())
    for line in (
        "",
        Bilingual(
            en=f"Done. Charter revision {charter['revision']}: {folder}/charter.md",
            zh=f"演示完成。章程第 {charter['revision']} 版：{folder}/charter.md",
        ),
        Bilingual(en=f"Decisions per person: {counts}", zh=f"每人决定次数：{counts}"),
        Bilingual(
            en=f"Open it again: .venv/bin/accord up --home {folder} --data {folder}/data",
            zh=f"重新打开：.venv/bin/accord up --home {folder} --data {folder}/data",
        ),
    ):
        say(line)


def _one_of(value: str, option: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise not_one_of(value, option, allowed)

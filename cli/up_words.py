"""What `accord up` says once everything runs: where to go, by what it drafts, who is believed."""

import shlex
from collections.abc import Iterator
from pathlib import Path

from activities.llm_endpoint import Endpoint
from api.connection import Connection
from cli.connection import home
from cli.output import print_json, say
from domain.text import Bilingual
from worker import Settings, identity_mode
from workflows.identity import Mode


def tell(
    reached: Connection,
    settings: Settings,
    endpoint: Endpoint | None,
    api: str | None,
    as_json: bool,
) -> None:
    """Print it, as a person or a program reads it."""
    drafts = (
        {"by": "model", "model": endpoint.model, "host": endpoint.host}
        if endpoint
        else {"by": "rules"}
    )
    if as_json:
        print_json(
            {
                "ok": True,
                "ui": reached.ui,
                "api": api,
                "address": reached.address,
                "namespace": reached.client.namespace,
                "home": str(home()),
                "data": str(settings.data),
                "drafts": drafts,
                "identity": identity_mode(reached.client, settings),
            }
        )
        return
    for line in _lines(reached, settings, endpoint, api):
        say(line)


def _lines(
    reached: Connection, settings: Settings, endpoint: Endpoint | None, api: str | None
) -> Iterator[Bilingual]:
    if reached.ui:
        ui = f"{reached.ui}/namespaces/{reached.client.namespace}/workflows"
        yield Bilingual(en=f"Temporal UI: {ui}", zh=f"Temporal 界面：{ui}")
    if api:
        yield Bilingual(en=f"Pages and HTTP API: {api}", zh=f"审批页面与 HTTP 接口：{api}")
    yield Bilingual(en=f"Server: {reached.address}", zh=f"服务器：{reached.address}")
    there = settings.data.is_dir()
    yield Bilingual(
        en=f"Data folder: {settings.data}{'' if there else ' (does not exist yet)'}",
        zh=f"数据目录：{settings.data}{'' if there else '（尚不存在）'}",
    )
    yield _drafts(endpoint)
    yield _identity(identity_mode(reached.client, settings))
    yield Bilingual(en=f"Log: {home() / 'worker.log'}", zh=f"日志：{home() / 'worker.log'}")
    if home() != Path(".accord").absolute():
        named = f"export ACCORD_HOME={shlex.quote(str(home()))}"
        yield Bilingual(en=f"In another terminal first: {named}", zh=f"其他终端请先执行：{named}")
    yield Bilingual(
        en="Ready: `accord start BRIEF.yaml`. Ctrl-C stops.",
        zh="已就绪：可用 `accord start BRIEF.yaml` 启动协作；按 Ctrl-C 停止。",
    )


def _identity(mode: Mode) -> Bilingual:
    if mode == "token":
        return Bilingual(
            en="Identity: a decision needs a token (`accord token`)",
            zh="身份：作决定须持决定令牌（`accord token`）",
        )
    return Bilingual(
        en="Identity: open; names are believed and recorded as unverified",
        zh="身份：开放；以所报账号为准，记录为“未验证”",
    )


def _drafts(endpoint: Endpoint | None) -> Bilingual:
    if endpoint is None:
        return Bilingual(
            en="Drafts: by rules (for a model set OPENAI_API_KEY or OPENAI_BASE_URL)",
            zh="起草方式：规则（如需模型，请设置 OPENAI_API_KEY 或 OPENAI_BASE_URL）",
        )
    model = f"{endpoint.model} @ {endpoint.host}"
    return Bilingual(
        en=f"Drafts: by the model {model}; by rules when it fails",
        zh=f"起草方式：模型 {model}，不可用时改由规则起草",
    )

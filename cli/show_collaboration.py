"""A collaboration in lines: who is waited for first, then stages, suggestions, conflicts, notes."""

from collections.abc import Iterator

from cli.seen import Seen, SeenConflict
from cli.waiting import in_words, together
from domain.brief import STAGES
from domain.collaboration import CollaborationState
from domain.problems import shown
from domain.reading import moment, provenance_line
from domain.redrafting import redraft_line
from domain.text import Bilingual, Language
from domain.wording import KIND_NAMES, STAGE_NAMES, STATE_NAMES

NOTE = 400
"""Characters of a note or a reason that are shown on its line."""


def first_line(seen: Seen) -> Bilingual:
    """Say who is waited for and since when; else why nobody is."""
    if seen.status != "running":
        return _ended(seen)
    state = seen.state
    found = [_parked(state)] if state and state.parked else []
    found += [in_words(waits) for waits in seen.waiting]
    if not found:
        found = [_nobody(seen)]
    if state and state.paused:
        found.insert(0, Bilingual(en="Paused (decisions count)", zh="已暂停（决定仍有效）"))
    return together(found)


def lines(seen: Seen, page: str | None, language: Language) -> Iterator[Bilingual | str]:
    """Return everything for a reader, the first line first."""
    yield first_line(seen)
    yield from _source(seen)
    if seen.brief:
        yield f"{seen.brief.title} · {seen.id} · {seen.brief.sponsor}"
    if seen.state:
        yield from _stages(seen.state, language)
    yield from _suggestions(seen, language)
    yield from (_conflict(conflict, language) for conflict in seen.conflicts)
    yield Bilingual(
        en=f"Charter: revision {seen.charter_revision}",
        zh=f"协作章程：第 {seen.charter_revision} 版",
    )
    if seen.next_evaluation:
        yield Bilingual(
            en=f"Next evaluation: {moment(seen.next_evaluation, 'en')}",
            zh=f"下次评估：{moment(seen.next_evaluation, 'zh')}",
        )
    for note in seen.state.notes if seen.state else ():
        yield Bilingual(en=f"Note: {shown(note, NOTE)}", zh=f"备注：{shown(note, NOTE)}")
    if page:
        yield Bilingual(en=f"Temporal UI: {page}", zh=f"Temporal 界面：{page}")


def _source(seen: Seen) -> Iterator[Bilingual]:
    if seen.source == "server" and seen.status == "running":
        yield Bilingual(
            en="No worker answers: this is from the server's lists and the store "
            "(`accord up` or `accord worker`).",
            zh="没有工作进程响应：以下来自服务器列表和存储"
            "（请运行 `accord up` 或 `accord worker`）。",
        )
    if seen.source == "store":
        yield Bilingual(
            en="The engine does not know it (any more): this is from the store.",
            zh="引擎中已没有该协作：以下来自存储。",
        )


def _ended(seen: Seen) -> Bilingual:
    ending = seen.ending
    at = ending.at if ending else None
    if seen.failure:
        en, zh = shown(seen.failure.en, NOTE), shown(seen.failure.zh, NOTE)
        return Bilingual(
            en=f"Failed at {moment(at, 'en')}: {en}", zh=f"已于 {moment(at, 'zh')} 失败：{zh}"
        )
    by, reason = shown(ending.by if ending else ""), shown(ending.reason if ending else "", NOTE)
    why = Bilingual(en=f": {reason}" if reason else "", zh=f"：{reason}" if reason else "")
    if seen.status == "closing":
        return Bilingual(
            en=f"Closing, as {by} asked{why.en}", zh=f"正在结束（由 {by} 发起）{why.zh}"
        )
    if seen.status == "closed":
        who = Bilingual(en=f" by {by}" if by else "", zh=f"由 {by} " if by else "")
        return Bilingual(
            en=f"Closed{who.en} at {moment(at, 'en')}{why.en}",
            zh=f"已于 {moment(at, 'zh')} {who.zh}结束{why.zh}",
        )
    if seen.status == "gone":
        return Bilingual(
            en="Nobody is waited for: it was never closed, but the engine has lost it",
            zh="无人待办：该协作未曾结束，但引擎中已没有它",
        )
    return Bilingual(
        en=f"Ended from outside ({seen.status}) at {moment(at, 'en')}",
        zh=f"已于 {moment(at, 'zh')} 被外部终止（{seen.status}）",
    )


def _parked(state: CollaborationState) -> Bilingual:
    parked = state.parked
    if parked is None:
        return Bilingual(en="", zh="")
    name, why = KIND_NAMES[parked.kind], STATE_NAMES[parked.state]
    sentence = shown(parked.sentence, NOTE)
    who = state.steering[0] if state.steering else "NAME"
    go_on = f"accord redraft {state.id} {parked.kind} --as {who}"
    steering = ", ".join(state.steering)
    return Bilingual(
        en=f"Parked since {moment(parked.since, 'en')}: {parked.suggestion} ({name.en}) {why.en}"
        f"{f' ({sentence})' if sentence else ''}; waiting for {steering} to go on with "
        f"`{go_on}` or `accord close {state.id} --as {who}`",
        zh=f"自 {moment(parked.since, 'zh')}起停滞：{parked.suggestion}（{name.zh}）{why.zh}"
        f"{f'（{sentence}）' if sentence else ''}；等待 {steering} 处理：`{go_on}`"
        f" 或 `accord close {state.id} --as {who}`",
    )


def _nobody(seen: Seen) -> Bilingual:
    if seen.drafting:
        ids = ", ".join(seen.drafting)
        return Bilingual(
            en=f"Nobody is waited for: {ids} is being drafted", zh=f"无人待办：{ids} 正在起草"
        )
    if seen.next_evaluation:
        en, zh = (moment(seen.next_evaluation, language) for language in ("en", "zh"))
        return Bilingual(
            en=f"Nobody is waited for: it runs; next evaluation {en}",
            zh=f"无人待办：协作运行中，下次评估 {zh}",
        )
    stage = STAGE_NAMES[seen.state.stage] if seen.state else None
    if stage is None:
        return Bilingual(en="Nobody is waited for", zh="无人待办")
    return Bilingual(
        en=f"Nobody is waited for: at work on “{stage.en}”", zh=f"无人待办：「{stage.zh}」进行中"
    )


def _stages(state: CollaborationState, language: Language) -> Iterator[str]:
    for stage in STAGES:
        now = "…" if stage == state.stage else "·"
        mark = "✓" if stage in state.done else now
        yield f"  {mark} {STAGE_NAMES[stage].within(language)}"


def _suggestions(seen: Seen, language: Language) -> Iterator[Bilingual | str]:
    if seen.suggestions:
        yield "建议稿" if language == "zh" else "Suggestions"
    for one in seen.suggestions:
        kind = next((k for k in KIND_NAMES if f":{k}:" in one.id), None)
        name = KIND_NAMES[kind].within(language) if kind else ""
        by = f" · {shown(provenance_line(one.provenance), NOTE)}" if one.provenance else ""
        yield f"  {one.id} · {name} · {STATE_NAMES[one.state].within(language)}{by}"
        if one.redraft_as:
            yield redraft_line(one.id, f"--as {one.redraft_as}", "    ")


def _conflict(conflict: SeenConflict, language: Language) -> Bilingual:
    parties = [shown(party) for party in conflict.parties]
    issue = shown(conflict.issue, NOTE) or "—"
    en, zh = "collecting positions", "正在征集立场"
    if not conflict.is_open:
        en, zh = "positions are in", "立场征集已结束"
    if conflict.silent and conflict.is_open:
        en = f"waiting for the position of {', '.join(conflict.silent)}"
        zh = f"等待{'、'.join(conflict.silent)}陈述立场"
    if conflict.resolution:
        state = STATE_NAMES[conflict.state or "pending"]
        en, zh = f"{conflict.resolution}, {state.en}", f"{conflict.resolution}，{state.zh}"
    return Bilingual(
        en=f"Conflict {conflict.id}: {issue} ({', '.join(parties)}): {en}",
        zh=f"冲突 {conflict.id}：{issue}（{'、'.join(parties)}）：{zh}",
    )

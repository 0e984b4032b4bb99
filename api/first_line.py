"""A collaboration in one sentence: who is waited for and since when, else why nobody is."""

from api.seen import Seen
from api.sending import DOORS
from api.waiting import in_words, together
from domain.collaboration import CollaborationState
from domain.leadership import LACKING
from domain.problems import shown
from domain.reading import moment
from domain.suggestion import Kind
from domain.text import Bilingual
from domain.wording import KIND_NAMES, STAGE_NAMES, STATE_NAMES

NOTE = 400
"""Characters of a note or a reason that are shown on its line."""


def first_line(seen: Seen, surface: str = "cli") -> Bilingual:
    """Say who is waited for and since when; else why nobody is.

    What they may do is told as it is done by the door that the reader came through.
    """
    if seen.status != "running":
        return _ended(seen)
    state = seen.state
    found = [_parked(state, surface)] if state and state.parked else []
    found += [in_words(waits) for waits in seen.waiting]
    if not found:
        found = [_nobody(seen)]
    if state and state.paused:
        found.insert(0, Bilingual(en="Paused (decisions count)", zh="已暂停（决定仍有效）"))
    return together(found)


def _ended(seen: Seen) -> Bilingual:
    ending = seen.ending
    at = ending.at if ending else None
    if seen.failure:
        en, zh = shown(seen.failure.en, NOTE), shown(seen.failure.zh, NOTE)
        return Bilingual(
            en=f"Failed at {moment(at, 'en')}: {en}", zh=f"已于 {moment(at, 'zh')}失败：{zh}"
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
            zh=f"已于 {moment(at, 'zh')}{who.zh}结束{why.zh}",
        )
    if seen.status == "gone":
        return Bilingual(
            en="Nobody is waited for: it was never closed, but the engine has lost it",
            zh="无人待办：该协作未曾结束，但引擎中已没有它",
        )
    return Bilingual(
        en=f"Ended from outside ({seen.status}) at {moment(at, 'en')}",
        zh=f"已于 {moment(at, 'zh')}被外部终止（{seen.status}）",
    )


def _parked(state: CollaborationState, surface: str) -> Bilingual:
    parked = state.parked
    if parked is None:
        return Bilingual(en="", zh="")
    name, why = KIND_NAMES[parked.kind], STATE_NAMES[parked.state]
    sentence = shown(parked.sentence, NOTE)
    anew, close = _ways_on(state, parked.kind, surface)
    red = parked.kind == "resource"
    begin = f"{LACKING.en.capitalize()}: parked" if red else "Parked"
    lacking = f"{LACKING.zh}：" if red else ""
    return Bilingual(
        en=f"{begin} since {moment(parked.since, 'en')}: {parked.suggestion} ({name.en}) {why.en}"
        f"{f' ({sentence})' if sentence else ''}; waiting for {', '.join(state.steering)} to go "
        f"on with a new draft (`{anew}`) or to close it (`{close}`)",
        zh=f"{lacking}自 {moment(parked.since, 'zh')}起停滞："
        f"{parked.suggestion}（{name.zh}）{why.zh}"
        f"{f'（{sentence}）' if sentence else ''}；等待 {'、'.join(state.steering)} 处理："
        f"重新起草后继续（`{anew}`），或结束协作（`{close}`）",
    )


def _ways_on(state: CollaborationState, kind: Kind, surface: str) -> tuple[str, str]:
    """Return how to have it drafted anew, and how to close it."""
    if surface in DOORS:
        here = f"POST /v1/collaborations/{state.id}"
        return f'{here}/redrafts {{"kind": "{kind}"}}', f"{here}/close"
    who = state.steering[0] if state.steering else "NAME"
    return f"accord redraft {state.id} {kind} --as {who}", f"accord close {state.id} --as {who}"


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

"""The current details of a collaboration in the Temporal UI, and what nobody has. Pure."""

from urllib.parse import quote

from domain.brief import STAGES
from domain.collaboration import CollaborationState
from domain.departure import Vacancy
from domain.details import escaped
from domain.double_booking import booked_line
from domain.leadership import RED
from domain.markdown import NAME
from domain.problems import shown
from domain.suggestion import Kind
from domain.text import Bilingual
from domain.wording import KIND_NAMES, STAGE_NAMES, STATE_NAMES

_NOTE = 300
_SHOWN = 20
_SHOWN_BOOKED = 12


def vacancy_line(vacancy: Vacancy) -> Bilingual:
    """Say what nobody has until others take it over."""
    held = vacancy.places
    return Bilingual(
        en=f"Nobody has, since {vacancy.name} is lost: {'; '.join(held)}",
        zh=f"{vacancy.name}离开后无人承担：{'；'.join(held)}",
    )


def details(state: CollaborationState, site: str | None = None) -> str:
    """Return the current details in the Temporal UI, as Markdown; all text in it is escaped.

    `site` is the address at which people reach the API.
    """
    zh = state.brief.language == "zh"
    rows = [f"# {escaped(state.brief.title)}", f"`{state.id}`"]
    for stage in STAGES:
        mark = "✓" if stage in state.done else "…" if stage == state.stage else "·"
        rows.append(f"* {mark} {STAGE_NAMES[stage].within(state.brief.language)}")
    support = state.leadership
    plain = f"* {said(state)}{_left(state, site)}"
    rows.append(f"* {RED} **{said(state)}**" if support.red else plain)
    if state.parked:
        name = KIND_NAMES[state.parked.kind].within(state.brief.language)
        why = STATE_NAMES[state.parked.state].within(state.brief.language)
        word = "停滞" if zh else "Parked"
        rows.append(f"* **{word}** {name} · {why} · {escaped(state.parked.sentence, _NOTE)}")
        rows += _ways_on(state, state.parked.kind)
    for pending in state.pending[:_SHOWN]:
        link = f"/namespaces/{{namespace}}/workflows/suggestion:{pending.id}"
        name = KIND_NAMES[pending.kind].within(state.brief.language)
        rows.append(f"* {'待审批' if zh else 'waiting'}: [{name} {escaped(pending.id)}]({link})")
    rows += [
        f"* {escaped(vacancy_line(one).within(state.brief.language), _NOTE)}"
        for one in state.vacancies[:_SHOWN]
    ]
    rows += _booked(state)
    if len(state.pending) > _SHOWN:
        rows.append(f"* … +{len(state.pending) - _SHOWN}: `accord show {state.id}`")
    rows += [f"* {escaped(note, _NOTE)}" for note in state.notes[-5:]]
    return "\n\n".join(rows[:2]) + "\n\n" + "\n".join(rows[2:])


def _ways_on(state: CollaborationState, kind: Kind) -> list[str]:
    """Say who may go on from here, and the update that does it; nothing where nobody steers."""
    if not state.steering:
        return []
    who = [escaped(one) for one in state.steering]
    given = f'`{{"actor": "{state.steering[0]}", "kind": "{kind}"}}`'
    if state.brief.language == "zh":
        told = f"接下来：由{'、'.join(who)}发送 Update **redraft** 重新起草，如 {given}"
        return [f"* {told}；或发送 **close** 结束协作"]
    return [
        f"* What next: {' or '.join(who)} sends the update **redraft**, such as {given}, "
        "or **close** to end it"
    ]


def _left(state: CollaborationState, site: str | None) -> str:
    """Say where granted, spent and left stand beside one another: the workflow knows no sums."""
    if state.leadership.state != "accepted":
        return ""
    zh = state.brief.language == "zh"
    words = "承诺、已用与剩余" if zh else "granted, spent and left"
    where = f"[{words}]({site}/c/{quote(state.id, safe='')})" if site else None
    where = where or (
        f"{words}见 `accord show {state.id}`" if zh else f"`accord show {state.id}` has {words}"
    )
    return f"{'：' if zh else ': '}{where}"


def _booked(state: CollaborationState) -> list[str]:
    """Return a red row for each person who is promised twice; none once people close it."""
    if state.closing:
        return []
    rows = []
    for one in state.booked[:_SHOWN_BOOKED]:
        short = {"name": shown(one.name, NAME), "department": shown(one.department, NAME)}
        line = booked_line(one.model_copy(update=short)).within(state.brief.language)
        rows.append(f"* {RED} **{escaped(line.removeprefix(f'{RED} '), _NOTE)}**")
    more = len(state.booked) - _SHOWN_BOOKED
    return rows + ([f"* {RED} … +{more}: `accord show {state.id}`"] if more > 0 else [])


def said(state: CollaborationState) -> str:
    """Return how the sponsor's acceptance stands, in the collaboration's language."""
    return state.leadership.said.within(state.brief.language)

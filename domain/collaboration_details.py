"""The current details of a collaboration in the Temporal UI, and what nobody has. Pure."""

from domain.brief import STAGES
from domain.collaboration import CollaborationState
from domain.departure import Vacancy
from domain.details import escaped
from domain.double_booking import booked_line
from domain.leadership import RED
from domain.markdown import NAME
from domain.problems import shown
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


def details(state: CollaborationState) -> str:
    """Return the current details in the Temporal UI, as Markdown; all text in it is escaped."""
    zh = state.brief.language == "zh"
    rows = [f"# {escaped(state.brief.title)}", f"`{state.id}`"]
    for stage in STAGES:
        mark = "✓" if stage in state.done else "…" if stage == state.stage else "·"
        rows.append(f"* {mark} {STAGE_NAMES[stage].within(state.brief.language)}")
    support = state.leadership
    rows.append(f"* {RED} **{said(state)}**" if support.red else f"* {said(state)}")
    if state.parked:
        name = KIND_NAMES[state.parked.kind].within(state.brief.language)
        why = STATE_NAMES[state.parked.state].within(state.brief.language)
        word = "停滞" if zh else "Parked"
        rows.append(f"* **{word}** {name} · {why} · {escaped(state.parked.sentence, _NOTE)}")
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

"""A collaboration as a page, and the list of them: who is waited for, stages, support, the rest."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from api.first_line import NOTE, first_line
from api.pages.frame import attribute, note, text
from api.pages.support import LAMP, support_part
from api.seen import Seen, SeenSuggestion
from api.seen_words import conflict_line
from domain.brief import STAGES
from domain.collaboration_details import vacancy_line
from domain.double_booking import booked_line
from domain.leadership import RED, Leadership
from domain.problems import shown
from domain.reading import Reader, moment
from domain.text import Bilingual, Language
from domain.wording import KIND_NAMES, STAGE_NAMES, STATE_NAMES
from store.collaborations import CollaborationRow

TITLE = Bilingual(en="Collaborations", zh="协作")
_NONE = Bilingual(en="There is no collaboration that you may read.", zh="没有您可以查看的协作。")
_STAGES = Bilingual(en="Stages", zh="阶段")
_SUGGESTIONS = Bilingual(en="Suggestions", zh="建议稿")
_OPEN = Bilingual(en="What is open besides", zh="其他未决事项")
_NOTES = Bilingual(en="Notes", zh="备注")
_SPONSOR = Bilingual(en="Sponsor", zh="分管领导")
_DUE = Bilingual(en="due", zh="期限")
_CLOSED = Bilingual(en="closed", zh="已结束")
_MARKS = {True: "✓", False: "·"}


@dataclasses.dataclass(frozen=True)
class Listed:
    """One collaboration in the list, and whether its sponsor stands behind it."""

    row: CollaborationRow
    leadership: Leadership


def collaborations(found: Sequence[Listed], language: Language) -> str:
    """Return the inside of the page with the list, the newest first."""
    title = f"<h1>{TITLE.within(language)}</h1>"
    if not found:
        return title + note(_NONE, language)
    return title + "".join(_listed(one, language) for one in found)


def _listed(one: Listed, language: Language) -> str:
    row = one.row
    closed = f" · {_CLOSED.within(language)}" if row.closed_at else ""
    red = ""
    if one.leadership.red:
        red = f'<br><span class="over">{LAMP} {text(one.leadership.said.within(language))}</span>'
    told = f"{row.id} · {_SPONSOR.within(language)} {row.sponsor}{closed}"
    return (
        f'<div class="row"><a href="/c/{attribute(row.id)}"><b>{text(row.title)}</b><br>'
        f'<span class="soft">{text(told)}</span>{red}</a></div>'
    )


def collaboration(seen: Seen, language: Language, names: Mapping[str, str] | None = None) -> str:
    """Return the inside of the page of one. `names` are what people are called."""
    called = dict(names or {})
    parts = [
        _head(seen, Reader(language, called), language),
        support_part(seen.leadership, seen.support, language, names=called),
        _stages(seen, language),
        _suggestions(seen, language),
        _list(_OPEN, _open(seen, language), language),
        _list(_NOTES, [shown(one, NOTE) for one in seen.notes], language),
    ]
    return "".join(parts)


def _head(seen: Seen, reader: Reader, language: Language) -> str:
    brief = seen.brief
    title = brief.title if brief else seen.id
    told = [seen.id]
    if brief:
        told += [f"{_SPONSOR.within(language)} {reader.name(brief.sponsor)}"]
        told += [f"{_DUE.within(language)} {brief.due.isoformat()}"]
    departments = ("、" if language == "zh" else ", ").join(brief.departments if brief else ())
    lines = text(" · ".join(told)) + (f"<br>{text(departments)}" if departments else "")
    first = text(first_line(seen).within(language))
    return f'<h1>{text(title)}</h1><p class="state">{first}</p><p class="soft">{lines}</p>'


def _stages(seen: Seen, language: Language) -> str:
    if not (seen.state or seen.done):
        return ""
    rows = []
    for stage in STAGES:
        now = seen.state is not None and stage == seen.state.stage and stage not in seen.done
        mark = "…" if now else _MARKS[stage in seen.done]
        name = text(STAGE_NAMES[stage].within(language))
        rows.append(f"<li>{mark} {f'<b>{name}</b>' if now else name}</li>")
    return f'<h2>{_STAGES.within(language)}</h2><ol class="plain">{"".join(rows)}</ol>'


def _suggestions(seen: Seen, language: Language) -> str:
    if not seen.suggestions:
        return ""
    first = sorted(seen.suggestions, key=lambda one: one.state != "pending")
    rows = "".join(_suggestion(one, language) for one in first)
    return f"<h2>{_SUGGESTIONS.within(language)}</h2>{rows}"


def _suggestion(one: SeenSuggestion, language: Language) -> str:
    kind = next((kind for kind in KIND_NAMES if f":{kind}:" in one.id), None)
    name = KIND_NAMES[kind].within(language) if kind else one.id
    state = STATE_NAMES[one.state].within(language)
    return (
        f'<div class="row"><a href="/d/{attribute(one.id)}"><b>{text(name)}</b> · {text(state)}'
        f'<br><span class="soft">{text(one.id)}</span></a></div>'
    )


def _open(seen: Seen, language: Language) -> Iterator[str]:
    for conflict in seen.conflicts:
        yield conflict_line(conflict).within(language)
    for vacancy in seen.vacant:
        yield vacancy_line(vacancy).within(language)
    for one in seen.double_booked:
        # A page draws its light itself: the sign has no glyph everywhere.
        yield booked_line(one).within(language).removeprefix(f"{RED} ")
    if seen.next_evaluation:
        at = moment(seen.next_evaluation, language)
        yield f"下次评估：{at}" if language == "zh" else f"Next evaluation: {at}"


def _list(title: Bilingual, lines: Iterator[str] | Sequence[str], language: Language) -> str:
    rows = "".join(f"<p>{text(line)}</p>" for line in lines)
    return f"<h2>{title.within(language)}</h2>{rows}" if rows else ""

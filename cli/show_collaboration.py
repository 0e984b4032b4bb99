"""A collaboration in lines: who is waited for first, then stages, suggestions, conflicts, notes."""

from collections.abc import Iterator

from api.first_line import NOTE, first_line
from api.seen import Seen
from api.seen_words import conflict_line
from cli.support_words import Red, leadership_line, support_lines
from domain.brief import STAGES
from domain.collaboration_details import vacancy_line
from domain.double_booking import booked_line
from domain.problems import shown
from domain.reading import moment, provenance_line
from domain.redrafting import redraft_line
from domain.text import Bilingual, Language
from domain.wording import KIND_NAMES, STAGE_NAMES, STATE_NAMES


def lines(seen: Seen, page: str | None, language: Language) -> Iterator[Bilingual | str]:
    """Return everything for a reader, the first line first."""
    first = first_line(seen)
    # While the sponsor is waited for, that is what is red, below, not who is waited for.
    red = seen.leadership and seen.leadership.red and seen.leadership.state != "awaited"
    yield Red(**first.model_dump()) if red else first
    yield from _source(seen)
    if seen.brief:
        yield f"{seen.brief.title} · {seen.id} · {seen.brief.sponsor}"
    if seen.state or seen.done:
        yield from _stages(seen, language)
    if seen.leadership:
        yield leadership_line(seen.leadership)
    if seen.support:
        yield from support_lines(seen.support)
    yield from _suggestions(seen, language)
    yield from map(conflict_line, seen.conflicts)
    yield Bilingual(
        en=f"Charter: revision {seen.charter_revision}",
        zh=f"协作章程：第 {seen.charter_revision} 版",
    )
    yield from (vacancy_line(vacancy) for vacancy in seen.vacant)
    yield from (Red(**booked_line(one).model_dump()) for one in seen.double_booked)
    if seen.next_evaluation:
        yield Bilingual(
            en=f"Next evaluation: {moment(seen.next_evaluation, 'en')}",
            zh=f"下次评估：{moment(seen.next_evaluation, 'zh')}",
        )
    for note in seen.notes:
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


def _stages(seen: Seen, language: Language) -> Iterator[str]:
    for stage in STAGES:
        now = "…" if seen.state and stage == seen.state.stage else "·"
        mark = "✓" if stage in seen.done else now
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

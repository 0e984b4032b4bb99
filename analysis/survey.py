"""What a survey of waiting says, put together: who waits on whom, for what, and who agrees.

Code counts and ranks what departments said. Nothing here is a measurement.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from analysis.survey_remarks import remarks
from domain.event_words import is_placeholder
from domain.survey import MONTH, ONE_SIDED, Answer, Standing
from domain.survey_report import (
    Claim,
    OneSided,
    Pair,
    Silent,
    SurveyFigures,
    SurveyNeed,
    SurveyQueue,
    SurveyReport,
    Waiting,
)
from domain.text import fold


def survey_report(answers: Sequence[Answer]) -> SurveyReport:
    """Return the report of answers that break no rule (`domain.survey.faults`), in any order."""
    spelt = _one_spelling(answers)
    once = sorted(set(spelt), key=str)
    answered = {one.department for one in once if not is_placeholder(one.department)}
    claims = _claims(once, answered)
    queues = _queues(claims)
    figures = SurveyFigures(
        answers=len([one for one in once if not is_placeholder(one.department)]),
        claims=len(claims),
        departments=len(answered),
        copies=len(answers) - len(once),
        placeholders=_placeholders(once),
    )
    silent = _silent(claims, answered)
    return SurveyReport(
        survey=figures,
        claims=claims,
        matrix=_matrix(claims),
        queues=queues,
        needs=_needs(queues, claims),
        one_sided=_one_sided(claims),
        silent=silent,
        remarks=tuple(remarks(figures, claims, silent)),
    )


def _one_spelling(answers: Sequence[Answer]) -> list[Answer]:
    """Give each department and process one name: people write `Finance` and `finance`."""
    written = Counter(
        name for one in answers for name in (one.department, one.waits_on, one.process)
    )
    best: dict[str, str] = {}
    for name in sorted(written, key=lambda name: (-written[name], name)):
        best.setdefault(fold(name), name)
    return [
        one._replace(
            department=best[fold(one.department)],
            waits_on=best[fold(one.waits_on)],
            process=best[fold(one.process)],
        )
        for one in answers
    ]


def _placeholders(answers: Iterable[Answer]) -> dict[str, int]:
    """Count, under each name, the answers that it keeps out of the matrix."""
    names = Counter(
        next(name for name in (one.department, one.waits_on) if is_placeholder(name))
        for one in answers
        if not one.is_claim and (one.process or is_placeholder(one.department))
    )
    return dict(sorted(names.items()))


def _claims(answers: Sequence[Answer], answered: set[str]) -> tuple[Claim, ...]:
    named = {(one.department, one.waits_on) for one in answers if one.is_claim}

    def standing(one: Answer) -> Standing:
        if one.confirmed is not None:
            return "confirmed" if one.confirmed else "denied"
        if one.waits_on not in answered:
            return "unanswered"
        return "mutual" if (one.waits_on, one.department) in named else "unmentioned"

    found = (
        Claim(
            source=one.department,
            target=one.waits_on,
            process=one.process,
            times=round(one.times, 4),
            per=one.per,
            hours=round(one.hours, 4),
            hours_per_week=round(one.hours_per_week, 2),
            standing=standing(one),
        )
        for one in answers
        if one.is_claim
    )
    return tuple(
        sorted(found, key=lambda one: (-one.hours_per_week, one.target, one.source, one.process))
    )


def _total(claims: Iterable[Claim]) -> float:
    """Add hours up: of what is shown, so that a reader who adds gets the same."""
    return round(math.fsum(one.hours_per_week for one in claims), 2)


def _matrix(claims: Iterable[Claim]) -> tuple[Pair, ...]:
    cells: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for one in claims:
        cells[one.source, one.target].append(one)
    pairs = (
        Pair(
            source=source,
            target=target,
            processes=tuple(one.process for one in found),
            hours_per_week=_total(found),
        )
        for (source, target), found in cells.items()
    )
    return tuple(sorted(pairs, key=lambda one: (-one.hours_per_week, one.target, one.source)))


def _queues(claims: Sequence[Claim]) -> tuple[SurveyQueue, ...]:
    whole = _total(claims)
    found = []
    for group, theirs in _by_target(claims).items():
        hours = _total(theirs)
        sources = tuple(one.group for one in _waiting(theirs))
        found.append(
            SurveyQueue(
                group=group,
                claims=len(theirs),
                sources=sources,
                hours_per_week=hours,
                hours_per_month=round(hours * MONTH, 2),
                share=round(hours / whole, 4) if whole else None,
                backed=len(sources) > 1 or any(c.standing not in ONE_SIDED for c in theirs),
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.hours_per_week, one.group)))


def _by_target(claims: Iterable[Claim]) -> Mapping[str, list[Claim]]:
    found: dict[str, list[Claim]] = defaultdict(list)
    for one in claims:
        found[one.target].append(one)
    return found


def _waiting(claims: Iterable[Claim]) -> tuple[Waiting, ...]:
    """Return who waits here, whoever loses most first."""
    return tuple(
        Waiting(group=pair.source, processes=pair.processes, hours_per_week=pair.hours_per_week)
        for pair in _matrix(claims)
    )


def _needs(queues: Sequence[SurveyQueue], claims: Sequence[Claim]) -> tuple[SurveyNeed, ...]:
    """Return the queues that cost hours, in their order."""
    theirs = _by_target(claims)
    costly = [one for one in queues if one.hours_per_week]
    return tuple(
        SurveyNeed(
            rank=rank,
            groups=(one.group, *one.sources),
            hours_per_week=one.hours_per_week,
            share=one.share or 0.0,
            backed=one.backed,
            senders=_waiting(theirs[one.group]),
        )
        for rank, one in enumerate(costly, 1)
    )


def _one_sided(claims: Iterable[Claim]) -> tuple[OneSided, ...]:
    return tuple(
        OneSided(
            source=one.source,
            target=one.target,
            process=one.process,
            hours_per_week=one.hours_per_week,
            standing=one.standing,
        )
        for one in claims
        if one.standing in ONE_SIDED
    )


def _silent(claims: Sequence[Claim], answered: set[str]) -> tuple[Silent, ...]:
    return tuple(
        Silent(
            group=group,
            named_by=tuple(sorted({one.source for one in theirs})),
            hours_per_week=_total(theirs),
        )
        for group, theirs in sorted(_by_target(claims).items())
        if group not in answered
    )

"""What the team stage rests on: who is free, what is promised elsewhere, who hands off to whom."""

import asyncio

from activities.event_logs import log_of
from activities.ground import Ground, in_words
from activities.requests import GatherRequest
from analysis.handoff_costs import costs, hand_off_counts
from analysis.team import team_facts
from analysis.team_choice import Wanted
from domain.aims import Link
from domain.brief import Brief
from domain.charter import Charter
from domain.directory import Directory
from domain.granted import granted, within
from domain.promises import promises_of
from domain.releasing import TeamSoFar
from domain.team_facts import TeamFacts
from store import promises

WEIGHED = ("communication", "diameter")
"""The aims for which it matters what it costs two people to work together."""

_Counts = tuple[tuple[str, str, int], ...]


async def team_of(
    ground: Ground, brief: Brief, charter: Charter, directory: Directory, request: GatherRequest
) -> TeamFacts:
    """Solve for the team: departments of the need first, no more than was granted."""
    promised = promises_of(await promises.open_charters(ground.engine, besides=brief.id))
    with in_words(brief.language):
        counts = await _hand_offs(ground, brief)
        wanted = Wanted(
            departments=departments_of(brief, charter),
            lead=brief.lead,
            rule=within(brief.team, granted(charter.resource)),
            on=request.today,
            promises=promised,
            links=brief.team.communication or _costs(brief, counts),
            hand_offs=counts,
            so_far=request.team or TeamSoFar(),
        )
        return await asyncio.to_thread(team_facts, directory, wanted, brief.sources.people)


def departments_of(brief: Brief, charter: Charter) -> tuple[str, ...]:
    """Return those that take part: the lead, then those that the need touches, then the others."""
    touched = [d for item in charter.need for d in item.departments]
    first = [d for d in (brief.lead, *touched) if d in brief.departments]
    return tuple(dict.fromkeys([*first, *brief.departments]))


def _costs(brief: Brief, counts: _Counts) -> tuple[Link, ...]:
    return costs(counts) if any(aim in WEIGHED for aim in brief.team.aims) else ()


async def _hand_offs(ground: Ground, brief: Brief) -> _Counts:
    """Count hand-offs where they are weighed: by an aim to which the brief gives no costs, or
    because those who hand off most are to sit together.
    """
    rule = brief.team
    weighed = any(aim in WEIGHED for aim in rule.aims) and not rule.communication
    if not weighed and rule.split != "sub_teams":
        return ()
    if brief.sources.events is None:  # a survey tells of no hand-offs
        return ()
    log = await log_of(ground, brief, brief.sources.events)
    return await asyncio.to_thread(hand_off_counts, log.table, brief.departments)

"""Gathering evidence: read, compute in `analysis`, keep the facts, hand back nothing but done."""

from collections.abc import Callable
from typing import Any

from temporalio import activity

from activities.event_logs import facts_of_need
from activities.ground import Ground, basis_of, brief_of, in_words, objectives_of
from activities.requests import ConflictRequest, GatherRequest, IdeaRequest
from activities.team_gathering import departments_of, team_of
from analysis.fairness import resolution_facts
from analysis.goals import goal_conflicts
from analysis.hours import shared_hours
from analysis.measures import readings
from analysis.support import resource_facts, taken
from domain.brief import Brief
from domain.charter import Charter
from domain.directory import Contact, Directory, Person
from domain.errors import BadInputError
from domain.facts import CadenceFacts, IdeaFacts, RolesFacts
from domain.goal_facts import GoalsFacts
from domain.granted import granted
from domain.hand_off_map import top_figures
from domain.items import Liaison, Member, Need
from domain.need_facts import NeedFacts
from domain.reading import Reader
from domain.rosters import uncovered_among
from domain.suggestion import Kind
from domain.work import Work
from store import cards, facts, measures, spending


class Gathering:
    """Computes the facts of each kind and keeps them under a reference."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    @staticmethod
    def method(kind: Kind) -> Callable[..., Any]:
        """Return the activity that gathers for a required kind."""
        method: Callable[..., Any] = getattr(Gathering, f"gather_{kind}")
        return method

    @activity.defn
    async def gather_need(self, request: GatherRequest) -> None:
        """Compute hand-offs and queues from the event log, or what a survey reports."""
        brief = await brief_of(self._ground, request.collaboration)
        with in_words(brief.language):
            found = await facts_of_need(self._ground, brief)
        await facts.keep_facts(self._ground.engine, request.reference, found)

    @activity.defn
    async def gather_resource(self, request: GatherRequest) -> None:
        """Work out what the approved need takes; asked for again, what it takes by now."""
        brief, charter, _ = await basis_of(self._ground, request.collaboration)
        engine = self._ground.engine
        need = next((i.body for i in charter.need if isinstance(i.body, Need)), None)
        approvals = [a.suggestion for a in charter.approvals if a.kind == "need"]
        days = None
        if approvals:
            logged = await facts.facts(engine, approvals[-1])
            days = logged.days if isinstance(logged, NeedFacts) else None
        given = granted(charter.resource)
        found = resource_facts(
            brief,
            need,
            departments_of(brief, charter),
            days,
            given,
            taken(charter, await spending.spending(engine, brief.id)) if given else None,
        )
        await facts.keep_facts(engine, request.reference, found)

    @activity.defn
    async def gather_team(self, request: GatherRequest) -> None:
        """Solve for the team: departments of the need first, no more than was granted."""
        brief, charter, directory = await basis_of(self._ground, request.collaboration)
        given = granted(charter.resource)
        found = await team_of(self._ground, brief, charter, directory, request)
        need = await facts.newest_need(self._ground.engine, brief.id)
        waits = top_figures(need.report, need.source) if need and need.report else None
        found = found.model_copy(update={"granted": given, "waits": waits})
        await facts.keep_facts(self._ground.engine, request.reference, found)

    @activity.defn
    async def gather_roles(self, request: GatherRequest) -> None:
        """Collect who could take which part."""
        brief, charter, directory = await basis_of(self._ground, request.collaboration)
        members, lead = _team(charter, brief, directory)
        need = next((i.body for i in charter.need if isinstance(i.body, Need)), None)
        heads = tuple(_contact(h) for h in _heads(brief, directory))
        found = RolesFacts(
            need=need.title if need else brief.need or brief.title,
            waiting=need.waiting if need else None,
            lead_department=brief.lead,
            team_lead=lead,
            members=members,
            heads=heads,
            departments=brief.departments,
            uncovered=uncovered_among(
                (*members, *heads), directory, Work.due(request.today, brief.due)
            ),
            due=brief.due,
        )
        await facts.keep_facts(self._ground.engine, request.reference, found)

    @activity.defn
    async def gather_goals(self, request: GatherRequest) -> None:
        """Put strategy, need, department goals and readings side by side."""
        brief, charter, directory = await basis_of(self._ground, request.collaboration)
        points, meanings = await measures.measures(self._ground.engine, brief.id)
        need = next((i.body for i in charter.need if isinstance(i.body, Need)), None)
        found = GoalsFacts(
            need=need.statement if need else brief.need or brief.title,
            due=brief.due,
            objectives=await objectives_of(self._ground, brief),
            department_goals=brief.department_goals,
            conflicts=goal_conflicts(brief.department_goals, meanings),
            readings=readings(points, meanings),
            members=_team(charter, brief, directory)[0],
            departments=brief.departments,
        )
        await facts.keep_facts(self._ground.engine, request.reference, found)

    @activity.defn
    async def gather_cadence(self, request: GatherRequest) -> None:
        """Find when all members are at work, what their departments' cards say, and the topics."""
        brief, charter, directory = await basis_of(self._ground, request.collaboration)
        members, lead = _team(charter, brief, directory)
        places = [directory.person(m.account) for m in members]
        zones = tuple(dict.fromkeys(p.time_zone for p in places if p))
        written = {one.department: one for one in await cards.cards(self._ground.engine)}
        found = CadenceFacts(
            members=members,
            departments=brief.departments,
            team_lead=lead,
            time_zones=zones,
            shared_hours_utc=shared_hours(zones, request.today),
            key_results=tuple(result.text for result in charter.key_results.values()),
            due=brief.due,
            cards=tuple(written[name] for name in brief.departments if name in written),
        )
        await facts.keep_facts(self._ground.engine, request.reference, found)

    @activity.defn
    async def gather_resolution(self, request: ConflictRequest) -> None:
        """Value the options by the parties' interests and find the fair ones."""
        brief = await brief_of(self._ground, request.collaboration)
        with in_words(brief.language):
            found = resolution_facts(request.conflict, request.number)
        await facts.keep_facts(self._ground.engine, request.reference, found)

    @activity.defn
    async def gather_idea(self, request: IdeaRequest) -> None:
        """Put an idea beside the items of the charter that share its words."""
        brief, charter, directory = await basis_of(self._ground, request.collaboration)
        with in_words(brief.language):
            author = directory.person(request.author)
            if author is None:
                raise BadInputError(
                    f"author: {request.author} is not in the directory",
                    f"author：人员名录中没有账号 {request.author}",
                )
            reader = Reader(brief.language, {})
            items = (*charter.need, *charter.goals, *charter.cadence)
            related = [(item.id, reader.lines(item.body)[0]) for item in items]
            found = IdeaFacts(
                title=request.title,
                text=request.text,
                author=_contact(author),
                lead_department=brief.lead,
                related=tuple(r for r in related if _shares(request.text, r[1]))[:3],
            )
        await facts.keep_facts(self._ground.engine, request.reference, found)


def _contact(person: Person) -> Contact:
    return Contact(account=person.account, name=person.name, department=person.department)


def _heads(brief: Brief, directory: Directory) -> list[Person]:
    heads = [directory.head_of(department) for department in brief.departments]
    return [head for head in heads if head]


def _team(charter: Charter, brief: Brief, directory: Directory) -> tuple[tuple[Contact, ...], str]:
    """Return the approved team and its lead; without one (stage skipped), the heads."""
    bodies = [item.body for item in charter.team]
    placed = [body for body in bodies if isinstance(body, Member | Liaison)]
    if not placed:
        heads = tuple(_contact(head) for head in _heads(brief, directory))
        return heads, heads[0].account if heads else brief.sponsor
    lead = next((b.account for b in placed if isinstance(b, Member) and b.lead), placed[0].account)
    members = [b for b in placed if isinstance(b, Member)]
    return (
        tuple(Contact(account=b.account, name=b.name, department=b.department) for b in members),
        lead,
    )


def _shares(text: str, other: str) -> bool:
    """Say whether two texts share a word of four letters or a run of two Han characters."""
    return bool(_pieces(text) & _pieces(other))


def _pieces(text: str) -> set[str]:
    words = set("".join(c if c.isalpha() else " " for c in text.casefold()).split())
    latin = {w for w in words if w.isascii() and len(w) > 3}
    han = [w for w in words if not w.isascii()]
    return latin | {w[i : i + 2] for w in han for i in range(len(w) - 1)}

"""Facts of two made-up organisations, one Chinese and one English, for whoever tests drafts."""

import datetime as dt
from decimal import Decimal

from domain.brief import DepartmentGoal
from domain.composing import compose
from domain.conflict import Conflict, Interest, Option, Position
from domain.digest_facts import Concern, DigestFacts, Theme, Voice
from domain.directory import Contact, Directory, Person
from domain.facts import CadenceFacts, Facts, IdeaFacts, RolesFacts
from domain.goal_facts import AdjustmentFacts, GoalConflict, GoalsFacts, Reading, Score
from domain.granted import Granted, Released
from domain.items import Part, Role
from domain.need_facts import NeedFacts, Queue
from domain.records import FeedbackItem
from domain.resolution_facts import OptionValue, ResolutionFacts
from domain.resource_facts import Least, ResourceFacts
from domain.role_gap_facts import Candidate, Gap, RoleGapFacts
from domain.suggestion import Asked, DraftItem
from domain.survey_facts import Reported, SurveyNeedFacts
from domain.team_facts import Placed, TeamFacts
from tests.organisations import CHINESE, ENGLISH
from tests.organisations import Organisation as Organisation

ORGANISATIONS = (CHINESE, ENGLISH)


def contacts(org: Organisation) -> tuple[Contact, ...]:
    """Return ten people: the heads of all departments first, then members of the first four."""
    found = []
    for number, name in enumerate(org.names):
        department = org.departments[number % len(org.departments)]
        found.append(
            Contact(account=f"{org.language}{number:02d}", name=name, department=department)
        )
    return tuple(found)


def heads(org: Organisation) -> tuple[Contact, ...]:
    """Return the head of each department."""
    return contacts(org)[: len(org.departments)]


def members(org: Organisation) -> tuple[Contact, ...]:
    """Return the core team: people of the first four departments and the head of the fifth."""
    return (*contacts(org)[len(org.departments) :], contacts(org)[4])


def directory(org: Organisation) -> Directory:
    """Return the directory that all facts of the organisation draw on."""
    leading = {one.account for one in heads(org)}
    return Directory(
        people=tuple(
            Person(
                account=one.account,
                name=one.name,
                department=one.department,
                head=one.account in leading,
                language=org.language,
                time_zone=org.zones[number % len(org.zones)],
            )
            for number, one in enumerate(contacts(org))
        )
    )


def queue(org: Organisation, place: int, stands_out: bool = False) -> Queue:
    """Return the queue of one department; those further down wait less."""
    size = org.scale / (1 + place)
    name, sender, other = (org.departments[(place + step) % 6] for step in (1, 2, 3))
    return Queue(
        department=name,
        arrivals=round(412 * size),
        total_hours=round(9870.5 * size, 1),
        median_hours=round(31.5 * size, 1),
        p90_hours=round(96.25 * size, 2),
        bounced_share=round(0.18 * size, 3),
        still_waiting=round(7 * size),
        interval=(round(28.04 * size, 2), round(36.2 * size, 1)),
        senders=((sender, round(210 * size)), (other, round(120 * size))),
        cases=(f"C{place}1", f"C{place}2", f"C{place}3", f"C{place}4"),
        stands_out=stands_out,
    )


def need_facts(org: Organisation, found: bool = True, stated: str | None = None) -> NeedFacts:
    """Return what the log says, with or without a queue that stands out."""
    return NeedFacts(
        source=f"{org.language}/events.csv",
        events=round(5310 * org.scale),
        cases=round(1240 * org.scale),
        known_share=round(0.97 * org.scale, 3),
        hand_offs=round(2020 * org.scale),
        ping_pong_cases=round(85 * org.scale),
        queues=tuple(queue(org, place, found and place == 0) for place in range(4)),
        stated=stated,
    )


def resource_facts(org: Organisation) -> ResourceFacts:
    """Return what a need takes: with a budget in the Chinese brief, without one in the English."""
    zh, size = org.language == "zh", 7 if org.language == "zh" else 8
    waiting, *senders = org.departments[1:4]
    return ResourceFacts(
        need=org.need,
        waiting=waiting,
        senders=tuple(senders),
        lost_hours=round(9870.5 * org.scale, 1),
        days=round(84.5 * org.scale, 2),
        lost_weekly=round(817.7 * org.scale, 1),
        outcome=None,
        due=org.due,
        size_max=size,
        member_hours=4 if zh else 5,
        hours=size * (4 if zh else 5),
        budget=Decimal(120_000) if zh else None,
        currency="CNY" if zh else None,
        release=tuple(
            Released(department=name, people=2 if place < size - 6 else 1)
            for place, name in enumerate(org.departments)
        ),
        stated=("budget",) if zh else (),
        least=Least(
            size=5,
            hours=5 * (4 if zh else 5),
            release=tuple(Released(department=name, people=1) for name in org.departments),
        ),
    )


def grant(org: Organisation) -> Granted:
    """Return what a sponsor granted: enough for `team_facts`."""
    return Granted(
        outcome=org.need[:80],
        due=org.due,
        hours=60,
        people=tuple(Released(department=name, people=2) for name in org.departments),
    )


def survey_need_facts(
    org: Organisation, found: bool = True, stated: str | None = None
) -> SurveyNeedFacts:
    """Return what a survey says, with or without a claim that somebody bears out."""
    return SurveyNeedFacts(
        source=f"{org.language}/survey.csv",
        answers=round(14 * org.scale) + 3,
        departments=5,
        claims=12,
        one_sided=round(7 * org.scale) + 1,
        silent=(org.departments[5],),
        queues=tuple(_reported(org, place, found and place == 0) for place in range(3)),
        stated=stated,
    )


def _reported(org: Organisation, place: int, stands_out: bool) -> Reported:
    name, sender, other = (org.departments[(place + step) % 6] for step in (1, 2, 3))
    hours = round(26.5 * org.scale / (1 + place), 2)
    return Reported(
        department=name,
        claims=4 - place,
        one_sided=1,
        hours_per_week=hours,
        share=round(0.5 / (1 + place), 3),
        senders=((sender, round(hours * 0.75, 2)), (other, round(hours * 0.25, 2))),
        processes=(org.skills[place % 3],),
        backed=stands_out,
        stands_out=stands_out,
    )


def team_facts(org: Organisation, unmet: tuple[str, ...] = ()) -> TeamFacts:
    """Return a proved team with one liaison, or an infeasible one when demands are unmet."""
    team = members(org)
    return TeamFacts(
        source=f"{org.language}/people.yaml",
        status="INFEASIBLE" if unmet else "OPTIMAL",
        objective=round(12.5 * org.scale, 2),
        bound=round(12.5 * org.scale, 2),
        considered=round(83 * org.scale),
        members=()
        if unmet
        else tuple(
            Placed(
                account=one.account,
                name=one.name,
                department=one.department,
                hours=4 + number,
                covers=(org.skills[number % 3],),
            )
            for number, one in enumerate(team)
        ),
        liaisons=()
        if unmet
        else tuple(
            Placed(
                account=one.account, name=one.name, department=one.department, hours=1, covers=()
            )
            for one in heads(org)[5:]
        ),
        lead="" if unmet else team[0].account,
        unmet=unmet,
    )


def roles_facts(org: Organisation, waiting: bool = True) -> RolesFacts:
    """Return who could take which part; without `waiting`, the need is a stated one."""
    return RolesFacts(
        need=org.need if waiting else org.objectives[0].text,
        waiting=org.departments[1] if waiting else None,
        lead_department=org.departments[0],
        team_lead=members(org)[0].account,
        members=members(org),
        heads=heads(org),
        departments=org.departments,
    )


def reading(org: Organisation, number: int) -> Reading:
    """Return the reading of one measure of the organisation."""
    measure, label, unit, better, first, latest, best = org.measures[number]
    return Reading.model_validate(
        {
            "measure": measure,
            "label": label,
            "unit": unit,
            "better": better,
            "source": f"{org.language}/measures.csv",
            "points": 12,
            "baseline": first,
            "latest": latest,
            "best": best,
            "latest_at": org.read_at - dt.timedelta(days=70),
        }
    )


def goals_facts(org: Organisation) -> GoalsFacts:
    """Return strategy, goals with one conflict, and the readings of all measures."""
    goals = tuple(
        DepartmentGoal.model_validate(
            {
                "department": org.departments[place],
                "text": text,
                "measure": measure,
                "direction": direction,
            }
        )
        for place, text, measure, direction in org.goals
    )
    opposed = [goal for goal in goals if [g.measure for g in goals].count(goal.measure) == 2]
    labels = {measure[0]: measure[1] for measure in org.measures}
    return GoalsFacts(
        need=org.need,
        due=org.due,
        objectives=org.objectives,
        department_goals=goals,
        conflicts=(
            GoalConflict(
                measure=opposed[0].measure,
                label=labels[opposed[0].measure],
                first=opposed[0],
                second=opposed[1],
            ),
        ),
        readings=tuple(reading(org, number) for number in range(len(org.measures))),
        members=members(org),
        departments=org.departments,
    )


def cadence_facts(org: Organisation) -> CadenceFacts:
    """Return who meets: the Chinese organisation in one time zone, the English one in three."""
    return CadenceFacts(
        members=members(org),
        departments=org.departments,
        team_lead=members(org)[0].account,
        time_zones=org.zones,
        shared_hours_utc=org.shared,
        key_results=tuple(f"{one[1]} {one[4]} → {one[6]}" for one in org.measures),
        due=org.due,
    )


def feedback(org: Organisation) -> tuple[FeedbackItem, ...]:
    """Return feedback with formulas, an injection and a very short item; a minority of two."""
    said = [*org.feedback, *((4, text) for text in org.minority)]
    return tuple(
        FeedbackItem(
            id=f"F{org.language}{number:02d}",
            account=contacts(org)[place].account,
            department=org.departments[place],
            text=text,
            rating=None if number % 3 == 0 else 1 + number % 5,
        )
        for number, (place, text) in enumerate(said, 1)
    )


def digest_facts(org: Organisation) -> DigestFacts:
    """Return one feedback round with a theme and the concern of a minority."""
    items = feedback(org)
    sharing = [item for item in items if org.theme in item.text]
    own = [item for item in items if item.text in org.minority]
    return DigestFacts(
        round=1,
        asked=round(40 * org.scale),
        answered=len({item.account for item in items}),
        voices=tuple(
            Voice(
                department=name,
                items=sum(item.department == name for item in items),
                people=len({item.account for item in items if item.department == name}),
                median_rating=2.5 if place % 2 else None,
            )
            for place, name in enumerate(org.departments)
        ),
        concerns=(
            Concern(
                department=org.departments[4],
                terms=("对账", "发票") if org.language == "zh" else ("night shift",),
                items=tuple(item.id for item in own),
                share_here=len(own) / sum(item.department == own[0].department for item in items),
                share_elsewhere=0.0,
                minority=True,
            ),
        ),
        themes=(
            Theme(
                term=org.theme,
                items=tuple(item.id for item in sharing),
                departments=tuple(dict.fromkeys(item.department for item in sharing)),
            ),
        ),
        items=items,
    )


def conflict(
    org: Organisation, weights: tuple[int, int] = (70, 30), floors: tuple[int, int] = (30, 40)
) -> Conflict:
    """Return a conflict of two parties; `weights` are the first party's, mirrored in the other."""
    parties = (org.departments[2], org.departments[1])
    split = (weights, (100 - weights[0], 100 - weights[1]))
    return Conflict(
        issue=org.issue,
        parties=parties,
        positions=tuple(
            Position(
                department=party,
                position=org.positions[place],
                interests=tuple(
                    Interest(id=key, text=text, weight=split[place][number])
                    for number, (key, text) in enumerate(org.interests)
                ),
                floor=floors[place],
            )
            for place, party in enumerate(parties)
        ),
        options=tuple(
            Option(
                id=key,
                text=org.options[place],
                serves=dict(zip((one[0] for one in org.interests), serves, strict=True)),
            )
            for place, (key, serves) in enumerate(
                (("A", (80, 70)), ("B", (30, 100)), ("C", (100, round(60 * org.scale))))
            )
        ),
    )


def resolution_facts(
    org: Organisation, weights: tuple[int, int] = (70, 30), floors: tuple[int, int] = (30, 40)
) -> ResolutionFacts:
    """Return the options valued by hand: weighted sums, floors, and three fair options."""
    raised = conflict(org, weights, floors)
    values = []
    for option in raised.options:
        worth = tuple(
            sum(one.weight * option.serves[one.id] for one in position.interests) / 100
            for position in raised.positions
        )
        feasible = all(got >= floor for got, floor in zip(worth, floors, strict=True))
        values.append(
            OptionValue(option=option.id, values=worth, feasible=feasible, pareto=feasible)
        )
    fair = [one for one in values if one.feasible]
    leximin = max(fair, key=lambda one: sorted(one.values), default=None)
    nash = max(
        fair,
        key=lambda one: (one.values[0] - floors[0]) * (one.values[1] - floors[1]),
        default=None,
    )
    return ResolutionFacts(
        conflict=raised,
        number=1,
        values=tuple(values),
        pareto=tuple(one.option for one in fair),
        leximin=leximin.option if leximin else None,
        nash=nash.option if nash else None,
        chosen=leximin.option if leximin else None,
    )


def score(org: Organisation, number: int, current: float, target: float) -> Score:
    """Return the score of one key result, half way through its time."""
    one = reading(org, number)
    whole = target - one.baseline
    share = (current - one.baseline) / whole if whole else None
    return Score(
        item=f"key_result:{number + 1}",
        text=f"{one.label} {one.baseline:g} → {target:g}",
        measure=one.measure,
        unit=one.unit,
        baseline=one.baseline,
        target=target,
        current=current,
        due=org.due,
        owner=members(org)[0].account,
        score=None if share is None else min(max(share, 0.0), 1.0),
        elapsed=round(0.6 * org.scale, 4),
        band="red",
        signal="none" if number else "worse",
        points=14,
    )


def adjustment_facts(org: Organisation) -> AdjustmentFacts:
    """Return an evaluation that proposes to change two of its three key results."""
    aims = [(measure[4], measure[6]) for measure in org.measures]
    found = (
        score(org, 0, aims[0][0] + (aims[0][1] - aims[0][0]) * 0.2, aims[0][1]),
        score(org, 1, aims[1][0], aims[1][0]),
        score(org, 2, aims[2][0] + (aims[2][1] - aims[2][0]) * 0.9, aims[2][1]),
    )
    return AdjustmentFacts(
        evaluation=f"{org.language}-evaluation-1",
        read_at=org.read_at,
        scores=found,
        evidence_key=org.language,
        proposes=("key_result:1", "key_result:2"),
    )


def idea_facts(org: Organisation) -> IdeaFacts:
    """Return an idea that touches one item of the charter."""
    return IdeaFacts(
        title=org.idea[0],
        text=org.idea[1],
        author=members(org)[1],
        lead_department=org.departments[0],
        related=(("key_result:1", org.measures[0][1]),),
    )


def role_gap_facts(org: Organisation) -> RoleGapFacts:
    """Return what a member who has left held: a row, a place in the team, a practice."""
    people, lost = contacts(org), members(org)[0]
    deputy, head = people[1], people[0]
    about = (org.measures[0][1], lost.department, org.measures[1][1])
    places: tuple[tuple[str, Part], ...] = (
        ("role:1", "accountable"),
        (f"member:{lost.account}", "member"),
        ("practice:1", "owner"),
    )
    rows = compose(
        [
            DraftItem(
                body=Role(deliverable=text, accountable=who.account, responsible=(deputy.account,))
            )
            for text, who in ((about[0], lost), (about[2], people[2]))
        ],
        directory(org),
        {},
    )
    return RoleGapFacts(
        lost=lost,
        cause="gone",
        said="",
        reported_by=None,
        gaps=tuple(
            Gap(
                target=target,
                part=part,
                about=text,
                departments=(lost.department,),
                candidates=(deputy.account, head.account),
            )
            for (target, part), text in zip(places, about, strict=True)
        ),
        candidates=(
            Candidate(
                account=deputy.account,
                name=deputy.name,
                department=deputy.department,
                ground="deputy",
                hours=round(6 * org.scale),
            ),
            Candidate(
                account=head.account,
                name=head.name,
                department=head.department,
                ground="head",
                hours=round(4 * org.scale),
            ),
        ),
        rows=rows,
        people=people,
        on=dt.date(2026, 9, 7),
    )


def every_facts(org: Organisation) -> tuple[Facts, ...]:
    """Return facts of all ten kinds."""
    return (
        need_facts(org),
        team_facts(org),
        resource_facts(org),
        roles_facts(org),
        goals_facts(org),
        cadence_facts(org),
        digest_facts(org),
        resolution_facts(org),
        adjustment_facts(org),
        idea_facts(org),
        role_gap_facts(org),
    )


def requests(org: Organisation, number: int = 1) -> tuple[Asked, ...]:
    """Return what approvers asked for, oldest first."""
    words = ("请再缓一些", "再想想 50% 的部门") if org.language == "zh" else ("Softer", "By 50%")
    return tuple(
        Asked(by=contacts(org)[place].account, text=words[place % 2]) for place in range(number)
    )


def targets(org: Organisation) -> dict[str, tuple[str, ...]]:
    """Return the departments of each charter item that a change may name."""
    return {f"key_result:{number}": org.departments[:2] for number in range(1, 6)}

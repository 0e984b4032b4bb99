"""Evidence of a team: the solver's proof, what it weighed, other teams, and each person placed."""

from collections.abc import Iterator

from activities.evidence.granted import of_granted
from activities.evidence.top_figures import of_team_need
from activities.evidence.wording import figure, listed, percent, proof, say
from domain.aims import Aim
from domain.promises import elsewhere, promised_hours
from domain.suggestion import Evidence
from domain.team_facts import OtherTeam, Placed, TeamFacts
from domain.text import Bilingual, Language, counted

AIMS: dict[Aim, Bilingual] = {
    "size": Bilingual(en="members", zh="人数"),
    "diameter": Bilingual(en="greatest distance", zh="最大距离"),
    "communication": Bilingual(en="communication cost", zh="沟通成本"),
    "load": Bilingual(en="highest load in per cent", zh="最高负荷（百分比）"),
    "continuity": Bilingual(en="earlier members left out", zh="未留任的原成员数"),
}
_PAIRS = 6


def of_team(facts: TeamFacts, language: Language) -> tuple[Evidence, ...]:
    """Word the proof, what it weighed, the other teams, each person, what was granted, the need."""
    liaisons = {one.account for one in facts.liaisons}
    people = [
        _placed(one, facts.source, language, one.account in liaisons)
        for one in (*facts.members, *facts.liaisons)
    ]
    others = [
        _other(number, one, facts, language) for number, one in enumerate(facts.alternatives, 1)
    ]
    weighed = (*_communication(facts, language), *_split(facts, language))
    weighed += tuple(_so_far(facts, language))
    grants = of_granted(facts.granted, language) if facts.granted else ()
    waits = of_team_need(facts.waits, language)
    return (_solver(facts, language), *weighed, *others, *people, *grants, *waits)


def _solver(facts: TeamFacts, language: Language) -> Evidence:
    proved = facts.status.upper() == "OPTIMAL"
    ending = say(
        language,
        en="proved best" if proved else "best found, not proved",
        zh="已证明最优" if proved else "已找到的最好结果，未证明最优",
    )
    first, *rest = (AIMS[aim].within(language) for aim in facts.aims)
    then = listed(rest, language)
    value, bound, gap = figure(facts.objective), figure(facts.bound), percent(facts.gap)
    return proof(
        "solver",
        say(language, en="Team solver", zh="组队求解"),
        say(
            language,
            en=f"{facts.status}: {ending}; {first} {value}, proved bound {bound}, gap {gap}"
            f"{f'; then few or low: {then}' if then else ''}; "
            f"{len(facts.members)} of {counted(facts.considered, 'person', 'people')} chosen",
            zh=f"{facts.status}：{ending}；{first} {value}，已证明的界 {bound}，差距 {gap}"
            f"{f'；其次使{then}最小' if then else ''}；"
            f"从 {facts.considered:,} 人中选出 {len(facts.members)} 人",
        ),
        facts.source,
    )


def _communication(facts: TeamFacts, language: Language) -> Iterator[Evidence]:
    """Word what it costs people to work together, where an aim weighs that."""
    label = say(language, en="Communication cost", zh="沟通成本")
    if not any(aim in ("communication", "diameter") for aim in facts.aims):
        return
    if not facts.links:
        none = say(
            language,
            en="no hand-offs between these departments are known: all pairs cost the same",
            zh="这些部门之间没有已知的交接，各对部门成本相同",
        )
        yield proof("communication", label, none, facts.source)
        return
    counts = {(a, b): count for a, b, count in facts.hand_offs}
    pairs = []
    for link in facts.links[:_PAIRS]:
        count, cost = counts.get((link.a, link.b)), figure(link.cost)
        en = f"{link.a}–{link.b} {cost}" + (f" ({count:,} hand-offs)" if count else "")
        zh = f"{link.a}—{link.b} {cost}" + (f"（交接 {count:,} 次）" if count else "")
        pairs.append(say(language, en=en, zh=zh))
    more = "…" if len(facts.links) > _PAIRS else ""
    source = say(language, en="event log: hand-offs", zh="事件日志：部门间交接")
    given = say(language, en="brief: team.communication", zh="立项申请：team.communication")
    yield proof(
        "communication",
        label,
        say(language, en="; ", zh="；").join(pairs) + more,
        source if facts.hand_offs else given,
    )


def _split(facts: TeamFacts, language: Language) -> Iterator[Evidence]:
    """Word who sits in which sub-team, and who links them; or that the rules leave none."""
    label = say(language, en="Sub-teams", zh="小组")
    if facts.unsplit:
        none = say(
            language,
            en="the rules leave no linked sub-teams: a core team with liaisons instead",
            zh="按现有规则无法分成相互联结的小组，改为核心团队加对接人",
        )
        yield proof("sub_teams", label, none, facts.source)
    teams = sorted({team for one in facts.members for team in one.sub_teams})
    for team in teams:
        inside = [one for one in facts.members if team in one.sub_teams]
        homes = listed(dict.fromkeys(one.department for one in inside), language, 12)
        links = listed((one.name for one in inside if len(one.sub_teams) > 1), language, 12)
        yield proof(
            f"sub_team:{team}",
            say(language, en=f"Sub-team {team}", zh=f"小组 {team}"),
            say(
                language,
                en=f"{counted(len(inside), 'person', 'people')} of {homes}; linked by {links}",
                zh=f"{len(inside)} 人，来自{homes}；由{links}联结",
            ),
            facts.source,
        )


def _so_far(facts: TeamFacts, language: Language) -> Iterator[Evidence]:
    """Word whom their heads did not release, and who stays of the last draft."""
    if not facts.refused:
        return
    names = listed((one.name for one in facts.refused), language, 12)
    stay = len(facts.kept)
    yield proof(
        "release",
        say(language, en="Not released", zh="未获派出"),
        say(
            language,
            en=f"{names}: not proposed again"
            + (f"; {stay} of the last draft stay" if stay else ""),
            zh=f"{names}：不再提名" + (f"；上一稿中有 {stay} 人不变" if stay else ""),
        ),
        say(language, en="decisions of their heads", zh="其部门负责人的决定"),
    )


def _other(number: int, one: OtherTeam, facts: TeamFacts, language: Language) -> Evidence:
    """Word another team by who would come and who would go."""
    inside, there = {p.account for p in facts.members}, {p.account for p in one.members}
    come = listed((p.name for p in one.members if p.account not in inside), language, 8)
    go = listed((p.name for p in facts.members if p.account not in there), language, 8)
    first = AIMS[facts.aims[0]].within(language)
    value = figure(one.objective)
    nobody = say(language, en="nobody", zh="无人")
    return proof(
        f"alternative:{number}",
        say(language, en=f"Another team, {number}", zh=f"备选团队 {number}"),
        say(
            language,
            en=f"{first} {value}; {come or nobody} instead of {go or nobody}",
            zh=f"{first} {value}；换入{come or nobody}，换出{go or nobody}",
        ),
        facts.source,
    )


def _placed(one: Placed, source: str, language: Language, liaison: bool) -> Evidence:
    covers = listed(one.covers, language)
    part = say(
        language,
        en="liaison" if liaison else f"{counted(one.hours, 'hour', 'hours')} a week",
        zh="对接人" if liaison else f"每周 {one.hours} 小时",
    )
    skills = say(language, en=f"; covers {covers}", zh=f"；承担{covers}") if covers else ""
    value = say(language, en=f"{one.department}, {part}", zh=f"{one.department}，{part}")
    promised = _promised(one, language)
    return proof(f"person:{one.account}", one.name, value + skills + promised, source)


def _promised(one: Placed, language: Language) -> str:
    """Say what is left of a week. Whoever reads this may not see the other collaborations."""
    if not one.promises:
        return ""
    free, hours = figure(one.free), promised_hours(one.promises)
    many = len({promise.collaboration for promise in one.promises})
    en, zh = elsewhere(many)
    return say(
        language,
        en=f"; {free} of {one.week} h/week free, {hours} promised to {en}",
        zh=f"；每周 {one.week} 小时中空余 {free} 小时，已许诺 {hours} 小时给{zh}",
    )

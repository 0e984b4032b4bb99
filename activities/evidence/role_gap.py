"""Evidence of a role gap: who is lost, what they held, and who could take it over."""

from activities.evidence.people import due
from activities.evidence.wording import clip, listed, proof, say
from domain.departure import CAUSES
from domain.role_gap_facts import Candidate, Gap, RoleGapFacts
from domain.suggestion import Evidence
from domain.text import Bilingual, Language, counted
from domain.wording import PART_NAMES

GROUNDS: dict[str, Bilingual] = {
    "deputy": Bilingual(en="deputy of {}", zh="{}的代理人"),
    "skills": Bilingual(en="of the same department, with skills of {}", zh="同部门，具备{}的技能"),
    "colleague": Bilingual(en="of the same department as {}", zh="与{}同部门"),
    "head": Bilingual(en="head of the department of {}", zh="{}所在部门的负责人"),
    "team_lead": Bilingual(en="lead of the team of {}", zh="{}所在团队的组长"),
    "lead_head": Bilingual(
        en="head of the lead department, in place of {}", zh="牵头部门负责人，代{}"
    ),
    "sponsor": Bilingual(en="sponsor, in place of {}", zh="分管领导，代{}"),
}
"""On what grounds somebody could take over; the place is the name of who is lost."""


def of_role_gap(facts: RoleGapFacts, language: Language) -> tuple[Evidence, ...]:
    """Word who is lost, each of their places, and each candidate."""
    return (
        _lost(facts, language),
        *(_place(gap, facts, language) for gap in facts.gaps),
        *(_person(one, facts, language) for one in facts.candidates),
        *due(facts.due, language),
    )


def about(gap: Gap) -> str:
    """Return what a place is about, in the words of the charter, on one line."""
    return clip(gap.about)


def _lost(facts: RoleGapFacts, language: Language) -> Evidence:
    why = CAUSES[facts.cause].within(language)
    said = say(language, en=f": {facts.said}", zh=f"：{facts.said}") if facts.said else ""
    by = facts.reported_by
    source = say(language, en="directory", zh="人员名册")
    if by:
        source = say(language, en=f"report by {by}", zh=f"{by} 的报告")
    value = say(
        language,
        en=f"{facts.lost.department}, {why}{said}",
        zh=f"{facts.lost.department}，{why}{said}",
    )
    return proof(f"lost:{facts.lost.account}", facts.lost.name, value, source)


def _place(gap: Gap, facts: RoleGapFacts, language: Language) -> Evidence:
    part = PART_NAMES[gap.part].within(language)
    value = say(
        language, en=f"{part}, so far {facts.lost.name}", zh=f"{part}，原为{facts.lost.name}"
    )
    source = say(language, en=f"charter: {gap.target}", zh=f"协作章程：{gap.target}")
    return proof(f"place:{gap.key}", about(gap), value, source)


def _person(one: Candidate, facts: RoleGapFacts, language: Language) -> Evidence:
    ground = GROUNDS[one.ground].within(language).format(facts.lost.name)
    skills = listed(one.shared, language)
    shares = say(language, en=f"; shares {skills}", zh=f"；共有技能：{skills}") if skills else ""
    value = say(
        language,
        en=f"{one.department}, {ground}{shares}; {counted(one.hours, 'hour', 'hours')} a week free",
        zh=f"{one.department}，{ground}{shares}；每周可用 {one.hours} 小时",
    )
    source = say(language, en="directory", zh="人员名册")
    return proof(f"person:{one.account}", one.name, value, source)

"""Evidence about people: who may take which role, who had an idea."""

import datetime as dt

from activities.evidence.wording import proof, say
from domain.directory import Contact
from domain.facts import IdeaFacts, RolesFacts
from domain.suggestion import Evidence
from domain.text import Language


def directory_source(language: Language) -> str:
    """Name the directory as a source."""
    return say(language, en="directory", zh="人员名册")


def person(one: Contact, part: str, language: Language) -> Evidence:
    """Word one person of the directory and the part that they have."""
    value = say(language, en=f"{one.department}, {part}", zh=f"{one.department}，{part}")
    return proof(f"person:{one.account}", one.name, value, directory_source(language))


def people(
    members: tuple[Contact, ...], heads: tuple[Contact, ...], language: Language
) -> list[Evidence]:
    """Word members and heads; who is both is shown once, as both."""
    member = say(language, en="member of the core team", zh="核心团队成员")
    head = say(language, en="head of department", zh="部门负责人")
    both = say(language, en="member of the core team and head", zh="核心团队成员、部门负责人")
    leading = {one.account for one in heads}
    found = [person(one, both if one.account in leading else member, language) for one in members]
    inside = {one.account for one in members}
    return found + [person(one, head, language) for one in heads if one.account not in inside]


def departments(names: tuple[str, ...], language: Language) -> list[Evidence]:
    """Word each department of the collaboration."""
    value = say(language, en="takes part in this collaboration", zh="参与本次协作")
    source = say(language, en="brief: departments", zh="立项申请：departments")
    return [proof(f"department:{name}", name, value, source) for name in names]


def need(text: str, language: Language) -> Evidence:
    """Word the approved need."""
    return proof(
        "need",
        say(language, en="Approved need", zh="已同意的协作需求"),
        text,
        say(language, en="charter: need", zh="协作章程：协作需求"),
    )


def due(day: dt.date | None, language: Language) -> list[Evidence]:
    """Word when the collaboration is due."""
    if day is None:
        return []
    source = say(language, en="brief: due", zh="立项申请：due")
    return [proof("due", say(language, en="Due date", zh="协作期限"), day.isoformat(), source)]


def of_roles(facts: RolesFacts, language: Language) -> tuple[Evidence, ...]:
    """Word the need, when it is due, the departments and everybody who can take a part."""
    return (
        need(facts.need, language),
        *due(facts.due, language),
        *departments(facts.departments, language),
        *people(facts.members, facts.heads, language),
    )


def of_idea(facts: IdeaFacts, language: Language) -> tuple[Evidence, ...]:
    """Word the idea, its author, the lead department and the charter items that it touches."""
    author = say(language, en="author of the idea", zh="提案人")
    charter = say(language, en="charter", zh="协作章程")
    related = [
        proof(f"related:{item}", say(language, en=f"Item {item}", zh=f"条目 {item}"), text, charter)
        for item, text in facts.related
    ]
    return (
        proof(
            "idea",
            facts.title,
            facts.text,
            say(language, en=f"idea by {facts.author.name}", zh=f"{facts.author.name}的提案"),
        ),
        person(facts.author, author, language),
        *departments((facts.lead_department,), language),
        *related,
    )

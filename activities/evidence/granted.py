"""Evidence of what the sponsor granted: what comes later is held to it."""

from activities.evidence.wording import proof, say
from domain.granted import Granted, Released
from domain.suggestion import Evidence
from domain.text import Language, counted


def of_granted(granted: Granted, language: Language) -> tuple[Evidence, ...]:
    """Word what the sponsor stands for, for what comes later to be held to."""
    source = say(language, en="charter: resources", zh="协作章程：资源承诺")
    hours = counted(granted.hours, "hour", "hours")
    people = counted(granted.headcount, "person", "people")
    return (
        proof(
            "granted:hours",
            say(language, en="Hours granted", zh="已承诺工时"),
            say(language, en=f"{hours} a week", zh=f"每周 {granted.hours} 小时"),
            source,
        ),
        proof(
            "granted:people",
            say(language, en="People released", zh="同意抽调的人员"),
            say(language, en=people, zh=f"{granted.headcount} 人"),
            source,
        ),
        *(_granted_of(one, source, language) for one in granted.people),
    )


def _granted_of(one: Released, source: str, language: Language) -> Evidence:
    label = say(language, en=f"People of {one.department}", zh=f"{one.department}的人员")
    value = say(language, en=counted(one.people, "person", "people"), zh=f"{one.people} 人")
    return proof(f"granted:people:{one.department}", label, value, source)

"""Evidence of a cadence: shared hours, meeting times, cards, people, key results, due date."""

from collections.abc import Sequence

from activities.evidence.cards import of_cards
from activities.evidence.people import departments, people
from activities.evidence.slots import local, starts
from activities.evidence.wording import clip, listed, proof, say
from domain.directory import Contact
from domain.facts import CadenceFacts
from domain.suggestion import Evidence
from domain.text import Language


def of_cadence(facts: CadenceFacts, language: Language) -> tuple[Evidence, ...]:
    """Word what meetings and agreements may rest on."""
    zones = say(language, en="time zones of the directory", zh="人员名册中的时区")
    charter = say(language, en="charter: key results", zh="协作章程：关键结果")
    return (
        proof(
            "hours",
            say(language, en="Hours when all are at work", zh="共同工作时段"),
            shared(facts, language),
            zones,
        ),
        *(
            proof(
                f"slot:{number}",
                say(language, en="Possible meeting time", zh="可选会议时间"),
                slot_words(facts, number, language),
                zones,
            )
            for number in range(1, len(starts(facts)) + 1)
        ),
        proof(
            "due",
            say(language, en="Due date", zh="协作期限"),
            facts.due.isoformat(),
            say(language, en="brief: due", zh="立项申请：due"),
        ),
        *(
            proof(
                f"result:{number}",
                say(language, en=f"Key result {number}", zh=f"关键结果 {number}"),
                text,
                charter,
            )
            for number, text in enumerate(facts.key_results, 1)
        ),
        *of_cards(facts, language),
        *departments(facts.departments, language),
        *people(facts.members, (), language),
    )


def shared(facts: CadenceFacts, language: Language) -> str:
    """Word the shared hours in UTC and in each zone, with offsets as on the due date, on a line."""
    if facts.shared_hours_utc is None:
        zones = say(language, en=", ", zh="、").join(facts.time_zones)
        return say(language, en=f"none across {zones}", zh=f"{zones} 之间没有共同工作时段")
    first, end = facts.shared_hours_utc
    spans = [f"UTC {first % 24:02d}:00–{end % 24:02d}:00"]
    for zone in facts.time_zones:
        begin, finish = (local(hour, zone, facts.due) for hour in (first, end))
        spans.append(f"{zone} {begin:%H:%M}–{finish:%H:%M}")
    return clip(say(language, en=", ", zh="，").join(spans))


def slot_words(facts: CadenceFacts, number: int, language: Language) -> str:
    """Word one proposed meeting time in UTC and on the clock of each zone, on a line."""
    if len(facts.time_zones) <= 1:
        zone = next(iter(facts.time_zones), "UTC")
        (hour,) = starts(facts)[number - 1]
        clock = f"{local(hour, zone, facts.due):%H:%M}"
        return say(
            language,
            en=f"{clock} {zone} (UTC {hour:02d}:00)",
            zh=f"{zone} 时间 {clock}（UTC {hour:02d}:00）",
        )
    times = []
    for hour in starts(facts)[number - 1]:
        clocks = [f"{zone} {local(hour, zone, facts.due):%H:%M}" for zone in facts.time_zones]
        inside = say(language, en=", ", zh="，").join(clocks)
        times.append(
            say(language, en=f"UTC {hour:02d}:00 ({inside})", zh=f"UTC {hour:02d}:00（{inside}）")
        )
    return clip(say(language, en=" and, taking turns, ", zh="与").join(times))


def how_often(days: int, language: Language) -> str:
    """Word how often a meeting takes place: every week, or every two weeks."""
    if days == 7:
        return say(language, en="every week", zh="每周")
    return say(language, en="every two weeks", zh="每两周")


def meeting_words(
    facts: CadenceFacts, days: int, slot: int, chair: Contact, language: Language
) -> str:
    """Word who meets when, and who chairs."""
    times, names = slot_words(facts, slot, language), listed(facts.departments, language)
    return say(
        language,
        en=f"{names} meet {how_often(days, language)} at {times}; {chair.name} chairs.",
        zh=f"{names}{how_often(days, language)}在 {times}开会，由{chair.name}主持。",
    )


def turns_words(facts: CadenceFacts, language: Language) -> str:
    """Say why meeting times take turns, to stand behind `meeting_words`; empty if they do not."""
    if facts.shared_hours_utc is not None:
        return ""
    zones = listed(facts.time_zones, language)
    return say(
        language,
        en=f" {zones} share no working hours, so the times take turns.",
        zh=f"{zones} 没有共同工作时段，因此轮流迁就。",
    )


def lead(facts: CadenceFacts) -> Contact:
    """Return the team's lead, or the first member when the lead is not one of them."""
    inside = [one for one in facts.members if one.account == facts.team_lead]
    return (inside or list(facts.members))[0]


def voices(facts: CadenceFacts) -> list[Contact]:
    """Return who answers for each department that has a member: the first of them."""
    first = {one.department: one for one in reversed(facts.members)}
    return [first[name] for name in facts.departments if name in first] or list(facts.members[:1])


def answering(people: Sequence[Contact], language: Language) -> str:
    """Word who answers for which department."""
    words = (
        say(language, en=f"{one.name} for {one.department}", zh=f"{one.department}{one.name}")
        for one in people
    )
    return listed(words, language, 12)

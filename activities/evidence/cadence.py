"""Evidence of a cadence: shared hours, meeting times by zone, people, key results, due date."""

from activities.evidence.people import departments, people
from activities.evidence.slots import local, starts
from activities.evidence.wording import proof, say
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
        *departments(facts.departments, language),
        *people(facts.members, (), language),
    )


def shared(facts: CadenceFacts, language: Language) -> str:
    """Word the shared hours in UTC and in each zone, with offsets as on the due date."""
    if facts.shared_hours_utc is None:
        zones = say(language, en=", ", zh="、").join(facts.time_zones)
        return say(language, en=f"none across {zones}", zh=f"{zones} 之间没有共同工作时段")
    first, end = facts.shared_hours_utc
    spans = [f"UTC {first % 24:02d}:00–{end % 24:02d}:00"]
    for zone in facts.time_zones:
        begin, finish = (local(hour, zone, facts.due) for hour in (first, end))
        spans.append(f"{zone} {begin:%H:%M}–{finish:%H:%M}")
    return say(language, en=", ", zh="，").join(spans)


def slot_words(facts: CadenceFacts, number: int, language: Language) -> str:
    """Word one proposed meeting time in UTC and on the clock of each zone."""
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
    return say(language, en=" and, taking turns, ", zh="与").join(times)

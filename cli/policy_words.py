"""A forecast in a person's words: steps, people, what each signs and who stands in."""

from collections.abc import Iterator, Sequence

from domain.directory import Directory
from domain.forecast import OBJECTIVES, Forecast, ForecastStep, Seat, names
from domain.text import Bilingual, Language
from domain.wording import KIND_NAMES

MODES: dict[str, Bilingual] = {
    "all": Bilingual(en="all must approve", zh="会签"),
    "any": Bilingual(en="any one approves", zh="或签"),
    "sequence": Bilingual(en="one after another", zh="依次审批"),
    "ratio": Bilingual(
        en="at least {percent} %: {needed} of {people}",
        zh="按比例会签：不低于 {percent}%，即 {people} 人中 {needed} 人同意",
    ),
}
DEDUP: dict[str, Bilingual] = {
    "none": Bilingual(en="each step asks anew", zh="每个步骤都重新审批"),
    "consecutive": Bilingual(
        en="a yes counts in the steps right after it too", zh="相邻步骤中同一人只审批一次"
    ),
    "once": Bilingual(en="a yes counts in all later steps too", zh="同一人在整个流程中只审批一次"),
}


def lines_of(one: Forecast, directory: Directory, language: Language) -> Iterator[str]:
    """Return the lines that a person reads."""
    kind = KIND_NAMES[one.kind].within(language)
    origin = (
        Bilingual(en="the brief's own policy", zh="立项申请自定义")
        if one.own
        else Bilingual(en="default policy", zh="默认流程")
    )
    dedup = DEDUP[one.dedup].within(language)
    head = f"{kind} ({one.kind}) · " if language == "en" else f"{kind}（{one.kind}）· "
    yield f"{head}{origin.within(language)} · {dedup}"
    for step in one.steps:
        yield _heading(step, language)
        yield from (f"    {_seat(seat, language)}" for seat in step.people)
    for skipped in one.skipped:
        yield f"  – {skipped.within(language)}"
    stewards = Bilingual(en="may terminate: {}", zh="可终止：{}").within(language)
    yield f"  {stewards.format(_listed(names(one.stewards, directory), language))}"
    yield ""


def _heading(step: ForecastStep, language: Language) -> str:
    mode = MODES[step.mode].within(language)
    mode = mode.format(percent=step.percent, needed=step.needed, people=len(step.people))
    if language == "zh":
        return (
            f"  {step.number}. {step.name}（{mode}）" if step.name else f"  {step.number}. {mode}"
        )
    return f"  {step.number}. {step.name} ({mode})" if step.name else f"  {step.number}. {mode}"


def _seat(seat: Seat, language: Language) -> str:
    """Return one person with everything that is to be said about their part."""
    parts = [f"{seat.name} {seat.account}", seat.why.within(language), _scope(seat, language)]
    if seat.veto:
        parts.append(Bilingual(en="veto", zh="一票否决").within(language))
    if seat.stand_in.delegated:
        label = seat.stand_in.label.within(language)
        parts.append(Bilingual(en=f"today {label}", zh=f"今日由{label}审批").within(language))
    elif seat.stand_in.reason:
        parts.append(seat.stand_in.reason.within(language))
    if seat.counted:
        same = Bilingual(
            en=f"not asked again: the yes in step {seat.counted} counts",
            zh=f"自动去重：沿用第 {seat.counted} 步的同意",
        )
        parts.append(same.within(language))
    return " · ".join(parts)


def _scope(seat: Seat, language: Language) -> str:
    if seat.items is None:
        return Bilingual(en="the whole", zh="全部内容").within(language)
    departments = [name for name in seat.items if name != OBJECTIVES]
    parts = []
    if departments:
        listed = _listed(departments, language)
        parts.append(Bilingual(en=f"what touches {listed}", zh=f"涉及{listed}的条目"))
    if OBJECTIVES in seat.items:
        parts.append(Bilingual(en="the objectives", zh="目标"))
    return _listed([part.within(language) for part in parts], language)


def _listed(words: Sequence[str], language: Language) -> str:
    return ("、" if language == "zh" else ", ").join(words)

"""Evidence of a resolution: positions, interests, options valued by the parties, the fair set."""

from activities.evidence.wording import clip, figure, listed, proof, say
from domain.conflict import Option, Position
from domain.resolution_facts import OptionValue, ResolutionFacts
from domain.suggestion import Evidence
from domain.text import Language


def of_resolution(facts: ResolutionFacts, language: Language) -> tuple[Evidence, ...]:
    """Word the conflict, every party, every option and what each option is worth to whom."""
    source = say(language, en=f"conflict {facts.number}", zh=f"冲突 {facts.number}")
    issue = say(language, en="Issue", zh="冲突事项")
    found = [proof("conflict", issue, facts.conflict.issue, source)]
    for position in facts.conflict.positions:
        found += _party(position, source, language)
    found += [_silent(party, source, language) for party in facts.conflict.silent]
    for value in facts.values:
        found += _option(facts, value, source, language)
    return tuple(found)


def worth(facts: ResolutionFacts, value: OptionValue) -> dict[str, float]:
    """Return what an option is worth to each party; parties that stated nothing may be missing."""
    stated = [one.department for one in facts.conflict.positions]
    parties = list(facts.conflict.parties)
    order = parties if len(value.values) == len(parties) else stated
    return dict(zip(order, value.values, strict=False))


def points(position: Position, option: Option) -> list[tuple[str, float, float]]:
    """Return each interest's words with the points that it gets and gives under the option."""
    return [
        (
            one.text,
            one.weight * option.serves.get(one.id, 0) / 100,
            one.weight * (100 - option.serves.get(one.id, 0)) / 100,
        )
        for one in position.interests
    ]


def _party(position: Position, source: str, language: Language) -> list[Evidence]:
    name, floor = position.department, position.floor
    said = clip(position.position, 220)
    return [
        proof(
            f"party:{name}",
            say(language, en=f"Position of {name}", zh=f"{name}的立场"),
            say(
                language,
                en=f"{said} (without a deal: {floor} of 100 points)",
                zh=f"{said}（没有协议时 {floor} 分，满分 100）",
            ),
            source,
        ),
        *(
            proof(
                f"interest:{name}:{one.id}",
                say(language, en=f"Interest of {name}", zh=f"{name}的利益诉求"),
                say(
                    language,
                    en=f"{clip(one.text, 220)} (weight {one.weight})",
                    zh=f"{clip(one.text, 220)}（权重 {one.weight}）",
                ),
                source,
            )
            for one in position.interests
        ),
    ]


def _silent(party: str, source: str, language: Language) -> Evidence:
    return proof(
        f"party:{party}",
        say(language, en=f"Position of {party}", zh=f"{party}的立场"),
        say(language, en=f"{party} stated no position", zh=f"{party}没有陈述立场"),
        source,
    )


def _option(
    facts: ResolutionFacts, value: OptionValue, source: str, language: Language
) -> list[Evidence]:
    option = next(one for one in facts.conflict.options if one.id == value.option)
    values = worth(facts, value)
    totals = listed((f"{party} {figure(total)}" for party, total in values.items()), language, 8)
    found = [
        proof(
            f"option:{option.id}",
            say(language, en=f"Option {option.id}", zh=f"方案 {option.id}"),
            say(
                language,
                en=f"{clip(option.text, 150)} (points: {totals})",
                zh=f"{clip(option.text, 150)}（各方得分：{totals}）",
            ),
            source,
        )
    ]
    found += [_share(option, one, values, source, language) for one in facts.conflict.positions]
    if option.id in facts.pareto:
        found.append(_fair(facts, option.id, source, language))
    return found


def _share(
    option: Option, position: Position, values: dict[str, float], source: str, language: Language
) -> Evidence:
    name, floor = position.department, position.floor
    total = figure(values.get(name, 0.0))
    short = figure(max(0.0, floor - values.get(name, 0.0)))
    parts = [f"{figure(got)}/{figure(given)}" for _, got, given in points(position, option)]
    return proof(
        f"option:{option.id}:{name}",
        say(language, en=f"Option {option.id} for {name}", zh=f"方案 {option.id} 对{name}"),
        say(
            language,
            en=f"{total} of 100 points, {floor} without a deal, {short} short of that; "
            f"by interest, gets/gives: {', '.join(parts)}",
            zh=f"满分 100 得 {total} 分，没有协议时 {floor} 分，差 {short} 分；"
            f"逐项得到/让出：{'，'.join(parts)}",
        ),
        source,
    )


def _fair(facts: ResolutionFacts, option: str, source: str, language: Language) -> Evidence:
    why = [say(language, en="on the Pareto front", zh="在帕累托前沿上")]
    if option == facts.leximin:
        why.append(say(language, en="best for the worst off", zh="对得分最低的一方最好"))
    if option == facts.nash:
        why.append(say(language, en="greatest Nash product", zh="纳什积最大"))
    return proof(
        f"fair:{option}",
        say(language, en=f"Fairness of option {option}", zh=f"方案 {option} 的公平性"),
        say(language, en="; ", zh="；").join(why),
        source,
    )

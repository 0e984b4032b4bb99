"""From the rules of a policy to the people: who is asked in which step, and about what."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain import approvers
from domain.asking import Approver, Policy, Step
from domain.brief import Brief
from domain.charter import Charter
from domain.directory import Directory
from domain.errors import BadInputError
from domain.policy_names import first_unknown
from domain.policy_rules import PolicyRules, StepRule
from domain.resolving_people import Ground, people_of
from domain.suggestion import Item, Kind
from domain.text import Bilingual


@dataclass(frozen=True)
class _Place:
    """A step of a policy while it is resolved: its rule, its number, and the steps before it."""

    kind: Kind
    rule: StepRule
    number: int
    before: Sequence[Step]

    def wrong(self, en: str, zh: str) -> BadInputError:
        """Return what is wrong, with the place in which it is."""
        at = f"policies.{self.kind}.steps[{self.number}]"
        return BadInputError(f"{at}: {en}", f"{at}：{zh}")


def resolve(
    rules: PolicyRules,
    kind: Kind,
    items: Iterable[Item],
    brief: Brief,
    directory: Directory,
    initiator: str | None = None,
    charter: Charter | None = None,
) -> Policy:
    """Return who is asked by these rules.

    The initiator is never asked about their own words. What no step asks anybody about, the
    sponsor signs, else the lead department's head. Nobody accepts a need in the sponsor's place.
    Raises BadInputError: a name is unknown, a step that must not be empty is, or nobody is left.
    """
    if unknown := first_unknown({kind: rules}, directory):
        raise unknown
    ground = Ground(tuple(items), brief, directory, initiator, charter)
    steps: list[Step] = []
    for number, rule in enumerate(rules.steps):
        steps += _step(_Place(kind, rule, number, tuple(steps)), ground)
    steps += _rest(steps, ground)
    if kind == "resource":
        steps += _acceptance(steps, ground)
    by_heads = any(one.role == "heads" for rule in rules.steps for one in rule.approvers)
    return approvers.completed(steps, brief, directory, initiator, by_heads, rules.dedup)


def _acceptance(steps: Iterable[Step], ground: Ground) -> list[Step]:
    """Return one more step for the sponsor, where the others could pass without them."""
    sponsor = approvers.sponsor(ground.brief, ground.directory)
    for step in steps:
        found = step.holder(sponsor.account)
        if step.mode in ("all", "sequence") and found and found.items is None:
            return []
    return [Step(mode="all", approvers=(sponsor,))]


def _step(place: _Place, ground: Ground) -> Iterator[Step]:
    rule = place.rule
    found = [a for one in rule.approvers for a in people_of(one, ground, rule.items == "touched")]
    asked = _instead_of_initiator(found or _nobody(place, ground), rule, ground)
    if rule.items == "objectives":
        own = _objectives(place.before, ground)
        asked = [one.model_copy(update={"items": own}) for one in asked]
    people = _merged(asked)
    veto = _veto(place, ground, [*found, *people])
    if people:
        yield Step(
            name=rule.name or "",
            mode=rule.mode,
            percent=rule.percent,
            approvers=people,
            veto=tuple(one for one in veto if any(one == a.account for a in people)),
        )


def _nobody(place: _Place, ground: Ground) -> list[Approver]:
    """Return who is asked where the rules of a step find nobody."""
    match place.rule.empty:
        case "refuse":
            raise place.wrong(
                "the approvers find nobody, and the policy says empty: refuse",
                "按 approvers 找不到审批人，且规定 empty: refuse（无人时不得提交）",
            )
        case "sponsor":
            found = approvers.sponsor(ground.brief, ground.directory)
        case account:
            found = ground.person(account)
    why = Bilingual(
        en=f"{found.why.en}, since nobody else was found", zh=f"{found.why.zh}（空缺时审批）"
    )
    return [found.model_copy(update={"why": why})]


def _instead_of_initiator(
    found: Sequence[Approver], rule: StepRule, ground: Ground
) -> list[Approver]:
    """Return the approvers with somebody else in the initiator's place, or nobody."""
    if rule.initiator == "skip" or all(one.account != ground.initiator for one in found):
        return [one for one in found if one.account != ground.initiator]
    other = _above(ground)
    return [
        other.model_copy(update={"items": one.items}) if one.account == ground.initiator else one
        for one in found
    ]


def _above(ground: Ground) -> Approver:
    """Return who takes the initiator's place: the head of their department, else the sponsor."""
    person = ground.directory.person(ground.initiator or "")
    name = person.name if person else ground.initiator
    head = ground.directory.head_of(person.department) if person else None
    if person and head and head.account != ground.initiator:
        found = approvers.head(person.department, ground.brief, ground.directory)
    else:
        found = approvers.in_their_place(ground.brief, ground.directory, ground.initiator)
    why = Bilingual(
        en=f"{found.why.en}, in place of the initiator {name}",
        zh=f"{found.why.zh}（替发起人{name}审批）",
    )
    return found.model_copy(update={"why": why})


def _objectives(before: Sequence[Step], ground: Ground) -> tuple[str, ...] | None:
    """Return the objectives and what no step before asks about; None, the whole, for nothing."""
    left = _unsigned(before, ground)
    own = (i.id for i in ground.items if i.body.type == "objective" or i.id in left)
    return tuple(own) or None


def _merged(found: Iterable[Approver]) -> tuple[Approver, ...]:
    """Return each person once, asked about everything that one of their places is about."""
    places: dict[str, Approver] = {}
    for one in found:
        first = places.setdefault(one.account, one)
        if first.items is not None:
            both = None if one.items is None else tuple(dict.fromkeys((*first.items, *one.items)))
            places[one.account] = first.model_copy(update={"items": both})
    return tuple(places.values())


def _veto(place: _Place, ground: Ground, asked: Sequence[Approver]) -> tuple[str, ...]:
    """Return whose no ends the suggestion. Raises BadInputError for one who is not asked."""
    accounts = {one.account for one in asked}
    for one in place.rule.veto:
        if one.account and one.account not in accounts:
            raise place.wrong(
                f"veto: {one.account} is not among the approvers of this step",
                f"veto：{one.account} 不在本步骤的审批人之列",
            )
    found = (a.account for one in place.rule.veto for a in people_of(one, ground, False))
    return tuple(dict.fromkeys(found))


def _unsigned(steps: Sequence[Step], ground: Ground) -> tuple[str, ...]:
    asked = [one for step in steps for one in step.approvers]
    return tuple(item.id for item in ground.items if not any(a.signs(item.id) for a in asked))


def _rest(steps: Sequence[Step], ground: Ground) -> Iterator[Step]:
    """Return a last step for what nobody was asked about, so that nothing passes unsigned."""
    left = _unsigned(steps, ground)
    if steps and not left:
        return
    last = approvers.in_their_place(ground.brief, ground.directory, ground.initiator)
    scope = left if steps else None
    yield Step(mode="all", approvers=(last.model_copy(update={"items": scope}),))

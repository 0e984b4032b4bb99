"""What must hold between the people of a directory before anybody is asked anything."""

from collections import Counter
from collections.abc import Iterator, Sequence

from domain.directory import Person
from domain.text import Bilingual, Frozen


class Fault(Frozen):
    """A broken rule: the person (by place in the list) whose entry must change, and why."""

    index: int
    sentence: Bilingual


def first_fault(people: Sequence[Person]) -> Fault | None:
    """Return the first broken rule, or None.

    Accounts are unique (also when case is ignored: `Alice` must not pass for `alice`), a
    department has at most one head, superiors and deputies exist and are somebody else, and
    no chain of superiors comes back to where it started.
    """
    return next(faults(people), None)


def faults(people: Sequence[Person]) -> Iterator[Fault]:
    """Return every broken rule; `first_fault` names the rules."""
    yield from _duplicates(people)
    yield from _second_heads(people)
    yield from _unknown_references(people)
    yield from _cycles(people)


def _fault(index: int, en: str, zh: str) -> Fault:
    return Fault(index=index, sentence=Bilingual(en=en, zh=zh))


def _duplicates(people: Sequence[Person]) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, person in enumerate(people):
        if person.account.casefold() in seen:
            yield _fault(
                index,
                f"the account {person.account} stands twice",
                f"账号「{person.account}」出现了两次",
            )
        seen.add(person.account.casefold())


def _second_heads(people: Sequence[Person]) -> Iterator[Fault]:
    heads: Counter[str] = Counter()
    for index, person in enumerate(people):
        heads[person.department] += person.head
        if person.head and heads[person.department] > 1:
            yield _fault(
                index,
                f"{person.department} has a head already; {person.account} cannot be a second one",
                f"「{person.department}」已经有部门负责人，「{person.account}」不能再任负责人",
            )


def _unknown_references(people: Sequence[Person]) -> Iterator[Fault]:
    accounts = {person.account for person in people}
    for index, person in enumerate(people):
        for en, zh, other in (
            ("superior", "上级", person.superior),
            ("deputy", "审批代理人", person.deputy),
        ):
            if other is not None and (other not in accounts or other == person.account):
                yield _fault(
                    index,
                    f"the {en} of {person.account}, {other}, is not another person in this list",
                    f"「{person.account}」的{zh}「{other}」不是名单中的另一个人",
                )


def _cycles(people: Sequence[Person]) -> Iterator[Fault]:
    """Each circle once, at the first person whose superiors lead into it."""
    superior = {p.account: p.superior for p in people if p.superior != p.account}
    safe: set[str] = set()
    for index, person in enumerate(people):
        chain: dict[str, None] = {}
        step: str | None = person.account
        while step is not None and step not in safe:
            if step in chain:
                yield _fault(
                    index,
                    f"the superiors of {person.account} lead back to {step}",
                    f"「{person.account}」的上级关系绕回了「{step}」",
                )
                break
            chain[step] = None
            step = superior.get(step)
        safe.update(chain)

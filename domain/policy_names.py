"""The names in policies: which of them nobody in the directory has."""

from collections.abc import Collection, Iterator, Mapping

from domain.directory import Directory
from domain.errors import BadInputError
from domain.policy_rules import ApproverRule, PolicyRules, StepRule
from domain.problems import Location, Problem, shown
from domain.shape import nearest
from domain.suggestion import Kind
from domain.text import Bilingual

_RESERVED = {"empty": ("sponsor", "refuse"), "superiors": ("initiator", "lead_head")}
_WHAT = {
    "head": Bilingual(en="department", zh="部门"),
    "group": Bilingual(en="group", zh="用户组"),
}
_ACCOUNT = Bilingual(en="account", zh="账号")


def unknown_names(policies: Mapping[Kind, PolicyRules], directory: Directory) -> Iterator[Problem]:
    """Return every account, department and group of the policies that the directory lacks."""
    known: dict[str, Collection[str]] = {
        "head": directory.departments,
        "group": tuple(dict.fromkeys(g for p in directory.people for g in p.groups)),
    }
    accounts = tuple(person.account for person in directory.people)
    for location, name in _names(policies):
        field = str(location[-1])
        if name not in (*known.get(field, accounts), *_RESERVED.get(field, ())):
            yield Problem(
                location=location, sentence=_unknown(field, name, known.get(field, accounts))
            )


def first_unknown(
    policies: Mapping[Kind, PolicyRules], directory: Directory
) -> BadInputError | None:
    """Return the first unknown name as an error that names its field, if there is one."""
    for one in unknown_names(policies, directory):
        return BadInputError(f"{one.path}: {one.sentence.en}", f"{one.path}：{one.sentence.zh}")
    return None


def _names(policies: Mapping[Kind, PolicyRules]) -> Iterator[tuple[Location, str]]:
    for kind, rules in policies.items():
        for number, step in enumerate(rules.steps):
            yield from _names_of(step, ("policies", kind, "steps", number))


def _names_of(step: StepRule, at: Location) -> Iterator[tuple[Location, str]]:
    rules: dict[str, tuple[ApproverRule, ...]] = {"approvers": step.approvers, "veto": step.veto}
    for part, found in rules.items():
        for place, rule in enumerate(found):
            for field in ("account", "head", "group", "superiors"):
                if name := getattr(rule, field):
                    yield (*at, part, place, field), name
    yield (*at, "empty"), step.empty


def _unknown(field: str, name: str, known: Collection[str]) -> Bilingual:
    what, near = _WHAT.get(field, _ACCOUNT), nearest(name, tuple(known))
    hint = Bilingual(
        en=f"; did you mean “{near}”?" if near else "", zh=f"，是不是「{near}」？" if near else ""
    )
    return Bilingual(
        en=f"nobody in the directory has the {what.en} “{shown(name)}”{hint.en}",
        zh=f"人员名录中没有{what.zh}「{shown(name)}」{hint.zh}",
    )

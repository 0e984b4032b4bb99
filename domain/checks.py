"""Deterministic checks of a draft or an edit, before a person is asked to decide on it."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence

from domain import (
    digest_checks,
    gap_checks,
    goal_checks,
    people_checks,
    resource_checks,
    word_checks,
)
from domain.directory import Contact
from domain.findings import Draft, Finding, Findings, error, warning
from domain.items import Request
from domain.suggestion import CheckResult, Evidence, Item, Kind
from domain.text import Language
from domain.tracing import prose, untraceable

Rule = Callable[[Draft], Findings]

_SORTS: Mapping[Kind, tuple[str, ...]] = {
    "need": ("need",),
    "resource": ("outcome", "hours", "budget", "release"),
    "team": ("member", "liaison"),
    "roles": ("role",),
    "goals": ("objective", "key_result"),
    "cadence": ("practice",),
    "digest": ("sentence",),
    "resolution": ("term",),
    "adjustment": ("change",),
    "idea": ("idea",),
    "role_gap": ("succession",),
}

_RULES: Mapping[Kind, tuple[Rule, ...]] = {
    "need": word_checks.NEED,
    "resource": resource_checks.RESOURCE,
    "team": (*people_checks.TEAM, *resource_checks.TEAM),
    "roles": people_checks.ROLES,
    "goals": goal_checks.RULES,
    "cadence": people_checks.CADENCE,
    "digest": digest_checks.RULES,
    "resolution": word_checks.RESOLUTION,
    "adjustment": word_checks.ADJUSTMENT,
    "idea": word_checks.IDEA,
    "role_gap": gap_checks.RULES,
}

_PLACEHOLDER = re.compile(
    r"\b(?:TBD|TODO|XXX+|FIXME|lorem ipsum)\b|待定|待补充|此处填写|\{\w*\}|<[a-z_ ]+>|\bXX+\b"
)


def check(
    kind: Kind,
    items: Sequence[Item],
    evidence: Sequence[Evidence],
    language: Language,
    sources: Mapping[str, str] | None = None,
    people: Sequence[Contact] = (),
    on: dt.date | None = None,
    standing: Sequence[Item] = (),
) -> tuple[CheckResult, ...]:
    """Return what is wrong with these items, errors first, worded in `language`.

    `sources` holds full texts by feedback item id; without it, quotations are looked for in the
    evidence, which shows long texts shortened. `people` are whom items may name, as they are on the
    day `on`; without a day nothing is said of who is away. `standing` are the charter's roles.

    Rules named `numbers.*` and `cites.*` bind drafts by model or rules to their evidence; a
    person's own words may go beyond it.
    """
    draft = Draft(
        kind, items, {one.id: one for one in evidence}, sources or {}, people, on, standing
    )
    found: list[Finding] = []
    for rule in (_sorts, _cites, _traceable, _placeholders, *_RULES[kind]):
        found += rule(draft)
    found.sort(key=lambda one: one.severity == "warning")
    return tuple(
        CheckResult(
            rule=one.rule,
            severity=one.severity,
            message=one.said.within(language),
            item=one.item,
        )
        for one in found
    )


def _sorts(draft: Draft) -> Findings:
    """A suggestion of one kind holds only the sorts of items that belong to it."""
    for one in draft.items:
        if one.body.type not in (*_SORTS[draft.kind], "request"):
            yield error(
                "items.wrong_sort",
                f"A {one.body.type} does not belong in a suggestion of kind {draft.kind}.",
                f"「{draft.kind}」类建议稿不能包含 {one.body.type}。",
                one.id,
            )


def _cites(draft: Draft) -> Findings:
    """Every item cites evidence, and evidence that is there."""
    for one in draft.items:
        if not one.cites and not isinstance(one.body, Request):
            yield error("cites.none", "It cites no evidence.", "没有引用任何证据。", one.id)
        for cite in one.cites:
            if cite not in draft.evidence:
                yield error(
                    "cites.unknown",
                    f"It cites {cite}, which is not in the evidence.",
                    f"引用了证据中没有的 {cite}。",
                    one.id,
                )


def _traceable(draft: Draft) -> Findings:
    """Every number in the words of an item is in its own fields or in what it cites."""
    for one in draft.items:
        cited = [draft.evidence[cite] for cite in one.cites if cite in draft.evidence]
        if missing := untraceable(one.body, cited, (*draft.names, *one.departments)):
            yield error(
                "numbers.untraceable",
                f"Not in the cited evidence: {', '.join(missing)}.",
                f"引用的证据中没有这些数字：{'、'.join(missing)}。",
                one.id,
            )


def _placeholders(draft: Draft) -> Findings:
    """Nothing is left to be filled in."""
    for one in draft.items:
        for text in prose(one.body).values():
            if found := _PLACEHOLDER.search(text):
                yield warning(
                    "text.placeholder",
                    f"“{found[0]}” is left to be filled in.",
                    f"「{found[0]}」有待填写。",
                    one.id,
                )

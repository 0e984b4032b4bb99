"""The charter (协作章程): everything approved so far; only an approved suggestion revises it."""

import datetime as dt

from pydantic import Field, TypeAdapter, ValidationError

from domain.errors import BadInputError
from domain.given import first_problem
from domain.items import Body, Change, KeyResult
from domain.suggestion import Item, Kind, Suggestion, fingerprint
from domain.text import Frozen, Language, Line

_BODY: TypeAdapter[Body] = TypeAdapter(Body)
_ADDED: tuple[Kind, ...] = ("digest", "resolution", "adjustment", "idea")
_ADJUSTABLE: tuple[Kind, ...] = ("goals", "cadence", "roles")


class Approval(Frozen):
    """Which text was approved, by whom, and when it took effect."""

    suggestion: str
    kind: Kind
    revision: int
    fingerprint: str
    drafted_by: str
    decided_by: tuple[str, ...]
    at: dt.datetime


class Charter(Frozen):
    """One revision of the charter. Every part is the items of an approved suggestion."""

    collaboration: str
    title: Line
    language: Language
    revision: int = 0
    need: tuple[Item, ...] = ()
    resource: tuple[Item, ...] = ()
    team: tuple[Item, ...] = ()
    roles: tuple[Item, ...] = ()
    goals: tuple[Item, ...] = ()
    cadence: tuple[Item, ...] = ()
    digest: tuple[Item, ...] = ()
    resolution: tuple[Item, ...] = ()
    adjustment: tuple[Item, ...] = ()
    idea: tuple[Item, ...] = ()
    approvals: tuple[Approval, ...] = Field(default=())

    @property
    def fingerprint(self) -> str:
        """Return the fingerprint of this revision."""
        return fingerprint(self.model_dump(mode="json"))

    @property
    def key_results(self) -> dict[str, KeyResult]:
        """Return the key results by item id."""
        return {i.id: i.body for i in self.goals if isinstance(i.body, KeyResult)}

    @property
    def targets(self) -> dict[str, tuple[str, ...]]:
        """Return, per item that can be adjusted, the departments that it touches."""
        return {item.id: item.departments for item in _adjustable(self)}


def amended(
    charter: Charter, suggestion: Suggestion, decided_by: tuple[str, ...], at: dt.datetime
) -> Charter:
    """Return the next revision, with the approved suggestion in it.

    Need, resources, team, roles, goals and cadence replace what stood there; digests, resolutions,
    adjustments and ideas are added. An adjustment also changes the items that it names.
    Raises BadInputError when a change cannot be made (its target has gone, its value is wrong).
    """
    approval = Approval(
        suggestion=suggestion.id,
        kind=suggestion.kind,
        revision=suggestion.revision,
        fingerprint=suggestion.fingerprint,
        drafted_by=suggestion.provenance.drafted_by,
        decided_by=decided_by,
        at=at,
    )
    added = suggestion.kind in _ADDED
    standing: tuple[Item, ...] = getattr(charter, suggestion.kind) if added else ()
    changed: dict[str, object] = {suggestion.kind: (*standing, *suggestion.items)}
    if suggestion.kind == "adjustment":
        after = {item.id: item for item in adjusted(_adjustable(charter), suggestion.items)}
        for part in _ADJUSTABLE:
            changed[part] = tuple(after[item.id] for item in getattr(charter, part))
    return charter.model_copy(
        update={
            "revision": charter.revision + 1,
            "approvals": (*charter.approvals, approval),
            **changed,
        }
    )


def _adjustable(charter: Charter) -> tuple[Item, ...]:
    return tuple(item for part in _ADJUSTABLE for item in getattr(charter, part))


def adjusted(items: tuple[Item, ...], changes: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return the items with the changes made; each changed item has a new fingerprint."""
    standing = {item.id: item for item in items}
    for change in (item.body for item in changes):
        if not isinstance(change, Change):
            continue
        old = standing.get(change.target)
        if old is None:
            raise BadInputError(
                f"{change.target} is no longer in the charter",
                f"章程中已没有 {change.target}",
            )
        standing[change.target] = _changed(old, change)
    return tuple(standing.values())


def _changed(old: Item, change: Change) -> Item:
    try:
        body = _BODY.validate_python(
            old.body.model_dump(mode="json") | {change.field: change.after}
        )
    except ValidationError as error:
        first = first_problem(error).sentence
        raise BadInputError(
            f"{change.target}: {first.en}", f"{change.target}：{first.zh}"
        ) from None
    bare = old.model_copy(update={"body": body, "fingerprint": ""})
    shown = bare.model_dump(mode="json", exclude={"fingerprint"})
    return bare.model_copy(update={"fingerprint": fingerprint(shown)})

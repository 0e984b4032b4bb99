"""How people decide, per approver and kind: time, edits, reversals, and a rubber-stamp warning.

Pure: what was recorded in, figures out. A warning warns; nothing is ever blocked by it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from analysis.decisions import SENDING_BACK, Decision, decisions
from analysis.model_usage import percentile
from analysis.reversals import Reversal, reversals
from domain.oversight import Watched, kind_of
from domain.suggestion import Kind
from domain.text import Frozen

FEWEST = 10
"""Approvals whose time and text are known, from which on a share says anything."""
QUICK_SHARE = 0.5
"""From this share of quick approvals on, a person is warned about."""

Warned = Literal["rubber_stamp", "none", "too_few"]


class Oversight(Frozen):
    """How one person decided on one kind, or, with `kind` None, on all kinds together.

    `edits` are approvals in own words. `timed` decisions have a known time from being asked;
    `elapsed` is that time in seconds. `opened` decisions were made on a text whose first opening is
    known; `dwell` is the time from there in seconds, the page's at most. `judged` approvals
    had something new to read and a known time; `quick` of them were faster than that can be read.
    `reversals` counts approvals rolled back or unsaid, `adjusted` what was changed in the charter
    later. `unverified` decisions were made under a bare name. `refused` attempts are no decisions,
    and the name on them is only what somebody typed.
    """

    approver: str
    kind: Kind | None
    decisions: int
    approvals: int
    edits: int
    rejections: int
    sent_back: int
    approval_rate: float | None
    unverified: int
    refused: int
    timed: int
    median_elapsed: float | None
    p90_elapsed: float | None
    opened: int
    median_dwell: float | None
    p90_dwell: float | None
    edited_characters: int
    median_edited_share: float | None
    reversals: int
    rolled_back: int
    own_no: int
    adjusted: int
    judged: int
    quick: int
    quick_share: float | None
    warning: Warned


def oversight(watched: Watched) -> tuple[Oversight, ...]:
    """Return the figures by approver and kind; who decided on several kinds has one of all too."""
    taken = decisions(watched)
    how = reversals(watched, taken)
    refused = _refused(watched)
    found: list[Oversight] = []
    people = {one.account for one in taken} | {account for account, _ in refused}
    for account in sorted(people):
        own = [one for one in taken if one.account == account]
        kinds = {one.kind for one in own} | {kind for who, kind in refused if who == account}
        for kind in sorted(kinds):
            mine = [one for one in own if one.kind == kind]
            found.append(_figures(account, kind, mine, how, refused[account, kind]))
        if len(kinds) > 1:
            every = sum(refused[account, kind] for kind in kinds)
            found.append(_figures(account, None, own, how, every))
    return tuple(found)


def warned(judged: int, quick: int) -> Warned:
    """Say whether so many quick approvals among those judged are worth a warning."""
    if judged < FEWEST:
        return "too_few"
    return "rubber_stamp" if quick >= QUICK_SHARE * judged else "none"


def _refused(watched: Watched) -> Counter[tuple[str, Kind]]:
    return Counter(
        (row.actor, kind)
        for row in watched.rows
        if row.result == "refused" and row.actor and (kind := kind_of(row.suggestion))
    )


def _figures(
    account: str,
    kind: Kind | None,
    taken: Sequence[Decision],
    how: Mapping[str, frozenset[Reversal]],
    refused: int,
) -> Oversight:
    verbs = Counter(one.verb for one in taken)
    yes = [one for one in taken if one.approves]
    times = [one.elapsed for one in taken if one.elapsed is not None]
    dwells = [one.dwell for one in taken if one.dwell is not None]
    edits = [one.edit for one in taken if one.edit]
    became = [how[one.key] for one in yes if one.key in how]
    judged = [one.quick for one in taken if one.quick is not None]
    return Oversight(
        approver=account,
        kind=kind,
        decisions=len(taken),
        approvals=len(yes),
        edits=verbs["edit"],
        rejections=verbs["reject"],
        sent_back=sum(verbs[verb] for verb in SENDING_BACK),
        approval_rate=_share(len(yes), len(taken)),
        unverified=sum(not one.verified for one in taken),
        refused=refused,
        timed=len(times),
        median_elapsed=percentile(times, 50),
        p90_elapsed=percentile(times, 90),
        opened=len(dwells),
        median_dwell=percentile(dwells, 50),
        p90_dwell=percentile(dwells, 90),
        edited_characters=sum(edit.characters for edit in edits),
        median_edited_share=percentile([edit.share for edit in edits], 50),
        reversals=sum(bool(one & {"rolled_back", "own_no"}) for one in became),
        rolled_back=_times("rolled_back", became),
        own_no=_times("own_no", became),
        adjusted=_times("adjusted", became),
        judged=len(judged),
        quick=sum(judged),
        quick_share=_share(sum(judged), len(judged)),
        warning=warned(len(judged), sum(judged)),
    )


def _times(how: Reversal, became: Iterable[frozenset[Reversal]]) -> int:
    return sum(how in one for one in became)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None

"""The rules of a role matrix (RACI) over its rows, for a draft and for a file alike."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from domain.findings import Finding, Findings, error, warning

FEW = 4


class Row(NamedTuple):
    """One deliverable and who has which part in it. `id` is what a finding about it names.

    `departments` are those of who does it or answers for it, where code has looked them up already.
    `work`: the first and the last day on which it is in work, where the row says so itself.
    """

    id: str
    deliverable: str
    responsible: tuple[str, ...]
    accountable: tuple[str, ...]
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    work: tuple[dt.date, dt.date] | None = None

    @property
    def people(self) -> tuple[str, ...]:
        """Return everybody in the row, each once, those who do and answer first."""
        parts = (*self.accountable, *self.responsible, *self.consulted, *self.informed)
        return tuple(dict.fromkeys(parts))


def counted(rows: Sequence[Row]) -> Findings:
    """A matrix has rows, and each deliverable stands once."""
    last = {row.deliverable: row.id for row in rows}
    if not rows:
        yield error("roles.no_rows", "The matrix has no row.", "责任分配矩阵没有任何一行。")
    for deliverable, number in Counter(row.deliverable for row in rows).items():
        if number > 1:
            yield error(
                "roles.same_deliverable",
                f"“{deliverable}” stands {number} times.",
                f"「{deliverable}」出现了 {number} 次。",
                last[deliverable],
            )


def one_accountable(rows: Sequence[Row]) -> Findings:
    """Exactly one person answers for a row."""
    for row in rows:
        number = len(set(row.accountable))
        if number == 0:
            yield error(
                "roles.nobody_accountable",
                "Nobody is accountable for this row; exactly one person must be.",
                "这一行没有最终负责人；应当恰好一人。",
                row.id,
            )
        elif number > 1:
            yield error(
                "roles.many_accountable",
                f"{number} people are accountable for this row ({', '.join(row.accountable)}); "
                "exactly one person must be.",
                f"这一行的最终负责人有 {number} 人（{'、'.join(row.accountable)}），应当恰好一人。",
                row.id,
            )


def peopled(rows: Sequence[Row]) -> Findings:
    """Somebody does each row, few are consulted, and nobody is accountable for everything."""
    for row in rows:
        if not any(account.strip() for account in row.responsible):
            yield error(
                "roles.nobody_responsible",
                "Nobody is responsible for this row.",
                "这一行没有执行人。",
                row.id,
            )
        if len(row.consulted) > FEW:
            yield warning(
                "roles.many_consulted",
                f"{len(row.consulted)} people are consulted; {FEW} are enough.",
                f"被咨询人有 {len(row.consulted)} 人；不宜超过 {FEW} 人。",
                row.id,
            )
    accountable = {tuple(sorted(row.accountable)) for row in rows}
    if len(rows) > 1 and len(accountable) == 1 and (one := next(iter(accountable))):
        yield error(
            "roles.accountable_for_everything",
            f"{', '.join(one)} is accountable for every row.",
            f"每一行的最终负责人都是 {'、'.join(one)}。",
        )


def departments_taken(
    names: Sequence[str],
    taken: Collection[str],
    missing: Callable[[str, str, str], Finding] = warning,
) -> Findings:
    """Every affected department does or answers for something."""
    for name in names:
        if name not in taken:
            yield missing(
                "roles.department_missing",
                f"{name} is neither responsible nor accountable for any row.",
                f"{name}没有承担任何一行的执行或最终责任。",
            )

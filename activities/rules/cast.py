"""Who can stand for which department in a role matrix."""

from collections.abc import Sequence

from domain.directory import Contact
from domain.facts import RolesFacts


class Cast:
    """Who stands for which department: members first, then the head.

    Whoever will be away with nobody there for them is left out, as long as two others are there;
    `asked` are the members that remain.
    """

    def __init__(self, facts: RolesFacts) -> None:
        every = {one.account: one for one in (*facts.members, *facts.heads)}
        there = [one for key, one in every.items() if key not in facts.uncovered]
        self.everybody = there if len(there) > 1 else list(every.values())
        inside = {one.account for one in self.everybody}
        self.asked = [one for one in facts.members if one.account in inside]
        self._heads = [one for one in facts.heads if one.account in inside]

    def members(self, department: str) -> tuple[str, ...]:
        """Return the members from a department, or its head when nobody is in the team."""
        found = tuple(one.account for one in self.asked if one.department == department)
        return found or self.heads(department)

    def heads(self, department: str) -> tuple[str, ...]:
        """Return the head of a department, if it has one."""
        return tuple(one.account for one in self._heads if one.department == department)[:1]

    def ranked(self, department: str) -> tuple[str, ...]:
        """Return who may answer for a department, its head first."""
        return tuple(dict.fromkeys((*self.heads(department), *self.members(department))))

    def name(self, account: str) -> str:
        """Return a person's name."""
        return next(one.name for one in self.everybody if one.account == account)

    def known(self, accounts: Sequence[str]) -> tuple[str, ...]:
        """Return the accounts without doubles and without anybody unknown."""
        inside: dict[str, Contact] = {one.account: one for one in self.everybody}
        return tuple(dict.fromkeys(one for one in accounts if one in inside))

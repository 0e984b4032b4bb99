"""Who can stand for which department in a role matrix."""

from collections.abc import Sequence

from domain.facts import Contact, RolesFacts


class Cast:
    """Who stands for which department: members first, then the head."""

    def __init__(self, facts: RolesFacts) -> None:
        self.everybody = list({one.account: one for one in (*facts.members, *facts.heads)}.values())
        self._members = facts.members
        self._heads = facts.heads

    def members(self, department: str) -> tuple[str, ...]:
        """Return the members from a department, or its head when nobody is in the team."""
        found = tuple(one.account for one in self._members if one.department == department)
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

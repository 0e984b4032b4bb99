"""Whom the team rule of a brief names that the people of the collaboration do not hold."""

from collections.abc import Iterator

from domain.directory import Directory
from domain.problems import Problem, shown
from domain.shape import nearest
from domain.team_names import SAME
from domain.team_rule import TeamRule
from domain.text import Bilingual


def strangers_in_rule(rule: TeamRule, directory: Directory) -> Iterator[Problem]:
    """Say which ends of links are neither an account nor a department, or one and the same.

    A member of an earlier team may have left: `previous` may name anybody.
    """
    known = {person.account for person in directory.people} | set(directory.departments)
    for place, link in enumerate(rule.communication):
        if link.a == link.b:
            yield Problem(location=("team", "communication", place, "b"), sentence=SAME)
        for end, name in (("a", link.a), ("b", link.b)):
            if name not in known:
                near = nearest(name, sorted(known)) if len(known) <= 2_000 else None
                yield Problem(
                    location=("team", "communication", place, end),
                    sentence=Bilingual(
                        en=f"“{shown(name)}” is no account and no department"
                        + (f"; did you mean “{near}”?" if near else ""),
                        zh=f"「{shown(name)}」既不是账号，也不是部门"
                        + (f"，是不是「{near}」？" if near else ""),
                    ),
                )

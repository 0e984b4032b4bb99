"""Rules of gates and escalation: timeouts complete, no circle, authority over both sides."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Protocol

from domain.findings import Findings, error, warning
from domain.role_matrix import Gate, RoleMatrix, Rung


class Line(Protocol):
    """Who is above whom."""

    known: bool

    def key(self, name: str) -> str:
        """Return the one name that stands for a person, or for the head of a department."""

    def stands(self, name: str) -> bool:
        """Say whether somebody is called so, or a department that has a head."""

    def above(self, name: str) -> Iterator[str]:
        """Yield the superiors of somebody, nearest first."""


def gates(matrix: RoleMatrix, line: Line) -> Findings:
    """Each gate stands once, with who decides, by when, what then; only low risk goes by itself."""
    for name, number in Counter(gate.name for gate in matrix.gates).items():
        if number > 1:
            yield error(
                "gates.same_name",
                f"{number} gates are called “{name}”; give each a name of its own.",
                f"有 {number} 个关口都叫「{name}」，请为各个关口取不同的名称。",
                name,
            )
    for gate in matrix.gates:
        named = (*gate.decider, gate.to, gate.break_glass)
        yield from _unknown("gates.unknown_person", named, line, gate.name)
        for field, en, zh in _missing(gate):
            yield error(
                f"gates.no_{field}",
                f"The gate does not say {en}.",
                f"该关口没有写明{zh}。",
                gate.name,
            )
        if gate.on_timeout == "proceed" and gate.risk != "low":
            risk = gate.risk or "unstated"
            yield error(
                "gates.proceed_on_timeout",
                f"Without a decision it goes on by itself, but its risk is {risk}; only low risk "
                "may.",
                f"无人决定时自动放行，但其风险为{_RISKS[gate.risk]}；只有低风险可以如此。",
                gate.name,
            )
        if gate.break_glass is None:
            yield warning(
                "gates.no_break_glass",
                "The gate names nobody who may let it pass in an emergency.",
                "该关口没有写明紧急情况下由谁放行。",
                gate.name,
            )


def _unknown(rule: str, names: Iterable[str | None], line: Line, item: str) -> Findings:
    """Say who is neither among the people nor a department with a head, where people are listed."""
    for name in dict.fromkeys(names):
        if name is not None and line.known and not line.stands(name):
            yield error(
                rule,
                f"{name} is nobody among the people, and no department with a head among them.",
                f"「{name}」既不是人员中的一员，也不是有负责人的部门。",
                item,
            )


_RISKS = {"low": "低", "medium": "中", "high": "高", None: "未写明"}


def _missing(gate: Gate) -> Iterator[tuple[str, str, str]]:
    if not gate.decider:
        yield "decider", "who decides", "由谁决定"
    if gate.timeout is None:
        yield "timeout", "by when it must be decided (timeout)", "决定期限（timeout）"
    if gate.on_timeout is None:
        yield (
            "on_timeout",
            "what happens when nobody decides (on_timeout)",
            "逾期如何处理（on_timeout）",
        )
    if gate.on_timeout == "escalate" and gate.to is None:
        yield "to", "to whom it is escalated (to)", "升级给谁（to）"


def escalations(matrix: RoleMatrix, line: Line) -> Findings:
    """Each rung has a deadline and authority over both sides, and no way leads back."""
    for rung in matrix.escalation:
        yield from _unknown("escalation.unknown_person", (*rung.sides, rung.to), line, _label(rung))
        if rung.after is None:
            yield error(
                "escalation.no_deadline",
                "This rung does not say how long the lower one has (after).",
                "该级没有写明下一级的处理期限（after）。",
                _label(rung),
            )
        if len(rung.sides) > 1 and line.known:
            yield from _authority(rung, line)
    for circle in _circles(matrix, line):
        yield error(
            "escalation.circle",
            f"The escalation comes back to where it was: {' → '.join(circle)}.",
            f"升级路径形成循环：{' → '.join(circle)}。",
            circle[0],
        )


def _authority(rung: Rung, line: Line) -> Findings:
    """Say over whom the person at the upper end has no authority."""
    upper = line.key(rung.to)
    for side in rung.sides:
        if upper not in line.above(side):
            yield error(
                "escalation.no_authority",
                f"{rung.to} is not among the superiors of {side}: no authority over both sides.",
                f"{rung.to}不是{side}的上级，对双方没有共同的管理权限。",
                _label(rung),
            )


def _label(rung: Rung) -> str:
    return f"{' + '.join(rung.sides)} → {rung.to}"


def _circles(matrix: RoleMatrix, line: Line) -> Iterator[list[str]]:
    """Yield each circle once, from its first name in the order of the alphabet."""
    ways: dict[str, dict[str, None]] = {}
    for rung in matrix.escalation:
        for side in rung.sides:
            ways.setdefault(line.key(side), {})[line.key(rung.to)] = None
    for gate in matrix.gates:
        for one in gate.decider if gate.on_timeout == "escalate" and gate.to else ():
            ways.setdefault(line.key(one), {})[line.key(str(gate.to))] = None
    told: set[frozenset[str]] = set()
    for start in sorted(ways):
        circle = _back_to(start, ways)
        if circle and frozenset(circle) not in told:
            told.add(frozenset(circle))
            yield circle


def _back_to(start: str, ways: dict[str, dict[str, None]]) -> list[str]:
    """Return the shortest way from `start` back to it, both ends named; empty if there is none."""
    paths, seen = [[start]], set[str]()
    for path in paths:  # grows while it is walked: breadth first
        for upper in ways.get(path[-1], {}):
            if upper == start:
                return [*path, start]
            if upper not in seen:
                seen.add(upper)
                paths.append([*path, upper])
    return []

"""Which columns of a log say what, for finding needs: named, else told from the header.

The same words as for logs that are imported (`event_columns`), and those of known exports before
them. What cannot be told apart is never guessed.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple, get_args

from domain.errors import WrongValueError
from domain.event_columns import Role, called, meant, plain
from domain.log_presets import PRESETS, Preset
from domain.problems import shown
from domain.shape import nearest
from domain.text import Frozen

LogRole = Literal["case", "group", "time", "activity", "lifecycle", "start", "end", "resource"]
LOG_ROLES: tuple[LogRole, ...] = get_args(LogRole)

_SHARED: Mapping[LogRole, Role] = {
    "case": "case",
    "group": "department",
    "time": "time",
    "activity": "activity",
    "lifecycle": "state",
}
_OWN: Mapping[LogRole, tuple[str, ...]] = {
    "lifecycle": ("lifecycle lifecycletransition transition",),
    "start": ("start", "starttime starttimestamp begintime startedat 开始时间 开始处理时间"),
    "end": ("end", "endtime endtimestamp finishtime endedat 结束时间 完成时间 处理完成时间"),
    "resource": ("resource", "orgresource user person assignee employee 处理人 经办人 人员"),
}
_NEEDED: tuple[LogRole, ...] = ("case", "group", "time")
_SPAN = ("start", "end")
_SIGNS = 3
"""How many roles of a preset a header must have to be taken for its product's."""


class LogColumns(Frozen):
    """Which column of a log is what, and the `products` whose export it looks like."""

    case: str
    group: str
    time: str
    activity: str | None = None
    lifecycle: str | None = None
    start: str | None = None
    end: str | None = None
    resource: str | None = None
    products: tuple[str, ...] = ()

    def named(self) -> dict[LogRole, str]:
        """Return the columns that there are, by role."""
        return {role: name for role in LOG_ROLES if (name := getattr(self, role))}


Called = Callable[[LogRole], str]


class Wanted(NamedTuple):
    """Which columns somebody wants taken for what.

    `named` ones must be there; an empty name says that the log has none of it. `usual` ones are
    taken where they are there. `called` is what people name a role by, in a sentence.
    """

    named: Mapping[LogRole, str]
    usual: Mapping[LogRole, str] = {}
    called: Called = "--{}".format


def columns_in(header: Sequence[str], wanted: Wanted) -> LogColumns:
    """Return the columns of a log with this header: those wanted, the others told from it.

    Raises WrongValueError with one sentence: which is not there, or cannot be told.
    """
    called = wanted.called
    named = {role: name for role, name in wanted.named.items() if name}
    for role, name in named.items():
        if name not in header:
            raise _missing(called(role), name, header)
    if ("start" in named) != ("end" in named):
        raise _half(called)
    presets = _presets(header)
    usual = {role: name for role, name in wanted.usual.items() if name in header}
    found: dict[LogRole, str] = {**usual, **named}
    for role in LOG_ROLES:
        settled = role in found or role in wanted.named
        if not settled and not (role in _SPAN and _are_arrivals(presets)):
            _guess(role, header, found, presets, called)
    _settle_times(found, named)
    for role in _NEEDED:
        if role not in found:
            raise _none(called(role), header)
    return LogColumns(**found, products=tuple(one.product for one in presets))


def _guess(
    role: LogRole,
    header: Sequence[str],
    found: dict[LogRole, str],
    presets: Sequence[Preset],
    called: Called,
) -> None:
    free = [one for one in header if one not in _taken(role, found)]
    names = _meant(role, free, presets)
    if len(names) == 1:
        found[role] = names[0]
    elif names and role not in (*_SPAN, "resource"):
        raise _either(called(role), names)


def _taken(role: LogRole, found: Mapping[LogRole, str]) -> set[str]:
    """Return the columns that are something else; a status is both what happened and a state."""
    return {name for other, name in found.items() if (role, other) != ("lifecycle", "activity")}


def _settle_times(found: dict[LogRole, str], named: Mapping[LogRole, str]) -> None:
    """Let a start beside a time make that its end, and a start and end alone the time."""
    if "start" in found and "end" not in found and "time" in found:
        found["end"] = found["time"]
    if ("start" in found) != ("end" in found):
        found.pop("start", None)
        if "time" not in found and "end" in found:
            found["time"] = found["end"]
        found.pop("end", None)
    if "start" in found and "time" not in named:
        found["time"] = found["start"]


def _meant(role: LogRole, header: Sequence[str], presets: Sequence[Preset]) -> list[str]:
    if names := _by_preset(role, header, presets):
        return names
    if role in _OWN and (names := called((words.split() for words in _OWN[role]), header)):
        return names
    if role in _SHARED and (names := meant(_SHARED[role], header)):
        return names
    # A header too short to be a product's may still call something as approvals do.
    return _by_preset(role, header, [one for one in PRESETS if one.is_approval])


def _by_preset(role: LogRole, header: Sequence[str], presets: Sequence[Preset]) -> list[str]:
    for preset in presets:
        for word in preset.words.get(role, "").split():  # the first that is there
            if names := called(([plain(word)],), header):
                return names
    return []


def _presets(header: Sequence[str]) -> list[Preset]:
    """Return the products whose export has such a header: those with the most roles known."""
    there = {plain(name) for name in header}

    def signs(preset: Preset) -> int:
        known = {role for role, words in preset.words.items() if there & _plain_words(words)}
        return len(known) if {"case", "time"} <= known else 0

    most = max((signs(one) for one in PRESETS), default=0)
    return [one for one in PRESETS if signs(one) == most] if most >= _SIGNS else []


def _plain_words(words: str) -> set[str]:
    return {plain(word) for word in words.split()}


def _are_arrivals(presets: Sequence[Preset]) -> bool:
    return any(preset.is_approval for preset in presets)


def _names(header: Sequence[str]) -> list[str]:
    return [shown(name, 30) for name in header[:20] if name]


def _missing(role: str, name: str, header: Sequence[str]) -> WrongValueError:
    near = nearest(name, [one for one in header if one])
    en = f" (did you mean “{shown(near)}”?)" if near else f"; the columns are: {_listed(header)}"
    zh = f"（是不是「{shown(near)}」？）" if near else f"，现有的列是：{'、'.join(_names(header))}"
    return WrongValueError(
        en=f"{role}: there is no column “{shown(name)}”{en}",
        zh=f"{role}：没有「{shown(name)}」列{zh}",
    )


def _listed(header: Sequence[str]) -> str:
    return ", ".join(_names(header))


def _half(called: Called) -> WrongValueError:
    start, end = called("start"), called("end")
    return WrongValueError(
        en=f"{start} and {end} are named together or not at all",
        zh=f"{start} 与 {end} 须同时指明，或都不指明",
    )


def _either(role: str, names: Sequence[str]) -> WrongValueError:
    listed = [shown(name, 30) for name in names]
    return WrongValueError(
        en=f"{' and '.join(f'“{one}”' for one in listed)} could each be meant; name the right one "
        f"with {role}",
        zh=f"{'、'.join(f'「{one}」' for one in listed)}都有可能，请用 {role} 指明",
    )


def _none(role: str, header: Sequence[str]) -> WrongValueError:
    return WrongValueError(
        en=f"no column is known for {role}; name it; the columns are: {_listed(header)}",
        zh=f"没有能认出的 {role} 列，请指明；现有的列是：{'、'.join(_names(header))}",
    )

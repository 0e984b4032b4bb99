"""The file that ACCORD_NOTIFY names: where people are reached. It holds secrets, so nothing of an
address is ever repeated here.
"""

import os
import stat
from pathlib import Path

from activities.channels import readable
from activities.sent import FailedError
from cli.yaml_lines import Finding, checked, findings_of, read_with_lines, refuse
from domain.contacts import Contacts, every_address
from domain.errors import BadInputError
from domain.problems import Problem, path
from domain.text import Bilingual, Frozen

VARIABLE = "ACCORD_NOTIFY"
_NO_FIELDS = Bilingual(
    en=f"must be fields, one “name: value” a line: {', '.join(Contacts.model_fields)}",
    zh=f"应为若干字段，每行一个「字段名: 值」：{'、'.join(Contacts.model_fields)}",
)


class Reached(Frozen):
    """One address of the file: where it stands, and what answers there."""

    place: str
    service: str


def contacts_named() -> Contacts | None:
    """Return the contacts of ``ACCORD_NOTIFY``; None when it is not set. Raises BadInputError."""
    named = os.environ.get(VARIABLE)
    return read_contacts(Path(named)) if named else None


def needed_contacts() -> Contacts:
    """Return the same.

    Raises:
        BadInputError: it is not set, or the file cannot be used.
    """
    found = contacts_named()
    if found is None:
        raise BadInputError(
            f"set {VARIABLE} to the file that says where people are reached",
            f"请将 {VARIABLE} 设为联系方式配置文件的路径",
        )
    return found


def read_contacts(file: Path) -> Contacts:
    """Return what the file holds. Raises BadInputError with its first problem."""
    located = read_with_lines(file)
    refuse(problems_in(file))
    return checked(located, Contacts)


def problems_in(file: Path) -> tuple[Finding, ...]:
    """Return everything that is wrong with the file. Raises BadInputError if it cannot be read."""
    located = read_with_lines(file)
    if not located.broken and not _fields(located.value):  # which would be repeated otherwise
        return (located.finding(Problem(location=(), sentence=_NO_FIELDS)),)
    if found := findings_of(located, Contacts):
        return found
    wrong = []
    for place, address in every_address(Contacts.model_validate(located.value)):
        try:
            readable(address)
        except FailedError as error:
            wrong.append(located.finding(Problem(location=place, sentence=error.reason)))
    return tuple(wrong)


def _fields(value: object) -> bool:
    return isinstance(value, dict) and not any("://" in str(name) for name in value)


def reached(contacts: Contacts) -> list[Reached]:
    """Return each address by its place and service."""
    return [
        Reached(place=path(place), service=str(readable(address).service_name))
        for place, address in every_address(contacts)
    ]


def exposed(file: Path) -> Bilingual | None:
    """Say that others on this machine can read the file, if they can."""
    if not stat.S_IMODE(file.stat().st_mode) & 0o077:
        return None
    return Bilingual(
        en=f"Others on this machine can read {file}, which holds secrets: chmod 600 {file}",
        zh=f"本机其他用户可读取 {file}，其中含有密钥：请执行 chmod 600 {file}",
    )

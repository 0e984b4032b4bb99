"""Where people are reached: the company's own configuration, by account, group or department."""

from collections.abc import Iterator, Sequence
from string import Formatter
from typing import Annotated
from urllib.parse import quote

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from domain.directory import Person
from domain.errors import WrongValueError
from domain.text import Account, Frozen, Line, is_account

MOST = 20
"""Addresses in one list."""
_LONGEST = 2_000


def _address(secret: SecretStr) -> SecretStr:
    """Refuse what is no address, without ever repeating it: addresses hold passwords."""
    text = secret.get_secret_value()
    scheme, found, rest = text.partition("://")
    if not found or not scheme.isalnum() or not rest or len(text) > _LONGEST or not _plain(text):
        raise WrongValueError(
            "is not an address such as mailto://… or feishu://…",
            "不是 mailto://…、feishu://… 这样的地址",
        )
    return secret


def _plain(text: str) -> bool:
    return text.isprintable() and " " not in text


def _list(given: object) -> object:
    """Refuse what is no list of texts here, where the general sentence would quote it."""
    if not isinstance(given, list | tuple) or not all(isinstance(one, str) for one in given):
        raise WrongValueError(
            "must be a list of addresses (one “- …” a line)",
            "应为地址列表（每行一个「- …」）",
        )
    return given


def _table(given: object) -> object:
    """Refuse an address where a name belongs, without repeating it."""
    if not isinstance(given, dict) or any("://" in str(name) for name in given):
        raise WrongValueError(
            "must be names, each with a list of addresses below it",
            "应为若干名称，每个名称下列出地址",
        )
    return given


def _template(secret: SecretStr) -> SecretStr:
    """Refuse a template that would not be filled in."""
    try:
        names = {name for _, name, _, _ in Formatter().parse(secret.get_secret_value()) if name}
    except ValueError:
        names = {"?"}
    if names != {"account"}:
        raise WrongValueError(
            "needs {account} where the person's account goes, and no other name in braces",
            "须用 {account} 标明账号的位置，且花括号中不得有其他名称",
        )
    return secret


Address = Annotated[SecretStr, AfterValidator(_address)]
Template = Annotated[SecretStr, AfterValidator(_address), AfterValidator(_template)]
Addresses = Annotated[tuple[Address, ...], Field(max_length=MOST), BeforeValidator(_list)]
Templates = Annotated[tuple[Template, ...], Field(max_length=MOST), BeforeValidator(_list)]


class Contacts(Frozen):
    """Addresses as apprise writes them. A person has the first list that is there for them:
    their account's, else those of their groups, else their department's, else the default.

    `everybody` hears every message as well. Lists of groups, departments and everybody are shared:
    what goes to several people at once is said there once.
    """

    accounts: Annotated[dict[Account, Addresses], BeforeValidator(_table)] = {}
    groups: Annotated[dict[Line, Addresses], BeforeValidator(_table)] = {}
    departments: Annotated[dict[Line, Addresses], BeforeValidator(_table)] = {}
    default: Templates = ()
    everybody: Addresses = ()


class Way(Frozen):
    """One address of somebody. `name` says where in the configuration it stands: no secret."""

    name: str
    address: SecretStr
    shared: bool = False


def ways(contacts: Contacts, account: str, person: Person | None) -> tuple[Way, ...]:
    """Return how this account is reached, the shared channel for everybody last."""
    return (*_own(contacts, account, person), *_shared("everybody", contacts.everybody))


def every_address(contacts: Contacts) -> Iterator[tuple[tuple[str | int, ...], SecretStr]]:
    """Return each address with its place, templates filled in for somebody."""
    for field in ("accounts", "groups", "departments"):
        for name, addresses in getattr(contacts, field).items():
            for number, one in enumerate(addresses):
                yield (field, name, number), one
    for number, one in enumerate(contacts.default):
        yield ("default", number), _filled(one, "somebody")
    for number, one in enumerate(contacts.everybody):
        yield ("everybody", number), one


def _own(contacts: Contacts, account: str, person: Person | None) -> tuple[Way, ...]:
    if account in contacts.accounts:
        return _ways(f"accounts.{account}", contacts.accounts[account])
    if person:
        named = [name for name in person.groups if name in contacts.groups]
        if named:
            return tuple(w for n in named for w in _shared(f"groups.{n}", contacts.groups[n]))
        if person.department in contacts.departments:
            return _shared(
                f"departments.{person.department}", contacts.departments[person.department]
            )
    # What is put into an address is checked: an account could otherwise choose another server.
    if is_account(account):
        return _ways("default", [_filled(one, account) for one in contacts.default])
    return ()


def _ways(place: str, addresses: Sequence[SecretStr]) -> tuple[Way, ...]:
    return tuple(Way(name=f"{place}[{n}]", address=one) for n, one in enumerate(addresses))


def _shared(place: str, addresses: Sequence[SecretStr]) -> tuple[Way, ...]:
    return tuple(one.model_copy(update={"shared": True}) for one in _ways(place, addresses))


def _filled(template: SecretStr, account: str) -> SecretStr:
    return SecretStr(template.get_secret_value().replace("{account}", quote(account, safe="")))

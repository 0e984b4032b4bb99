"""Up the line: a person's superiors (连续多级主管), and the ladder that an escalation climbs."""

from domain.directory import Directory, Person


def superiors(account: str, directory: Directory, levels: int) -> tuple[Person, ...]:
    """Return the superiors of `account`, nearest first, up to `levels` of them.

    Ends where nobody is named, where the named one is unknown, and before anybody comes twice.
    """
    person = directory.person(account)
    found: dict[str, Person] = {}
    while person and person.superior and len(found) < levels:
        person = directory.person(person.superior)
        if person is None or person.account == account or person.account in found:
            break
        found[person.account] = person
    return tuple(found.values())


def ladder(account: str, directory: Directory, sponsor: str, levels: int = 3) -> tuple[Person, ...]:
    """Return whom silence of `account` reaches in turn: superiors, then the sponsor, once each."""
    rungs = {person.account: person for person in superiors(account, directory, levels)}
    last = directory.person(sponsor)
    if last and last.account != account:
        rungs.pop(last.account, None)  # the sponsor is the last rung, wherever else they stand
        rungs[last.account] = last
    return tuple(rungs.values())

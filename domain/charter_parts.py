"""The parts of a charter in which people have places, for rules that the charter itself uses."""

from typing import Protocol

from domain.suggestion import Item


class Parts(Protocol):
    """A charter, as far as it is about people."""

    @property
    def team(self) -> tuple[Item, ...]:
        """Return its members and liaisons."""

    @property
    def roles(self) -> tuple[Item, ...]:
        """Return its rows of roles."""

    @property
    def goals(self) -> tuple[Item, ...]:
        """Return its objectives and key results."""

    @property
    def cadence(self) -> tuple[Item, ...]:
        """Return its practices."""

"""What is asked about somebody who is lost, and what comes back: who, what they held, who signs."""

import datetime as dt

from domain.departure import Departure
from domain.double_booking import DoubleBooked
from domain.text import Frozen, Language, Text


class GapRequest(Frozen):
    """Say what somebody who is lost holds, and keep under `reference` who could take it over."""

    collaboration: str
    reference: str
    departure: Departure
    today: dt.date


class GapFound(Frozen):
    """Who is lost and what they hold, in words; `sentence` says so when they hold nothing."""

    name: str
    places: tuple[str, ...]
    sentence: Text


class LostRequest(Frozen):
    """Compare the charter with the directory as it is today.

    `look` names this time of looking, and `known` whom people know to be promised twice; `tell`:
    they are told of anybody else.
    """

    collaboration: str
    today: dt.date
    look: str = ""
    known: tuple[str, ...] = ()
    tell: bool = False


class Found(Frozen):
    """Everybody who is lost to a charter; `accounts` are those who are asked just now as well.

    `booked`: of whom this team and others ask more hours than they have.
    """

    departures: tuple[Departure, ...]
    accounts: tuple[str, ...]
    booked: tuple[DoubleBooked, ...] = ()


class InsteadRequest(Frozen):
    """Who signs in the place of somebody, if they are lost today?"""

    collaboration: str
    account: str
    today: dt.date


class ReporterRequest(Frozen):
    """May this person report that one as leaving? `workflow` and ids are for the ledger."""

    collaboration: str
    actor: str
    account: str
    comment: Text
    workflow: str
    update: str
    update_id: str
    language: Language
    surface: str = "temporal"

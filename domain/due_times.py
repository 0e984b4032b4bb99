"""When a question to people is due: rungs in working days, and nobody loses time to a holiday.

Resolved in an activity when people are asked; the workflow keeps the moments, nothing else.
"""

import datetime as dt
from collections.abc import Sequence

from pydantic import Field

from domain.business_time import WorkCalendar, add_working_days, unannounced
from domain.directory import Absence
from domain.text import Bilingual, Frozen

LONGEST_WAIT = 10
"""Working days that somebody's absence may put a due time off; then silence is silence."""
AWAY = Bilingual(en="on leave", zh="休假")
_DAY = dt.timedelta(days=1)


class Rung(Frozen):
    """One step of a wait: `wait` is a number of working days, or a plain span of time."""

    name: str
    wait: int | dt.timedelta

    @classmethod
    def of(cls, name: str, duration: dt.timedelta) -> "Rung":
        """Read a brief's duration: whole days are working days, anything finer is plain time."""
        whole = not duration % _DAY
        return cls(name=name, wait=duration.days if whole else duration)


REMIND, ESCALATE, EXPIRE = "remind", "escalate", "expire"
RUNGS = (
    Rung(name=REMIND, wait=2),
    Rung(name=ESCALATE, wait=4),
    Rung(name=EXPIRE, wait=5),
)


class Answering(Frozen):
    """Somebody who is to answer, the calendar of their country, and the days they are away.

    Who has a deputy standing in is not among them: the deputy is, with their own days.
    """

    account: str
    name: str
    calendar: WorkCalendar
    absences: tuple[Absence, ...] = ()


class DueTime(Frozen):
    """When a rung is reached, in UTC, whose days decided it, and what a reader should know."""

    name: str
    at: dt.datetime
    account: str | None = None
    notes: tuple[Bilingual, ...] = ()


class DueTimes(Frozen):
    """The rungs of one wait, in the order in which they were asked for."""

    rungs: tuple[DueTime, ...] = Field(min_length=1)

    def at(self, name: str) -> dt.datetime | None:
        """Return when this rung is reached, if the wait has it."""
        return next((rung.at for rung in self.rungs if rung.name == name), None)

    @property
    def notes(self) -> tuple[Bilingual, ...]:
        """Return what a reader should know, once each."""
        return tuple({note.en: note for rung in self.rungs for note in rung.notes}.values())


def due_times(
    asked_at: dt.datetime, rungs: Sequence[Rung], people: Sequence[Answering]
) -> DueTimes:
    """Return when each rung is reached: for several people, when the last of them has had it."""
    return DueTimes(rungs=tuple(_reached(asked_at, rung, people) for rung in rungs))


def _reached(asked_at: dt.datetime, rung: Rung, people: Sequence[Answering]) -> DueTime:
    if isinstance(rung.wait, dt.timedelta):
        return DueTime(name=rung.name, at=(asked_at + rung.wait).astimezone(dt.UTC))
    if not people:
        weekdays = add_working_days(asked_at, rung.wait, WorkCalendar(zone="UTC"))
        return DueTime(name=rung.name, at=weekdays)
    due = [_due(asked_at, rung.name, rung.wait, person) for person in people]
    notes = {note.en: note for one in due for note in one.notes}
    last = max(due, key=lambda one: one.at)
    return last.model_copy(update={"notes": tuple(notes.values())})


def _due(asked_at: dt.datetime, name: str, days: int, person: Answering) -> DueTime:
    latest = add_working_days(asked_at, days + LONGEST_WAIT, person.calendar)
    own = add_working_days(asked_at, days, at_work(person, asked_at, latest))
    notes = [unannounced(min(own, latest), person.calendar)]
    if own > latest:
        notes.append(
            Bilingual(
                en=f"{person.name} is away; the due time waits {LONGEST_WAIT} working days for "
                "them, no longer",
                zh=f"{person.name}休假；期限最多为其顺延 {LONGEST_WAIT} 个工作日",
            )
        )
    return DueTime(
        name=name,
        at=min(own, latest),
        account=person.account,
        notes=tuple(note for note in notes if note),
    )


def at_work(person: Answering, start: dt.datetime, end: dt.datetime) -> WorkCalendar:
    """Return the person's calendar from `start` to `end`, in which days away are days off."""
    first, last = start.date() - _DAY, end.date() + _DAY
    away = {
        first + dt.timedelta(days=n): AWAY
        for n in range((last - first).days + 1)
        if any(a.start <= first + dt.timedelta(days=n) <= a.end for a in person.absences)
    }
    return person.calendar.model_copy(update={"closed": {**away, **person.calendar.closed}})

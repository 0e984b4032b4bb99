"""Who works here: people, their departments, heads, skills and absences."""

from pydantic import Field, model_validator

from domain.errors import WrongValueError
from domain.text import Day, Frozen, Language, Line


class Absence(Frozen):
    """Days a person is away, both ends included."""

    start: Day
    end: Day

    @model_validator(mode="after")
    def _ordered(self) -> "Absence":
        if self.end < self.start:
            raise WrongValueError(
                f"the absence ends ({self.end}) before it starts ({self.start})",
                f"缺勤的结束日期（{self.end}）早于开始日期（{self.start}）",
                at=("end",),
            )
        return self


class Person(Frozen):
    """One entry of the directory. `hours` are free hours a week; skill levels go from 1 to 5.

    `calendar` names the country whose holidays they have (CN, DE, DE-BY or none); by default it
    is the country of their time zone.
    """

    account: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$")
    name: Line
    department: Line
    head: bool = False
    superior: str | None = None
    groups: tuple[str, ...] = ()
    language: Language = "zh"
    time_zone: str = "Asia/Shanghai"
    skills: dict[str, int] = Field(default_factory=dict)
    hours: int = Field(default=8, ge=0, le=80)
    absences: tuple[Absence, ...] = ()
    deputy: str | None = None
    calendar: str | None = Field(default=None, pattern=r"^(none|[A-Z]{2}(-[A-Z0-9]{1,8})?)$")


class Directory(Frozen):
    """Everybody who may take part, by account."""

    people: tuple[Person, ...]

    @property
    def departments(self) -> tuple[str, ...]:
        """Return the departments in order of first appearance."""
        return tuple(dict.fromkeys(person.department for person in self.people))

    def person(self, account: str) -> Person | None:
        """Return the person with this account, if there is one."""
        return next((p for p in self.people if p.account == account), None)

    def head_of(self, department: str) -> Person | None:
        """Return the head of `department`, if the directory names one."""
        members = (p for p in self.people if p.department == department)
        return next((p for p in members if p.head), None)


class Contact(Frozen):
    """A person as later stages need them: absences that are still to come, and who deputises."""

    account: str
    name: str
    department: str
    deputy: str | None = Field(default=None, exclude_if=lambda deputy: deputy is None)
    absences: tuple[Absence, ...] = Field(default=(), exclude_if=lambda absences: not absences)

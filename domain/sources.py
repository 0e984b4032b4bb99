"""Where evidence comes from, as a brief names it: an event log or a survey, people, measures."""

from typing import Annotated

from pydantic import Field, model_validator

from domain.errors import WrongValueError
from domain.event_columns import ROLES
from domain.import_columns import LOG_ROLES
from domain.log_columns import LogRole, Wanted
from domain.text import ID_PATTERN, Frozen

LogName = Annotated[str, Field(pattern=ID_PATTERN)]
"""What an imported event log is called."""


_TIMED = ("start", "end", "resource", "calendars")


def _called(role: LogRole) -> str:
    field = next(name for name, known in LOG_ROLES.items() if known == role)
    return f"sources.events.{field}"


class EventLog(Frozen):
    """A log of events below ACCORD_DATA and the names of its columns, or an imported `log`.

    The file is any that `accord needs` reads. Columns with their usual names need not be named,
    nor do those that are told from the header; a `state` of null says that there is none.
    `calendars` is a file of who works when, below ACCORD_DATA, for the causes of waiting.
    """

    file: str | None = None
    log: LogName | None = None
    case: str = "case"
    time: str = "time"
    department: str = "department"
    activity: str = "activity"
    state: str | None = "state"
    start: str | None = None
    end: str | None = None
    resource: str | None = None
    calendars: str | None = None

    @model_validator(mode="after")
    def _one(self) -> "EventLog":
        """Hold it to one source. The columns of an imported log were named at its import.

        A brief that is written out and read again names all columns, so defaults are let pass.
        """
        if self.file == "store":
            raise WrongValueError(
                "“store” is no file; name the imported log as log",
                "「store」不是文件；已导入的日志请用 log 写明名称",
                at=("file",),
            )
        if (self.file is None) == (self.log is None):
            raise WrongValueError(
                "name either a file or an imported log, and not both",
                "file（文件）与 log（已导入的日志）须填且只填其一",
            )
        if (self.start is None) != (self.end is None):
            raise WrongValueError(
                "start and end are named together or not at all",
                "start 与 end 须同时填写，或都不填写",
                at=("start" if self.start is None else "end",),
            )
        for role in (*ROLES, *_TIMED) if self.log is not None else ():
            if getattr(self, role) != type(self).model_fields[role].default:
                raise WrongValueError(
                    "the columns of an imported log were named at its import; leave this out",
                    "已导入日志的列在导入时已指定，请勿再填",
                    at=(role,),
                )
        return self

    @property
    def source(self) -> str:
        """Return what the log is called: its file, or its name in the store."""
        return self.file or self.log or ""

    @property
    def wanted(self) -> Wanted:
        """Return which column of the file is what; one of its usual name may be missing."""
        given = {role: getattr(self, field) for field, role in LOG_ROLES.items()}
        usual = {
            role: str(given[role])
            for field, role in LOG_ROLES.items()
            if given[role] and given[role] == type(self).model_fields[field].default
        }
        named = {role: name for role, name in given.items() if name and role not in usual}
        none: dict[LogRole, str] = {} if self.state else {"lifecycle": ""}
        return Wanted(named | none, usual, _called)


class Sources(Frozen):
    """Where evidence comes from: paths below ACCORD_DATA, or `store` for what was imported.

    Where work waits is told by an event log, or by a `survey` where there is none: never by both.
    """

    people: str
    events: EventLog | None = None
    survey: str | None = None
    feedback: str
    measures: str

    @model_validator(mode="after")
    def _one_way(self) -> "Sources":
        if (self.events is None) == (self.survey is None):
            raise WrongValueError(
                "name either events or a survey, and not both: what was measured and what was "
                "said are never mixed",
                "events（事件日志）与 survey（问卷）须填且只填其一：测得的与自报的数据不混用",
            )
        return self

"""Column types that mean the same on SQLite and PostgreSQL."""

import datetime as dt
import json
from typing import Any

from pydantic_core import to_jsonable_python
from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

MOST = 2**31 - 1
"""The largest number that a column of PostgreSQL's INTEGER holds, and so any of ours."""


class UtcTime(TypeDecorator[dt.datetime]):
    """A moment, aware and in UTC on both sides; SQLite itself keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Refuse a naive time: nobody could say later which moment it was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value.isoformat()}")
        return value.astimezone(dt.UTC)

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        aware = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
        return aware.astimezone(dt.UTC)


class JsonText(TypeDecorator[Any]):
    """Any JSON value as readable text; NaN and infinity are refused, since JSON has neither."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write the value as JSON text."""
        if value is None:
            return None
        return json.dumps(to_jsonable_python(value), ensure_ascii=False, allow_nan=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Read the value back."""
        return None if value is None else json.loads(value)

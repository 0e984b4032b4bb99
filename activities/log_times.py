"""The times of a log, a whole column at once; those in a rarer form go cell by cell.

Times with an offset are moments, whatever the offsets. Times without one are the log's own clock
and taken as UTC. Both in one log cannot be put in order, and are refused.
"""

import contextlib
import itertools
from collections.abc import Callable

import polars as pl

from activities.cells import Cell
from activities.files import Spot, SpotError
from activities.time_forms import YEARS, rare_time
from activities.zones import mixed
from analysis.event_table import MOMENT
from domain.log_columns import LogRole

_OFFSET = r"(?i)\d\s*(z|utc|[+-](?:[01]\d|2[0-3]):?[0-5]\d)$"
_FORMS = (
    *("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"),
    *("%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y/%m/%d %H:%M"),
    *("%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日 %H:%M", "%d/%b/%y %I:%M %p", "%d/%b/%Y %H:%M"),
)
_DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日")
_SAMPLE = 100

Place = Callable[[int, LogRole], Spot]


def moments(text: pl.Series, role: LogRole, spot: Place) -> pl.DataFrame:
    """Return the columns `at` in UTC and `offset` in minutes, null where a time has none.

    Raises BadInputError naming the first cell that is no time.
    """
    stripped = text.str.strip_chars()
    mark = _marks(stripped)
    offset = _minutes(mark)
    at = _parsed(_without(stripped, mark))
    ahead = (offset.fill_null(0).cast(pl.Int64) * 60_000_000).cast(pl.Duration("us"))
    found = pl.DataFrame({"at": (at - ahead).dt.replace_time_zone("UTC"), "offset": offset})
    missing = found["at"].is_null()
    return _rare(found, text, missing, role, spot) if missing.any() else found


def refuse_mixed(found: pl.DataFrame, role: LogRole, spot: Place) -> None:
    """Refuse a column in which some times have an offset, and others have none."""
    without = found["offset"].is_null()
    if without.any() and not without.all():
        line = spot((~without).arg_max() or 0, role).line
        raise mixed(spot(without.arg_max() or 0, role), line)


def refuse_apart(began: pl.DataFrame, ended: pl.DataFrame, spot: Place) -> None:
    """Refuse a start that has an offset where its end has none, or the other way round."""
    bare = began["offset"].is_null(), ended["offset"].is_null()
    if (apart := bare[0] != bare[1]).any():
        row = apart.arg_max() or 0
        without: LogRole = "start" if bare[0][row] else "end"
        raise mixed(spot(row, without), spot(row, "start").line)


def _marks(text: pl.Series) -> pl.Series:
    """Return what says the offset at the end of each time, null where nothing does."""
    timed = text.str.contains(":", literal=True)
    return text.zip_with(timed, _none(pl.String(), len(text))).str.extract(_OFFSET)


def _without(text: pl.Series, mark: pl.Series) -> pl.Series:
    """Return the times without what says their offset."""
    if mark.null_count() == len(mark):
        return text
    bare = pl.col("text").str.strip_suffix(pl.col("mark").fill_null("")).str.strip_chars_end()
    return pl.DataFrame({"text": text, "mark": mark}).select(bare).to_series()


def _minutes(mark: pl.Series) -> pl.Series:
    """Return the minutes that offsets are ahead of UTC."""
    found = mark.unique().drop_nulls()
    minutes = pl.Series([_minute(one) for one in found], dtype=pl.Int32)
    return mark.replace_strict(found, minutes, default=None, return_dtype=pl.Int32)


def _minute(mark: str) -> int:
    digits = mark[1:].replace(":", "")
    if not digits.isdecimal():
        return 0  # Z or UTC
    size = int(digits[:2]) * 60 + int(digits[2:])
    return -size if mark[0] == "-" else size


def _parsed(text: pl.Series) -> pl.Series:
    """Try the common forms one after the other, each on what the earlier ones left."""
    found = _none(pl.Datetime("us"), len(text))
    for form in _likely_first(text.head(_SAMPLE)):
        left = found.is_null()
        if not left.any():
            break
        found = found.zip_with(~left, _in_form(text, form))
    sane = found.dt.year().is_between(YEARS[0], YEARS[1])
    return found.zip_with(sane.fill_null(value=False), _none(pl.Datetime("us"), len(text)))


def _likely_first(some: pl.Series) -> list[str]:
    """Return the forms, one that all of these times have first."""
    forms = (*_FORMS, *_DAYS)
    fits = (form for form in forms if not _in_form(some, form).null_count())
    return list(dict.fromkeys((*itertools.islice(fits, 1), *forms)))


def _in_form(text: pl.Series, form: str) -> pl.Series:
    if form in _DAYS:
        return text.str.to_date(form, strict=False).cast(pl.Datetime("us"))
    return text.str.to_datetime(form, time_unit="us", strict=False)


def _none(sort: pl.DataType, length: int) -> pl.Series:
    return pl.Series([None], dtype=sort).new_from_index(0, length)


def _rare(
    found: pl.DataFrame, text: pl.Series, missing: pl.Series, role: LogRole, spot: Place
) -> pl.DataFrame:
    """Read what no common form fits as the cells of other files are read."""
    at = found["at"].to_list()
    for row in missing.arg_true():
        cell = Cell(text[row], Spot(""))
        with contextlib.suppress(SpotError):
            at[row] = rare_time(cell)
            continue
        place = spot(row, role)  # dear in a CSV, which is read again to find the line
        if not cell.text.strip():
            raise place.bad("is empty", "为空")
        at[row] = rare_time(Cell(cell.text, place))
    return found.with_columns(pl.Series("at", at, dtype=MOMENT))

import datetime as dt

import pytest
from pydantic import TypeAdapter, ValidationError

from domain.values import Day

DAY = TypeAdapter[dt.date](Day)


@pytest.mark.parametrize("written", ["0", '"0"', "1577836800", '"1577836800"', "0.5", "true"])
def test_a_number_is_no_day(written: str) -> None:
    with pytest.raises(ValidationError) as raised:
        DAY.validate_json(written)
    assert raised.value.errors()[0]["type"] == "date_type"


def test_a_day_is_read_as_people_and_yaml_write_it() -> None:
    day = dt.date(2026, 9, 30)
    assert DAY.validate_json('"2026-09-30"') == day
    assert DAY.validate_python(day) == day

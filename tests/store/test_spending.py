import asyncio
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.spending import SpendingEntry
from store.spending import report_spending, spending
from tests.store.samples import LATER, NOW


def entry(id: str = "k1", hours: str = "2.5", note: str = "复核合同") -> SpendingEntry:
    return SpendingEntry(id=id, by="li.na", at=NOW, hours=Decimal(hours), note=note)


async def test_entries_are_listed_in_the_order_in_which_they_came(engine: AsyncEngine) -> None:
    first, second = entry(), entry("k2").model_copy(update={"at": LATER})
    assert await report_spending(engine, "onboarding", first) == (first, True)
    assert await report_spending(engine, "onboarding", second) == (second, True)
    assert await spending(engine, "onboarding") == [first, second]
    assert await spending(engine, "other") == []


async def test_the_same_key_is_kept_once_as_it_was_first_reported(engine: AsyncEngine) -> None:
    await report_spending(engine, "onboarding", entry())
    assert await report_spending(engine, "onboarding", entry(hours="9")) == (entry(), False)
    assert await report_spending(engine, "other", entry(hours="9")) == (entry(hours="9"), True)
    assert await spending(engine, "onboarding") == [entry()]


async def test_of_many_at_once_under_one_key_one_is_kept(engine: AsyncEngine) -> None:
    told = await asyncio.gather(
        *(report_spending(engine, "onboarding", entry(hours=str(n))) for n in range(1, 9))
    )
    assert [new for _, new in told].count(True) == 1
    (kept,) = await spending(engine, "onboarding")
    assert {one for one, _ in told} == {kept}

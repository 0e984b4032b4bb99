"""What changed between two revisions of a suggestion, item by item and word by word."""

from collections.abc import Iterator

from sqlalchemy.ext.asyncio import AsyncEngine

from api.documents import ItemDiffered
from domain.differences import differences
from domain.reading import Reader
from domain.suggestion import Item, Suggestion
from store import collaborations, people


async def differed(
    engine: AsyncEngine, before: Suggestion, after: Suggestion
) -> tuple[ItemDiffered, ...]:
    """Return the items that read otherwise, in the order of the newer text, what is gone last."""
    collaboration = before.id.partition(":")[0]
    brief = await collaborations.brief(engine, collaboration)
    directory = await people.directory(engine, collaboration)
    names = {person.account: person.name for person in directory.people}
    reader = Reader(brief.language if brief else "en", names)
    return tuple(_differed(before, after, reader))


def _differed(before: Suggestion, after: Suggestion, reader: Reader) -> Iterator[ItemDiffered]:
    old = {item.id: item for item in before.items}
    for item in after.items:
        earlier = old.pop(item.id, None)
        if earlier is None:
            yield ItemDiffered(
                item=item.id, what="added", spans=differences("", _text(item, reader))
            )
        elif earlier.fingerprint != item.fingerprint:
            spans = differences(_text(earlier, reader), _text(item, reader))
            yield ItemDiffered(item=item.id, what="changed", spans=spans)
    for item in old.values():
        yield ItemDiffered(item=item.id, what="removed", spans=differences(_text(item, reader), ""))


def _text(item: Item, reader: Reader) -> str:
    return "\n".join(reader.lines(item.body))

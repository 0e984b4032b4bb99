"""What approvers asked for, kept word for word beside the model's redraft."""

from collections.abc import Sequence

from domain.items import Request
from domain.suggestion import Asked, DraftItem
from domain.text import Bilingual, Language

_HANDLING = Bilingual(
    en="The model had this request before it when it wrote this draft. Compare with the draft "
    "before to see whether it is met.",
    zh="模型重拟本稿时已收到这条意见，是否满足请对照上一稿判断。",
)


def requested(requests: Sequence[Asked], language: Language) -> tuple[DraftItem, ...]:
    """Return one Request item for each request; that it was met is for its author to say."""
    handling = _HANDLING.within(language)
    return tuple(
        DraftItem(body=Request(text=asked.text, asked_by=asked.by, handling=handling))
        for asked in requests
    )

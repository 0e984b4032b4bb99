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


_RELEASE = Bilingual(
    en="Who is not released is not proposed again in this collaboration; the solver has chosen "
    "anew, and those whose release is signed stay where that can be.",
    zh="未获派出的人，本协作不再提名；已重新求解，已签署派出的人尽可能保留。",
)
_NOT_FOR_THE_MODEL = {
    "team": Bilingual(
        en=" Who is in the team is the solver's answer: exchange people by an edit, by a request "
        "that names one as item, or by another team rule in the brief.",
        zh="团队由求解得出，模型不能换人；要换人请直接修改本稿，或在要求重拟时以 item 指明其人，"
        "或调整立项申请的 team 规则。",
    ),
}


def requested(requests: Sequence[Asked], language: Language, kind: str) -> tuple[DraftItem, ...]:
    """Return one Request item for each request; that it was met is for its author to say."""
    more = _NOT_FOR_THE_MODEL.get(kind)
    handling = _HANDLING.within(language) + (more.within(language) if more else "")
    return tuple(
        DraftItem(
            body=Request(
                text=asked.text,
                asked_by=asked.by,
                handling=_RELEASE.within(language) if asked.refused else handling,
            )
        )
        for asked in requests
    )

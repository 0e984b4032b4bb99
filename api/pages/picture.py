"""The hand-off map on a decision page: the picture itself for a need, a way to it for a team."""

from html import escape

from api.pages.frame import attribute, text
from api.seeing_suggestion import SuggestionSeen
from domain.details_map import MAP, map_address
from domain.text import Bilingual, Language, clean

_TITLE = Bilingual(en="Where cases wait", zh="案件在哪里等待")
_OPEN = Bilingual(en="Open the hand-off map", zh="打开交接图")


def hand_off_map(seen: SuggestionSeen, language: Language) -> str:
    """Return the part of the page with the map; nothing where the text rests on none."""
    evidence = seen.suggestion.evidence if seen.suggestion else ()
    drawn = next((one for one in evidence if one.id == MAP), None)
    if seen.suggestion is None or drawn is None:
        return ""
    place = f"{map_address('', seen.id.partition(':')[0])}?lang={language}"
    there = f'<a href="{attribute(place)}">{_OPEN.within(language)}</a>'
    if seen.suggestion.kind != "need":
        return f"<h2>{_TITLE.within(language)}</h2><p>{text(drawn.value)}</p><p>{there}</p>"
    told = escape(clean(f"{drawn.label}: {drawn.value}"))
    return (
        f"<h2>{_TITLE.within(language)}</h2>"
        f'<a class="map" href="{attribute(place)}"><img src="{attribute(place)}" alt="{told}"></a>'
        f"<p>{there}</p>"
    )

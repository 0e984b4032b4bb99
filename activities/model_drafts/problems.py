"""What is wrong with an answer, in sentences that the model reads when it is asked again."""

from collections.abc import Iterable

from domain.text import Bilingual, Language

SHOWN = 6


def refuse(problems: Iterable[Bilingual], language: Language) -> None:
    """Raise a ValueError with the first problems, one sentence a line, if there are any."""
    found = dict.fromkeys(problem.within(language) for problem in problems)
    if found:
        raise ValueError("\n".join(list(found)[:SHOWN]))


def unknown(field: str, value: str) -> Bilingual:
    """Return the sentence for a value that is not in the material."""
    return Bilingual(
        en=f"{field}: “{value}” is not in the material.", zh=f"{field}：材料里没有「{value}」。"
    )

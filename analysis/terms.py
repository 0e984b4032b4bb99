"""The terms of a text: English words and word pairs, Chinese characters by twos and threes."""

import re
from collections.abc import Iterator, Sequence

from domain.text import fold

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAN_RUN = re.compile(f"[{_HAN}]+")
_WORD = re.compile(rf"(?:(?![{_HAN}])[^\W_])+(?:['’-](?:(?![{_HAN}])[^\W_])+)*")
_LONGEST = 8

# Words that carry grammar, not content; closed classes only, so that no topic word is lost.
_STOP = """
a about above after again against all almost also although always am an and any anybody anyone are
aren't as at be because been before being below between both but by can can't cannot could
couldn't did didn't do does doesn't doing don't down during each either else ever every everybody
everyone few for from further get gets getting got had hadn't has hasn't have haven't having he
her here hers herself him himself his how however i i'd i'll i'm i've if in into is isn't it it's
its itself just less let like made make makes many may me might more most much must my myself need
needs neither never no nobody none nor not nothing now of off often on once one only or other our
ours ourselves out over own per please quite rather really same shall she should shouldn't since
so some somebody someone something sometimes still such than that that's the their theirs them
themselves then there there's these they they're this those though through thus to too under until
up upon us very was wasn't we we'd we'll we're we've were weren't what when where whether which
while who whom whose why will with within without won't would wouldn't yet you you're your yours
yourself
"""
_STOP_WORDS = frozenset(_STOP.split())

# Characters that are grammar nearly everywhere; 对, 会, 请, 及, 还, 更 and their like are not here,
# because 对账, 会议, 申请, 及时, 还款 and 变更 are what people complain about.
_FUNCTION = frozenset(
    "的了着得是在和与或也都就又很太最不没有无这那哪此其之以而且但却则虽为所于从把被让再只已每各个么"
    "吗呢吧啊呀嘛我你他她它您们"
)

# Numbers, turns and spans of time: no subject by themselves.
_COUNTING = """
zero one two three four five six seven eight nine ten dozen hundred first second third last next
previous half times time minute minutes hour hours day days today yesterday tomorrow week weeks
month months year years morning afternoon evening monday tuesday wednesday thursday friday saturday
sunday daily weekly monthly"""
_COUNTING_WORDS = frozenset(_COUNTING.split())
_COUNTING_CHARACTERS = frozenset("一二两三四五六七八九十百千万几半")
_DAYS = frozenset(
    ("今天", "昨天", "明天", "上周", "下周", "本周", "今年", "去年", "明年", "月底", "年底")
)


def terms(text: str) -> frozenset[str]:
    """Return the terms of `text`, each a verbatim part of `domain.text.fold(text)`.

    English and other spaced scripts: words and pairs of neighbouring words, lower case, without
    stop words, numbers and single letters. Chinese: two and three neighbouring characters, without
    function characters. Nothing is translated, stemmed or looked up.
    """
    folded = fold(text)
    return frozenset([*_words(folded), *_characters(folded)])


def counts(term: str) -> bool:
    """Tell whether a term only counts or dates: all its words, or any Chinese number in it."""
    if _HAN_RUN.fullmatch(term):
        return term in _DAYS or not _COUNTING_CHARACTERS.isdisjoint(term)
    return all(word in _COUNTING_WORDS for word in term.split())


def phrase(term: str, texts: Sequence[str]) -> str:
    """Return `term` made longer while all folded `texts` go on alike: 账对不 becomes 对账对不上.

    Only Chinese terms, whose twos and threes cut words in pieces; at most 8 characters.
    """
    if not texts or not _HAN_RUN.fullmatch(term):
        return term
    for after in (True, False):
        while len(term) < _LONGEST:
            longer = _longer(term, texts, after=after)
            if longer is None or not all(longer in text for text in texts):
                break
            term = longer
    return term


def _longer(term: str, texts: Sequence[str], *, after: bool) -> str | None:
    first = texts[0]
    start = first.index(term)
    place = start + len(term) if after else start - 1
    if not 0 <= place < len(first) or not _HAN_RUN.fullmatch(first[place]):
        return None
    if first[place] in _FUNCTION:
        return None
    return term + first[place] if after else first[place] + term


def _words(folded: str) -> Iterator[str]:
    previous: re.Match[str] | None = None
    for match in _WORD.finditer(folded):
        if not _telling(match[0]):
            previous = None
            continue
        yield match[0]
        if previous and folded[previous.end() : match.start()] == " ":
            yield f"{previous[0]} {match[0]}"
        previous = match


def _telling(word: str) -> bool:
    return len(word) > 1 and not word.isnumeric() and word.replace("’", "'") not in _STOP_WORDS


def _characters(folded: str) -> Iterator[str]:
    for run in _HAN_RUN.findall(folded):
        for piece in re.split(f"[{''.join(sorted(_FUNCTION))}]", run):
            for size in (2, 3):
                yield from (piece[i : i + size] for i in range(len(piece) - size + 1))

import re
from string import Formatter

import pytest

from domain import refusals
from domain.refusals import refusal
from domain.text import Bilingual
from tests.approvals import asks, pending

CODES = sorted(refusals._SENTENCES)


@pytest.mark.parametrize("code", CODES)
def test_every_refusal_is_one_sentence_in_each_language(code: str) -> None:
    said = refusal(code, pending("ana", "bo"), "DETAIL").sentence
    english, chinese = refusals._SENTENCES[code]
    assert re.search("[一-鿿]", said.zh)
    assert not re.search("[一-鿿]", said.en.replace("安娜", ""))
    named = [
        {name.removesuffix("_zh") for _, name, _, _ in Formatter().parse(text) if name}
        for text in (english, chinese)
    ]
    assert named[0] == named[1]
    for text in (said.en, said.zh):
        assert "DETAIL" in text or "detail" not in named[0]
        assert not re.search(r"\{[a-z_]+\}", text)


@pytest.mark.parametrize("code", CODES)
def test_what_a_person_sent_cannot_bend_or_bloat_a_refusal(code: str) -> None:
    said = refusal(code, pending("ana"), "{id}\n\u202e{0}" + "x" * 50_000).sentence
    for text in (said.en, said.zh):
        assert len(text) < 600
        assert "\n" not in text
        assert "\u202e" not in text


def test_a_detail_may_be_said_in_both_languages() -> None:
    said = refusal("bad_edit", pending(), Bilingual(en="too long", zh="太长")).sentence
    assert said.en.endswith("too long")
    assert said.zh.endswith("太长")


def test_of_many_people_the_first_are_named() -> None:
    crowd = [asks(f"person{number}") for number in range(40)]
    said = refusal("not_asked", pending(*crowd), "zoe").sentence
    assert "person7" in said.en
    assert "person8" not in said.en
    assert said.en.endswith("+32")

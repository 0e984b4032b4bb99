import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from activities.llm_reasons import FALLBACK_REASONS
from domain import approval
from domain.command import read_command
from domain.details import MOST, details, escaped, paste
from domain.items import Idea
from domain.redrafting import NO_MODEL
from domain.signing import MAX_ROUNDS, ApprovalState, waiting
from domain.suggestion import CheckResult, Evidence, Provenance
from domain.text import Language, clean
from tests.approvals import (
    NOW,
    asks,
    change,
    does,
    drafting,
    pending,
    policy,
    put,
    suggestion,
)

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
ATTACKS = (
    "a | b",
    "a\nb",
    "\n\n# heading",
    "# heading",
    "heading\n===",
    "[click](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "<https://evil.example>",
    "https://evil.example",
    "www.evil.example",
    "mail@evil.example",
    "<script>alert(1)</script>",
    "<!-- hidden",
    "&lt;b&gt; &amp;",
    "```\ncode",
    "~~~",
    "`code`",
    "**bold** _em_ ~~gone~~",
    "{workflowId} {namespace} {runId}",
    "\\",
    "\\|",
    "\\`code\\`",
    "\\<script>",
    "\\*\\*bold\\*\\*",
    "ends with \\",
    "- item",
    "1. one",
    "1) one",
    "1234. many",
    "> quote",
    "---",
    "|---|---|",
    "[x]: https://evil.example",
    "[^1]",
    "$x$",
    ":smile:",
    "\u202eevil",
    "tag\U000e0041\U000e0042",
    "\u2028# heading",
    "javascript:alert(1)",
    "  indented",
    "\tcode",
)
hostile = st.sampled_from(ATTACKS) | st.text(max_size=40)


def tokens(text: str) -> list[Token]:
    found: list[Token] = []
    for token in MARKDOWN.parse(text):
        found += [token, *(token.children or [])]
    return found


def links(page: str) -> set[str]:
    """Return where a page leads; our own links stay in the UI."""
    found = {str(t.attrGet("href")) for t in tokens(page) if t.type == "link_open"}
    assert all(re.match(r"/namespaces/(%7B|{)namespace(%7D|})/workflows\?query=", x) for x in found)
    return found


def read(text: str) -> str:
    """Return what a reader sees of one paragraph."""
    inline = [token for token in MARKDOWN.parse(text) if token.type == "inline"]
    return "".join(child.content for token in inline for child in token.children or [])


@given(hostile)
def test_escaped_text_reads_the_same_and_does_nothing(text: str) -> None:
    shown = escaped(text)
    assert {t.type for t in tokens(f"x {shown} x")} <= {
        "paragraph_open",
        "paragraph_close",
        "inline",
        "text",
        "text_special",
    }
    assert read(f"x{shown}x") == f"x{' '.join(clean(text).split())}x"
    assert not re.search(r"\w://|www\.|(?<!\\)[@{}<\[`]", shown, re.IGNORECASE)


@given(hostile)
def test_a_line_that_starts_with_it_is_still_a_paragraph(text: str) -> None:
    assert {t.type for t in MARKDOWN.parse(escaped(text))} <= {
        "paragraph_open",
        "paragraph_close",
        "inline",
    }


def test_long_text_is_cut_where_it_cannot_break() -> None:
    assert escaped("*" * 50, 10) == "\\*" * 9 + "…"
    assert escaped("ab", 2) == "ab"
    assert escaped("  a " * 10_000, 5) == "a a …"


def bent(text: str, language: Language = "en") -> ApprovalState:
    """Return a pending idea in which everything that can be written is this text."""
    seen = f"x{text[:250]}"
    body = Idea(title=seen, text=text or "x", author="dee", next_step=text)
    evidence = (
        Evidence(id="event:1", label=seen, value=seen, source=seen),
        Evidence(id=seen, label=seen, value=seen, source=seen),
    )
    one = suggestion((body,), kind="idea", author="dee", language=language, evidence=evidence)
    finding = CheckResult(rule="idea.x", severity="warning", message=text)
    one = one.model_copy(
        update={
            "title": " ".join(clean(seen).split()),
            "checks": (finding,),
            "provenance": one.provenance.model_copy(update={"reason": text}),
        }
    )
    person = asks("ana").model_copy(update={"name": seen})
    state = put(drafting("idea", language), one, policy(person, "bo"))
    if clean(text).strip():
        state = does(state, "comment", "cy", comment=text)
    return state


PLAIN = details(bent("plain"))


@settings(max_examples=60, deadline=None)
@given(hostile)
def test_nothing_that_people_write_bends_the_page(text: str) -> None:
    page = details(bent(text))
    plain = [t.type for t in MARKDOWN.parse(PLAIN)]
    shape = [t.type for t in MARKDOWN.parse(page)]
    if clean(text).strip():
        assert [t for t in shape if "heading" in t] == [t for t in plain if "heading" in t]
    assert shape.count("fence") == plain.count("fence")
    assert shape.count("paragraph_open") == plain.count("paragraph_open") or not clean(text).strip()
    assert links(page) == links(PLAIN)
    alive = {"image", "html_block", "html_inline", "code_block", "s_open"}
    assert not {t.type for t in tokens(page)} & alive


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_says_what_is_asked_of_whom_and_how(language: Language) -> None:
    state = pending("ana", "bo", language=language)
    page = details(state)
    assert state.suggestion
    for part in (
        "Who does what",
        "`onboarding-1:roles:1`",
        "安娜",
        "contracts",
        "412",
        "events.csv",
    ):
        assert part in page
    assert ("等待" in page) == (language == "zh")
    assert ("Waiting for" in page) == (language == "en")
    assert bool(re.search("[一-鿿]", page.replace("安娜", ""))) == (language == "zh")
    for item in state.items:
        assert escaped(item.id) in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_holds_all_words_that_are_decided_on_and_no_summary(language: Language) -> None:
    page = details(pending("ana", kind="idea", author="dee", language=language))
    for words in ("templates", "use templates", "try one", "Dee Roy"):
        assert words in page


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_is_never_empty(language: Language) -> None:
    for state in (
        drafting(language=language),
        pending(language=language),
        does(pending(language=language), "reject", "ana"),
        does(pending(language=language), "request_changes", "ana"),
    ):
        assert len(details(state)) > 20
        assert state.id in details(state)


def test_what_was_decided_and_said_is_shown() -> None:
    state = does(pending(), "comment", "cy", comment="mind *the* gap")
    assert "cy: mind \\*the\\* gap" in details(state)
    state = does(state, "reject", "ana", comment="too early")
    assert "**Decided by** ana" in details(state)
    assert "ana: reject (r1)" in details(state)
    assert "How to decide" not in details(state)


def test_every_approvers_line_can_be_pasted_as_it_stands() -> None:
    state = pending("ana", "bo", "cy")
    blocks = re.findall(r"```json\n(.*?)\n```", details(state), re.DOTALL)
    assert blocks == [paste(state, approver) for approver in waiting(state)]
    for number, block in enumerate(blocks):
        command = read_command("approve", json.loads(block), f"d{number}")
        assert approval.decide(state, command, NOW) is None
        assert read_command("approve", block, f"d{number}") == command
        state = approval.apply(state, command, NOW)
    assert state.status == "approved"


def test_of_many_approvers_the_first_are_shown_and_the_others_counted() -> None:
    state = pending(*[asks(f"person{number}") for number in range(40)])
    assert details(state).count("```json") == 12
    assert "+28" in details(state)
    assert "+32" in details(state)


def long(language: Language, text: str, rows: int) -> ApprovalState:
    evidence = tuple(
        Evidence(id=f"event:{n}", label=text[:290] or "x", value="1", source=text[:290] or "x")
        for n in range(1, rows + 1)
    )
    body = Idea(title=text[:290] or "x", text=text or "x", author="dee", next_step=text)
    one = suggestion((body,), kind="idea", language=language, evidence=evidence)
    one = one.model_copy(update={"items": one.items * rows})
    people = [asks(f"p{n}").model_copy(update={"name": text[:290] or "x"}) for n in range(40)]
    state = put(drafting("idea", language), one, policy(*people))
    for number in range(2):
        state = does(state, "comment", "cy", id=f"c{number}", comment=text or "x")
    return state


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("text", ["短", "𠀀" * 20_000, "*" * 20_000, "字" * 20_000, "a b " * 5_000])
@pytest.mark.parametrize("rows", [1, 12, 300])
def test_a_page_stays_below_what_the_server_takes(language: Language, text: str, rows: int) -> None:
    state = long(language, text, rows)
    page = details(state)
    assert len(page.encode()) <= MOST
    assert f"accord show {state.id}" in page
    assert "```json" in page
    assert page.count("```") % 2 == 0
    assert not re.search(r"(?<!\\)(?:\\\\)*\\$", page, re.MULTILINE)


def drafted(by: str, reason: str, language: Language) -> ApprovalState:
    """Return a pending suggestion that was drafted so."""
    state = pending(language=language)
    assert state.suggestion
    told = Provenance.model_validate({"drafted_by": by, "reason": reason, "language": language})
    one = state.suggestion.model_copy(update={"provenance": told})
    return state.model_copy(update={"suggestion": one})


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_draft_whose_model_failed_says_why_and_how_it_is_redrafted(language: Language) -> None:
    why = FALLBACK_REASONS["LLMQuota"].within(language)
    page = details(drafted("rules", why, language))
    assert why in page
    assert "**redraft**" in page


@pytest.mark.parametrize("name", [*NO_MODEL, ""])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_where_no_model_failed_a_redraft_is_not_mentioned(name: str, language: Language) -> None:
    why = FALLBACK_REASONS[name].within(language) if name else ""
    page = details(drafted("rules", why, language))
    assert why in page
    assert "redraft" not in page
    assert "redraft" not in details(drafted("model", "the first model failed", language))


def test_when_no_redraft_is_left_none_is_mentioned() -> None:
    state = drafted("rules", "The model failed.", "en")
    assert "redraft" in details(state)
    assert "redraft" not in details(state.model_copy(update={"redrafts": MAX_ROUNDS}))


def test_what_is_no_failure_reads_as_the_drafting_says_it() -> None:
    assert NO_MODEL.items() <= FALLBACK_REASONS.items()


def test_a_short_page_is_not_cut() -> None:
    assert "accord show" not in details(pending())


def test_evidence_is_cut_before_the_text() -> None:
    state = pending()
    assert state.suggestion
    proofs = tuple(
        Evidence(id=f"event:{n}", label="long " * 50, value="1", source="events.csv")
        for n in range(200)
    )
    state = state.model_copy(
        update={"suggestion": state.suggestion.model_copy(update={"evidence": proofs})}
    )
    page = details(state)
    for item in state.items:
        assert escaped(item.id) in page
    assert "`event:0`" in page
    assert "`event:199`" not in page
    assert "cut here" in page
    assert len(page.encode()) > MOST - 1_000


def test_an_edit_is_shown_at_once() -> None:
    edit: Any = change("role:1", deliverable="all contracts")
    page = details(does(pending(), "edit", "ana", changes=edit))
    assert "all contracts" in page
    assert "revision 2" in page
    assert "ana: edit (r2)" in page


def test_ids_shown_as_code_end_nothing_and_are_not_filled_in() -> None:
    state = pending("ana")
    assert state.suggestion
    odd = Evidence(id="a`*b* {runId}", label="x", value="1", source="events.csv")
    one = state.suggestion.model_copy(update={"evidence": (odd,)})
    page = details(state.model_copy(update={"suggestion": one}))
    assert "{runId}" not in page
    assert "em_open" not in {t.type for t in tokens(page)}


def test_a_line_that_was_cut_says_where_the_rest_is() -> None:
    body = Idea(title="templates", text="x" * 5_000, author="dee", next_step="try")
    state = put(drafting("idea"), suggestion((body,), kind="idea"), policy("ana"))
    assert f"… (`accord show {state.id}`)" in details(state)

import pytest

from domain.details import details
from domain.details_map import picture
from domain.signing import ApprovalState
from domain.suggestion import Evidence, Kind
from domain.text import Language
from tests.approvals import ID, pending
from tests.domain.test_details import tokens

SITE = "https://accord.example/a"
MAP = "https://accord.example/a/v1/collaborations/onboarding-1/map.svg"


def resting_on(
    *ids: str, language: Language = "en", value: str = "9 h", kind: Kind = "roles"
) -> ApprovalState:
    """Return a suggestion with this evidence."""
    state = pending(kind=kind)
    assert state.suggestion is not None
    evidence = tuple(
        Evidence(id=id, label=f"<b>{id}</b>", value=f"{id} {value}", source="x.csv") for id in ids
    )
    suggestion = state.suggestion.model_copy(update={"evidence": evidence})
    return state.model_copy(update={"suggestion": suggestion, "language": language})


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_picture_is_linked_where_people_reach_the_api(language: Language) -> None:
    page = details(resting_on("map", language=language), SITE)
    links = {str(t.attrGet("href")) for t in tokens(page) if t.type == "link_open"}
    assert {MAP, f"https://accord.example/a/d/{ID}"} <= links


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_an_address_there_is_no_link_but_the_commands(language: Language) -> None:
    page = details(resting_on("map", language=language))
    assert "map.svg" in page
    assert "/v1/collaborations" not in page
    assert f"`accord show {ID}`" in page
    assert "--map map.svg`" in page


def test_the_top_figures_stand_above_the_text_and_at_most_three_queues_do() -> None:
    page = details(resting_on("log", "queue:A", "queue:B", "queue:C", "queue:D", "map"), SITE)
    above = page[: page.index("## The text")]
    for name in ("queue:A", "queue:B", "queue:C", "map"):
        assert f"{name} 9 h" in above
    assert "queue:D" not in above


def test_of_a_team_its_proof_and_what_was_granted_stand_first() -> None:
    ids = ("solver", "person:a", "granted:hours", "granted:people", "granted:people:A", "map")
    _, rows = picture(resting_on(*ids, "queue:A", kind="team"), SITE)
    told = [row.split("** ")[-1].split(" ")[0] for row in rows[1:]]
    assert told == ["solver", "granted:hours", "granted:people", "queue:A", "map"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_team_for_which_no_log_was_read_has_its_own_top_figures(language: Language) -> None:
    state = resting_on("solver", "granted:hours", "queue:A", language=language, kind="team")
    page = details(state, SITE)
    above = page[: page.index({"en": "## The text", "zh": "## 内容"}[language])]
    assert {"en": "**Top figures**", "zh": "**主要数字**"}[language] in above
    assert "solver 9 h" in above
    assert "granted:hours 9 h" in above
    assert "map.svg" not in page


def test_a_suggestion_that_rests_on_no_map_says_nothing_of_one() -> None:
    assert picture(resting_on("log", "queue:A"), SITE) == ("", [])
    assert "Hand-off map" not in details(pending(), SITE)


def test_what_a_department_is_called_is_text() -> None:
    page = details(resting_on("map", value="[x](https://evil.example) <script>"), SITE)
    assert not any(t.type in ("html_block", "html_inline") for t in tokens(page))
    assert {
        t.attrGet("href") for t in tokens(page) if t.type == "link_open" and "evil" in str(t.attrs)
    } == set()

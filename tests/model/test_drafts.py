"""`pytest -m model`: the small local model drafts every kind, in both languages, and passes.

What it writes is printed with `-s`. It takes many minutes on two cores.
"""

import sys
from collections.abc import Sequence

import pytest

from activities.evidence import evidence
from activities.llm_drafting import draft_by_model
from activities.llm_endpoint import Endpoint
from activities.model_drafts.kinds import MODEL_KINDS
from domain.checks import check
from domain.composing import compose
from domain.digest_facts import DigestFacts
from domain.facts import Facts
from domain.reading import Reader
from domain.suggestion import DraftItem
from tests import builders
from tests.activities.llm_fakes import Remembering
from tests.builders import ORGANISATIONS, Organisation

pytestmark = pytest.mark.model


@pytest.mark.parametrize("org", ORGANISATIONS)
@pytest.mark.parametrize("kind", MODEL_KINDS)
async def test_the_model_drafts_what_passes_the_checks(
    endpoint: Endpoint, org: Organisation, kind: str
) -> None:
    every = (*builders.every_facts(org), builders.survey_need_facts(org))
    facts = next(one for one in every if one.type == kind)
    of = "need" if facts.type == "need_survey" else facts.type
    proofs, recorder = evidence(facts, org.language), Remembering()

    def findings(drafts: tuple[DraftItem, ...]) -> list[str]:
        items = compose(drafts, builders.directory(org), builders.targets(org))
        results = check(of, items, proofs, org.language, _texts(facts))
        return [one.message for one in results if one.severity == "error"]

    made = await draft_by_model(
        endpoint, facts, proofs, org.language, (), findings, recorder, lambda: None
    )
    assert made.provenance.drafted_by == "model"
    assert findings(made.items) == []
    _shown(org, made.items, recorder, made.removed)


def _texts(facts: Facts) -> dict[str, str] | None:
    return {i.id: i.text for i in facts.items} if isinstance(facts, DigestFacts) else None


def _shown(
    org: Organisation, items: Sequence[DraftItem], recorder: Remembering, removed: int
) -> None:
    reader = Reader(org.language, {})
    lines = [f"{len(recorder.calls)} calls, {removed} removed, {recorder.ended}"]
    lines += [line for item in items for line in reader.lines(item.body)]
    sys.stdout.write("\n".join(lines) + "\n")

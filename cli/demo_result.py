"""What the demo leaves behind: one JSON document, and a folder that can be opened again."""

import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any

from temporalio.client import Client
from temporalio.common import SearchAttributeKey

from activities.ground import Ground, charter_of
from domain.brief import STAGES, Brief
from domain.charter import Charter
from domain.charter_page import charter_page
from domain.collaboration import CollaborationState
from domain.ledger import Row
from domain.ledger_file import exported
from domain.resolution_facts import ResolutionFacts
from domain.wording import STAGE_NAMES
from store import facts, ledger, outbox, people, suggestions, usage

_BY = SearchAttributeKey.for_keyword("TemporalScheduledById")
_AT = SearchAttributeKey.for_datetime("TemporalScheduledStartTime")
_DECISIONS = ("approve", "edit", "request_changes", "reject")


async def document(
    client: Client, ground: Ground, brief: Brief, state: CollaborationState, drafts: str
) -> dict[str, Any]:
    """Return the demo's document; evaluations are read back from the server."""
    charter = await charter_of(ground, brief)
    rows = await ledger.rows(ground.engine, brief.id)
    used = await usage.usage(ground.engine, brief.id)
    return {
        "collaboration_id": brief.id,
        "title": brief.title,
        "language": brief.language,
        "drafts": drafts,
        "stages": [_stage(stage, brief, state) for stage in STAGES],
        "suggestions": [
            await _suggestion(ground, s.id, s.state, charter, rows) for s in state.suggestions
        ],
        "charter": charter.model_dump(mode="json"),
        "conflicts": [
            await _conflict(ground, brief, number, state)
            for number in range(1, state.counters.get("conflict", 0) + 1)
        ],
        "evaluations": await _evaluations(client, brief),
        "parked": state.parked.model_dump(mode="json") if state.parked else None,
        "llm": {
            "calls": used.calls,
            "tokens_in": used.tokens_in,
            "tokens_out": used.tokens_out,
            "by_outcome": used.by_outcome,
            "cost": {currency: str(amount) for currency, amount in used.cost.items()},
            "unpriced": used.unpriced,
        },
        "decisions_per_person": decisions_per_person(rows),
    }


def decisions_per_person(rows: list[Row]) -> dict[str, int]:
    """Return how many decisions each person took, most first; comments are no decisions."""
    counted = Counter(
        row.actor
        for row in rows
        if row.actor and row.result == "recorded" and row.verb in _DECISIONS
    )
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


async def keep_folder(folder: Path, ground: Ground, brief: Brief, told: dict[str, Any]) -> None:
    """Write the charter (Markdown and JSON), decisions, ledger, outbox and the document."""
    charter = Charter.model_validate(told["charter"])
    directory = await people.directory(ground.engine, brief.id)
    names = {person.account: person.name for person in directory.people}
    rows = await ledger.rows(ground.engine, brief.id)
    sent = [
        {"recipient": a.recipient, "subject": a.subject, "body": a.body, "key": a.key}
        for a in await outbox.announcements(ground.engine, brief.id)
    ]
    decided = [row.model_dump(mode="json") for row in rows if row.result == "recorded"]
    for name, content in (
        ("charter.json", told["charter"]),
        ("decisions.json", decided),
        ("demo.json", told),
    ):
        _write(folder / name, json.dumps(content, ensure_ascii=False, indent=2))
    lines = [json.dumps(line, ensure_ascii=False) for line in sent]
    _write(folder / "outbox.jsonl", "\n".join(lines))
    _write(folder / "charter.md", charter_page(charter, names))
    if signer := ground.signer:  # as `accord ledger export` writes it, to be verified
        now = dt.datetime.now(dt.UTC)
        export = b"".join(exported(brief.id, rows, {}, signer, now))
        (folder / "ledger.jsonl").write_bytes(export)


def _write(file: Path, text: str) -> None:
    file.write_text(text.rstrip("\n") + "\n", encoding="utf-8")


def _stage(stage: Any, brief: Brief, state: CollaborationState) -> dict[str, str]:
    if stage in brief.skip:
        how = "skipped"
    elif stage in state.done:
        how = "done"
    elif stage == state.stage:
        how = "parked" if state.parked else "underway"
    else:
        how = "not reached"
    return {"stage": stage, "name": STAGE_NAMES[stage].within(brief.language), "state": how}


async def _suggestion(
    ground: Ground, id: str, state: str, charter: Charter, rows: list[Row]
) -> dict[str, Any]:
    versions = await suggestions.revisions(ground.engine, id)
    signed = [r for r in rows if r.suggestion == id and r.result == "recorded" and r.actor]
    last = versions[-1] if versions else None
    approved = next((a.decided_by for a in charter.approvals if a.suggestion == id), ())
    rejected = tuple(r.actor for r in signed if r.verb == "reject")
    return {
        "id": id,
        "kind": id.split(":")[1],
        "revision": last.revision if last else 0,
        "state": state,
        "drafted_by": last.provenance.drafted_by if last else None,
        "decided_by": list(approved or rejected),
        "revisions": [
            {
                "revision": v.revision,
                "drafted_by": v.provenance.drafted_by,
                "reason": v.provenance.reason,
                "model": v.provenance.model,
                "host": v.provenance.host,
                "fingerprint": v.fingerprint,
            }
            for v in versions
        ],
        "verbs": dict(Counter(r.verb for r in signed)),
    }


async def _conflict(
    ground: Ground, brief: Brief, number: int, state: CollaborationState
) -> dict[str, Any]:
    reference = f"{brief.id}:conflict:{number}"
    found = await facts.facts(ground.engine, reference)
    started = next((s for s in state.suggestions if s.facts == reference), None)
    computed = found if isinstance(found, ResolutionFacts) else None
    return {
        "id": reference,
        "issue": computed.conflict.issue if computed else None,
        "parties": list(computed.conflict.parties) if computed else [],
        "pareto": list(computed.pareto) if computed else [],
        "chosen": computed.chosen if computed else None,
        "resolution": started.id if started else None,
        "state": started.state if started else None,
    }


async def _evaluations(client: Client, brief: Brief) -> list[dict[str, Any]]:
    query = f"AccordCollaboration = '{brief.id}' AND WorkflowType = 'EvaluationWorkflow'"
    found = []
    async for run in client.list_workflows(query):
        told = await client.get_workflow_handle(run.id, run_id=run.run_id).describe()
        at = told.typed_search_attributes.get(_AT)
        done = told.status is not None and told.status.name == "COMPLETED"
        outcome = await client.get_workflow_handle(run.id).result() if done else {}
        found.append(
            {
                "id": run.id,
                "scheduled_by": told.typed_search_attributes.get(_BY),
                "scheduled_at": at.isoformat() if at else None,
                "outcome": outcome.get("outcome"),
            }
        )
    return sorted(found, key=lambda one: str(one["scheduled_at"]))

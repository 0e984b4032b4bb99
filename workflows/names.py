"""The ids of workflows, the task queues and the search attributes: one place for each name."""

import datetime as dt

from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

from domain.details import escaped

NAMESPACE = "accord"
QUEUE = "accord"
LLM_QUEUE = "accord-llm"

COLLABORATION = SearchAttributeKey.for_keyword("AccordCollaboration")
KIND = SearchAttributeKey.for_keyword("AccordKind")
STATE = SearchAttributeKey.for_keyword("AccordState")
STAGE = SearchAttributeKey.for_keyword("AccordStage")
APPROVERS = SearchAttributeKey.for_keyword_list("AccordApprovers")
DEPARTMENTS = SearchAttributeKey.for_keyword_list("AccordDepartments")
DUE_AT = SearchAttributeKey.for_datetime("AccordDueAt")

SEARCH_ATTRIBUTES = (COLLABORATION, KIND, STATE, STAGE, APPROVERS, DEPARTMENTS, DUE_AT)
SUMMARY_BYTES = 190
LIST_BYTES = 1_800
"""A longer list attribute would terminate the workflow: the server's limit is 2 KiB a value."""


def collaboration_id(collaboration: str) -> str:
    """Return the workflow id of a collaboration."""
    return f"collaboration:{collaboration}"


def suggestion_id(suggestion: str) -> str:
    """Return the workflow id of a suggestion, whose own id is `collaboration:kind:number`."""
    return f"suggestion:{suggestion}"


def round_id(collaboration: str, number: int) -> str:
    """Return the workflow id of a feedback round."""
    return f"round:{collaboration}:{number}"


def conflict_id(collaboration: str, number: int) -> str:
    """Return the workflow id of a conflict."""
    return f"conflict:{collaboration}:{number}"


def evaluation_id(collaboration: str) -> str:
    """Return the id of the evaluation schedule, and the first part of its runs' ids."""
    return f"evaluation:{collaboration}"


def cut(values: tuple[str, ...]) -> list[str]:
    """Return as many values as fit a list attribute; the full list is in the current details."""
    kept: list[str] = []
    size = 0
    for value in dict.fromkeys(values):
        size += len(value.encode()) + 3  # quotes and comma of the JSON that is measured
        if size > LIST_BYTES:
            break
        kept.append(value)
    return kept


def attributes(
    collaboration: str, *, kind: str | None = None, state: str | None = None
) -> TypedSearchAttributes:
    """Return the search attributes that a workflow starts with."""
    pairs = [SearchAttributePair(COLLABORATION, collaboration)]
    if kind:
        pairs.append(SearchAttributePair(KIND, kind))
    if state:
        pairs.append(SearchAttributePair(STATE, state))
    return TypedSearchAttributes(pairs)


def due(at: dt.datetime | None) -> dt.datetime | None:
    """Return the due time in whole seconds, as the server keeps it."""
    return at.replace(microsecond=0) if at else None


def summary(text: str) -> str:
    """Return untrusted text as a summary: escaped Markdown of at most 190 bytes of UTF-8."""
    short = text
    while len(escaped(short).encode()) > SUMMARY_BYTES:
        short = short[:-1]
    return escaped(short)

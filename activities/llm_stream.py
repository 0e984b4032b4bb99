"""An answer that comes as a stream, collected into the same shape as one that comes whole."""

from collections.abc import AsyncIterator
from types import SimpleNamespace

from temporalio.exceptions import ApplicationError


async def collected(chunks: AsyncIterator[object]) -> SimpleNamespace:
    """Return the first choice of all chunks; what is cut off before its finish is an error.

    Nothing is trusted: a part that is no text makes a content that is none, for `only_text`.
    """
    parts: list[object] = []
    refusals: list[object] = []
    finish, model, usage = None, None, None
    async for chunk in chunks:
        usage = getattr(chunk, "usage", None) or usage
        model = getattr(chunk, "model", None) or model
        choices = getattr(chunk, "choices", None)
        first = choices[0] if isinstance(choices, list) and choices else None
        delta = getattr(first, "delta", None)
        parts.append(getattr(delta, "content", None))
        refusals.append(getattr(delta, "refusal", None))
        finish = getattr(first, "finish_reason", None) or finish
    if not finish:
        raise ApplicationError("stream cut before its end", "answer", type="LLMTransport")
    message = SimpleNamespace(content=_joined(parts), refusal=_joined(refusals))
    choice = SimpleNamespace(message=message, finish_reason=finish)
    return SimpleNamespace(choices=[choice], usage=usage, model=model)


def _joined(parts: list[object]) -> str | None:
    said = [part for part in parts if part is not None]
    texts = [part for part in said if isinstance(part, str)]
    return "".join(texts) if texts and len(texts) == len(said) else None

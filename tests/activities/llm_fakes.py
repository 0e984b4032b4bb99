"""What the tests of the model call share: a recorder that remembers, and one way to ask."""

from dataclasses import dataclass, field

from activities.llm import ask
from activities.llm_answers import Answer
from activities.llm_endpoint import Endpoint
from activities.llm_recording import Call, Cost, Kept, Spent
from activities.llm_request import Wanted
from tests.activities.endpoint import Served

SHAPE = {"type": "object", "properties": {}, "additionalProperties": False}
WANTED = Wanted("goals", SHAPE, {"type": "object"})


@dataclass
class Remembering:
    """A recorder in memory; `outbox` holds kept answers by request."""

    begun: list[str] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    ended: list[tuple[str, str, int, int]] = field(default_factory=list)
    spent: list[Spent] = field(default_factory=list)
    answers: list[Kept | None] = field(default_factory=list)
    outbox: dict[str, Kept] = field(default_factory=dict)

    async def begin(self, call: Call) -> str | Kept:
        if kept := self.outbox.get(call.request):
            return kept
        self.calls.append(call)
        self.begun.append(f"{call.prompt} {call.model} {call.host}")
        return str(len(self.begun))

    async def end(
        self, key: str, outcome: str, spent: Spent, seconds: float, answer: Kept | None = None
    ) -> Cost | None:
        assert seconds >= 0
        self.ended.append((key, outcome, spent.tokens_in, spent.tokens_out))
        self.spent.append(spent)
        self.answers.append(answer)
        return None


def endpoint_at(served: Served, deadline: float = 5.0) -> Endpoint:
    return Endpoint(base_url=served.url, model="asked", deadline=deadline, api_key="secret-key")


async def asked(
    served: Served,
    recorder: Remembering | None = None,
    deadline: float = 5.0,
    limit: int = 100_000,
) -> Answer:
    messages = [{"role": "system", "content": "rules"}, {"role": "user", "content": "材料 one"}]
    return await ask(
        endpoint_at(served, deadline),
        messages,
        WANTED,
        300,
        lambda: None,
        recorder or Remembering(),
        limit,
    )

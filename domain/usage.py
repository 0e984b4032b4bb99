"""What a call of the model cost, and how it ended."""

from domain.text import Frozen


class Attempt(Frozen):
    """One call. `outcome` is `ok` or the type of the error; None: the worker died in it."""

    prompt: str
    model: str
    host: str
    outcome: str | None
    tokens_in: int
    tokens_out: int
    seconds: float | None

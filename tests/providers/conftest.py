"""Nothing that one test learnt of an endpoint is known to the next."""

from collections.abc import Iterator

import pytest

from activities import llm_form


@pytest.fixture(autouse=True)
def _nothing_learnt() -> Iterator[None]:
    llm_form.forget()
    yield
    llm_form.forget()

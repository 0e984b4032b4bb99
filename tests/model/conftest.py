from collections.abc import Iterator
from pathlib import Path

import pytest

from activities.llm_endpoint import Endpoint
from cli.local_model import choose, running


@pytest.fixture(scope="session")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """The local model, served as `accord up` serves it; skipped where it is not installed."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ACCORD_MODEL_DEADLINE"):
            patch.delenv(name, raising=False)
        # The same seed each time: a test of a model should fail for a reason, not for a throw.
        patch.setenv("ACCORD_MODEL_EXTRA", '{"seed": 1}')
        chosen = choose("auto")
        if chosen.file is None:
            pytest.skip("no local model here: `make local`, then `accord model pull`")
        log = Path(tmp_path_factory.mktemp("model")) / "model.log"
        with running(chosen, log, needed=True) as endpoints:
            yield endpoints[0]

"""What a channel that did not take a message says, in one sentence without any secret."""

from domain.text import Bilingual


class FailedError(Exception):
    """A message did not go out. `permanent`: trying again would not help."""

    def __init__(self, en: str, zh: str, permanent: bool = False) -> None:
        super().__init__(en)
        self.reason = Bilingual(en=en, zh=zh)
        self.permanent = permanent

"""Errors a person reads: one sentence, in both languages."""

from domain.values import Bilingual, Language


class BadInputError(Exception):
    """What was given cannot be used; the sentence names the file, line or field."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.sentence = Bilingual(en=en, zh=zh)

    def within(self, language: Language) -> str:
        """Return the sentence in `language`."""
        return self.sentence.within(language)


class WrongValueError(ValueError):
    """A field's value breaks a rule; raised in validators, so that pydantic names the field.

    `at` is the place of the fault below the validated model, when a rule over several fields
    knows it better than pydantic does.
    """

    def __init__(self, en: str, zh: str, at: tuple[str | int, ...] = ()) -> None:
        super().__init__(en)
        self.sentence = Bilingual(en=en, zh=zh)
        self.at = at

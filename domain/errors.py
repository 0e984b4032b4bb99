"""Errors a person reads: one sentence, in both languages."""

from typing import Any

from domain.values import Bilingual, Language


class BadInputError(Exception):
    """What was given cannot be used; the sentence names the file, line or field."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.sentence = Bilingual(en=en, zh=zh)

    def within(self, language: Language) -> str:
        """Return the sentence in `language`."""
        return self.sentence.within(language)


class RefusedError(BadInputError):
    """The answer is "no". `document` says more to a program, such as the `code` of the refusal."""

    def __init__(self, sentence: Bilingual, **document: Any) -> None:
        super().__init__(sentence.en, sentence.zh)
        self.document = document


class UnknownError(BadInputError):
    """There is nothing under this id."""

    def __init__(self, what: str) -> None:
        super().__init__(f"there is nothing called {what}", f"没有编号为 {what} 的事项")


class WrongValueError(ValueError):
    """A field's value breaks a rule; raised in validators, so that pydantic names the field.

    `at` is the place of the fault below the validated model, when a rule over several fields
    knows it better than pydantic does.
    """

    def __init__(self, en: str, zh: str, at: tuple[str | int, ...] = ()) -> None:
        super().__init__(en)
        self.sentence = Bilingual(en=en, zh=zh)
        self.at = at

"""What every value here is made of: immutability, and sentences in two languages."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Language = Literal["zh", "en"]


class Frozen(BaseModel):
    """A value of the domain: immutable, and nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Bilingual(Frozen):
    """One sentence a person reads, in both languages."""

    en: str
    zh: str

    def within(self, language: Language) -> str:
        """Return the sentence in `language`."""
        return self.zh if language == "zh" else self.en

    @property
    def both(self) -> str:
        """Return both, for a reader whose language is not known."""
        return f"{self.zh} · {self.en}"

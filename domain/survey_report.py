"""What a survey says about needs: the answer of `accord needs --survey`.

Every row has its `basis`: self-reported. What is not known is null.
"""

from domain.survey import LABEL, ONE_SIDED, SELF_REPORTED, Basis, Standing
from domain.survey_words import Period
from domain.text import Bilingual, Frozen, Language


class SurveyFigures(Frozen):
    """How much was answered. `claims` are the answers that count in the matrix."""

    answers: int
    claims: int
    departments: int
    copies: int
    placeholders: dict[str, int]
    source: Basis = SELF_REPORTED


class Claim(Frozen):
    """One department waits on another for one process, as it says."""

    source: str
    target: str
    process: str
    times: float
    per: Period
    hours: float
    hours_per_week: float
    standing: Standing
    basis: Basis = SELF_REPORTED


class Pair(Frozen):
    """What `source` loses by waiting on `target`, over all processes."""

    source: str
    target: str
    processes: tuple[str, ...]
    hours_per_week: float
    basis: Basis = SELF_REPORTED


class SurveyQueue(Frozen):
    """What is said to wait in one department. `backed`: not by one other department alone.

    It is when two departments or more say so, or when the department confirms it or waits on the
    other side itself.
    """

    group: str
    claims: int
    sources: tuple[str, ...]
    hours_per_week: float
    hours_per_month: float
    share: float | None
    backed: bool
    basis: Basis = SELF_REPORTED


class Waiting(Frozen):
    """Who waits, for what, and what it loses."""

    group: str
    processes: tuple[str, ...]
    hours_per_week: float


class SurveyNeed(Frozen):
    """A candidate: where others say they lose hours."""

    rank: int
    groups: tuple[str, ...]
    hours_per_week: float
    share: float
    backed: bool
    senders: tuple[Waiting, ...]
    basis: Basis = SELF_REPORTED


class OneSided(Frozen):
    """A claim that stands alone, and why."""

    source: str
    target: str
    process: str
    hours_per_week: float
    standing: Standing
    basis: Basis = SELF_REPORTED

    @property
    def reason(self) -> Bilingual:
        """Return why it is one-sided, in words."""
        return ONE_SIDED[self.standing]


class Silent(Frozen):
    """A department that others wait on and that did not answer."""

    group: str
    named_by: tuple[str, ...]
    hours_per_week: float
    basis: Basis = SELF_REPORTED


class SurveyReport(Frozen):
    """All that a survey says. Every figure in it is self-reported."""

    survey: SurveyFigures
    claims: tuple[Claim, ...]
    matrix: tuple[Pair, ...]
    queues: tuple[SurveyQueue, ...]
    needs: tuple[SurveyNeed, ...]
    one_sided: tuple[OneSided, ...]
    silent: tuple[Silent, ...]
    remarks: tuple[Bilingual, ...]

    def document(self, language: Language) -> dict[str, object]:
        """Return it for JSON, its sentences in one language."""
        told = self.model_dump(mode="json")
        told["survey"]["label"] = LABEL.within(language)
        for row, one in zip(told["one_sided"], self.one_sided, strict=True):
            row["reason"] = one.reason.within(language)
        told["remarks"] = [one.within(language) for one in self.remarks]
        return told

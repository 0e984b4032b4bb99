"""The survey that is sent round: its header, and one row that shows how it is filled in."""

from domain.survey_columns import SURVEY_ROLES, ZH_NAMES
from domain.text import Language

_ROWS: dict[Language, tuple[str, ...]] = {
    "en": ("Sales", "Contract review", "Legal", "3 per week", "2.5", ""),
    "zh": ("销售部", "合同审核", "法务部", "每周 3 次", "2.5", ""),
}


def template(language: Language) -> str:
    """Return the survey as CSV; the example row is replaced by whoever fills it in.

    The Chinese one begins with a mark, without which Excel would not read it as UTF-8.
    """
    roles = [role for role in SURVEY_ROLES if role != "per"]
    header = [ZH_NAMES[role] if language == "zh" else role for role in roles]
    mark = "\ufeff" if language == "zh" else ""
    return mark + "".join(",".join(row) + "\n" for row in (header, _ROWS[language]))

"""A seeded feedback round in Chinese or English, with or without a planted complaint."""

import random

from domain.records import FeedbackItem
from domain.text import Language

DEPARTMENTS: dict[Language, tuple[str, ...]] = {
    "zh": ("销售部", "法务部", "财务部", "采购部", "生产部", "质量部"),
    "en": ("Sales", "Legal", "Finance", "Purchasing", "Production", "Quality"),
}
_SHARES = (44, 34, 30, 26, 20, 7)
_SUBJECTS: dict[Language, tuple[str, ...]] = {
    "zh": (
        "周例会",
        "需求变更",
        "交付计划",
        "审批流程",
        "系统权限",
        "培训材料",
        "项目看板",
        "客户资料",
    ),
    "en": (
        "the weekly meeting",
        "change requests",
        "the delivery plan",
        "the approval path",
        "system access",
        "training material",
        "the project board",
        "customer records",
    ),
}
_PRAISE: dict[Language, tuple[str, ...]] = {
    "zh": (
        "{}比上个月顺畅多了",
        "{}安排得清楚，继续保持",
        "大家对{}的配合很好",
        "{}节省了我们不少时间",
    ),
    "en": (
        "{} works better than last month",
        "Keep {} as it is, it saves us time",
        "Everybody helps with {} and it shows",
        "I like how {} is organised",
    ),
}
_BLAME: dict[Language, tuple[str, ...]] = {
    "zh": (
        "{}经常拖延，希望有明确的期限",
        "{}信息不全，反复确认",
        "{}没人负责，出了问题互相推",
        "{}太繁琐，建议简化",
    ),
    "en": (
        "{} is often late and nobody says why",
        "Details about {} are incomplete, we ask twice",
        "Nobody owns {} and problems go round in circles",
        "{} takes too many steps, please simplify",
    ),
}
_PLANTED: dict[Language, tuple[str, ...]] = {
    "zh": (
        "夜班检验台的照明坏了三周，看不清划痕",
        "检验台照明不足，夜班误判增加",
        "夜班时检验台照明太暗，报修没有回音",
        "请尽快修好检验台照明，夜班同事眼睛受不了",
    ),
    "en": (
        "The inspection bench lighting has been broken for three weeks on night shift",
        "Poor inspection bench lighting makes us miss scratches at night",
        "Nobody answers our repair ticket for the inspection bench lighting",
        "Fix the inspection bench lighting, the night shift cannot see",
    ),
}


def planted_department(language: Language) -> str:
    """Return the small department whose complaint `feedback_round` plants."""
    return DEPARTMENTS[language][-1]


def planted_texts(language: Language) -> tuple[str, ...]:
    """Return what the planted complaint says, one sentence for each item."""
    return _PLANTED[language]


def feedback_round(seed: int, language: Language, *, plant: bool) -> list[FeedbackItem]:
    """Write about 160 items; people of all departments draw from the same subjects."""
    draw = random.Random(seed)
    items: list[FeedbackItem] = []
    for department, share in zip(DEPARTMENTS[language], _SHARES, strict=True):
        for number in range(share):
            planted = plant and department == planted_department(language) and number < 4
            rating = draw.randint(1, 5)
            pattern = draw.choice((_BLAME if rating <= 2 else _PRAISE)[language])
            text = pattern.format(draw.choice(_SUBJECTS[language]))
            if planted:
                text, rating = _PLANTED[language][number], draw.choice((1, 2))
            items.append(
                FeedbackItem(
                    id=f"f{len(items):03}",
                    account=f"{DEPARTMENTS[language].index(department)}-{number % 30}",
                    department=department,
                    text=text,
                    rating=None if draw.random() < 0.15 else rating,
                )
            )
    draw.shuffle(items)
    return items

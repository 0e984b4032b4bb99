"""The labels of demands on a team, and how a person says them."""

import re

from domain.text import Bilingual

_WORDS = (
    (r"skill:(.+)>=(\d+)x(\d+)", "{2} × {0} at level {1} or higher", "{0} {1} 级以上 {2} 人"),
    (r"department:(.+)", "a member from {0}", "{0}至少一人"),
    (r"size<=1", "at most 1 member", "不超过 1 人"),
    (r"size>=1", "at least 1 member", "至少 1 人"),
    (r"size<=(\d+)", "at most {0} members", "不超过 {0} 人"),
    (r"size>=(\d+)", "at least {0} members", "至少 {0} 人"),
    (r"hours>=1", "1 hour a week free from each member", "每位成员每周至少空出 1 小时"),
    (r"hours>=(.+)", "{0} hours a week free from each member", "每位成员每周至少空出 {0} 小时"),
    (r"exclude:(.+)", "{0} stays out of the team", "{0}不进入团队"),
    (r"apart:(.+)", "at most one of {0}", "{0} 中至多一人"),
    (r"present", "nobody who is away the whole period", "整个期间不在岗的人不进入团队"),
    (r"lead:(.+)", "a lead from {0} with authority", "{0}有一位有权牵头的成员"),
    (r"lead", "a lead with authority", "有一位有权牵头的成员"),
)
"""A form of label, and its words in English and Chinese."""


def skill_label(skill: str, level: int, count: int) -> str:
    """Return the label of the demand for a skill."""
    return f"skill:{skill}>={level}x{count}"


def worded(label: str) -> Bilingual:
    """Return a demand in words; a label of another form stays as it is."""
    for pattern, en, zh in _WORDS:
        if found := re.fullmatch(pattern, label, re.DOTALL):
            parts = found.groups()
            return Bilingual(en=en.format(*parts), zh=zh.format(*parts))
    return Bilingual(en=label, zh=label)

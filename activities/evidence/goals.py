"""Evidence of goals: need, strategy, department goals, conflicts, measures, possible targets."""

from activities.evidence.people import departments, due, need, people
from activities.evidence.targets import Target, alternatives
from activities.evidence.wording import amount, proof, say
from domain.brief import DepartmentGoal
from domain.goal_facts import GoalConflict, GoalsFacts, Reading
from domain.suggestion import Evidence
from domain.text import Language


def of_goals(facts: GoalsFacts, language: Language) -> tuple[Evidence, ...]:
    """Word everything that goals may rest on."""
    return (
        need(facts.need, language),
        *due(facts.due, language),
        *(
            proof(
                f"strategy:{one.id}",
                say(language, en=f"Strategic objective {one.id}", zh=f"战略目标 {one.id}"),
                one.text,
                say(language, en="brief: objectives", zh="立项申请：objectives"),
            )
            for one in facts.objectives
        ),
        *(_conflict(one, language) for one in facts.conflicts),
        *(_reading(one, language) for one in facts.readings),
        *(_goal(n, goal, language) for n, goal in enumerate(facts.department_goals, 1)),
        *(_targets(one, language) for one in facts.readings if alternatives(one)),
        *people(facts.members, (), language),
        *departments(facts.departments, language),
    )


def _goal(number: int, goal: DepartmentGoal, language: Language) -> Evidence:
    return proof(
        f"goal:{number}",
        say(language, en=f"Goal of {goal.department}", zh=f"{goal.department}的部门目标"),
        goal.text,
        say(language, en="brief: department_goals", zh="立项申请：department_goals"),
    )


def pull(goal: DepartmentGoal, label: str, language: Language) -> str:
    """Word in which direction a department is held to push a measure."""
    verb = {
        "lower": ("is held to lower", "要求降低"),
        "higher": ("is held to raise", "要求提高"),
        "keep": ("is held to keep", "要求保持"),
    }[goal.direction]
    return say(
        language,
        en=f"{goal.department} {verb[0]} {label}",
        zh=f"{goal.department}{verb[1]}{label}",
    )


def _conflict(conflict: GoalConflict, language: Language) -> Evidence:
    label = say(language, en=f"“{conflict.label}”", zh=f"「{conflict.label}」")
    first, second = conflict.first, conflict.second
    one, other = pull(first, label, language), pull(second, label, language)
    if first.measure != second.measure:
        one, other = f"{first.department}: {first.text}", f"{second.department}: {second.text}"
    return proof(
        f"conflict:{conflict.measure}:{first.department}:{second.department}",
        say(language, en=f"Goal conflict over {label}", zh=f"{label}上的目标冲突"),
        say(language, en=f"{one}; {other}", zh=f"{one}；{other}"),
        say(language, en="brief: department_goals", zh="立项申请：department_goals"),
    )


def _reading(reading: Reading, language: Language) -> Evidence:
    first, latest, best = (
        amount(value, reading.unit) for value in (reading.baseline, reading.latest, reading.best)
    )
    at = reading.latest_at.isoformat()
    return proof(
        f"measure:{reading.measure}",
        reading.label,
        say(
            language,
            en=f"first weeks {first}, last weeks {latest}, best {best}; "
            f"{reading.points} readings up to {at}; {reading.better} is better",
            zh=f"最初几周 {first}，最近几周 {latest}，最好 {best}；"
            f"截至 {at} 共 {reading.points} 个读数；"
            f"越{'低' if reading.better == 'lower' else '高'}越好",
        ),
        reading.source,
    )


def _targets(reading: Reading, language: Language) -> Evidence:
    return proof(
        f"targets:{reading.measure}",
        say(language, en=f"Possible targets: {reading.label}", zh=f"可选目标：{reading.label}"),
        say(language, en=", ", zh="，").join(
            target_words(one, reading, language) for one in alternatives(reading)
        ),
        reading.source,
    )


def target_words(one: Target, reading: Reading, language: Language) -> str:
    """Word a possible target with the rule that it follows."""
    value, (en, zh) = amount(one.value, reading.unit), one.rule
    return say(language, en=f"{value} ({en})", zh=f"{value}（{zh}）")

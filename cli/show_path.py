"""The path of a suggestion in lines and as JSON: its steps, and each person's task in them."""

from collections.abc import Iterator, Sequence

from api.seeing_suggestion import StepSeen
from domain.details_path import heading, sign, step_name, veto
from domain.problems import shown
from domain.signing import ApprovalState
from domain.tasks import Task
from domain.text import Language
from domain.wording import TASK_NAMES


def path_lines(
    state: ApprovalState, steps: Sequence[StepSeen], language: Language
) -> Iterator[str]:
    """Return the heading, each step with its rule, and under it what each person's task is."""
    if not steps:
        return
    yield heading(state, language)
    for index, (step, seen) in enumerate(zip(state.steps, steps, strict=True)):
        title = f" · {shown(step.name)}" if step.name else ""
        names = ("、" if language == "zh" else ", ").join(shown(one) for one in step.veto)
        ends = veto(names, language) if names else ""
        key = f" [{shown(step.key)}]"
        yield f"  {sign(state, index)}{step_name(step, index, language)}{title}{key}{ends}"
        yield from (f"      {_task(task, language)}" for task in seen.tasks)


def _task(task: Task, language: Language) -> str:
    who, came_to = shown(task.name), TASK_NAMES[task.state].within(language)
    if language == "zh":
        return f"{who}（{shown(task.account)}）：{came_to}"
    return f"{who} ({shown(task.account)}): {came_to}"

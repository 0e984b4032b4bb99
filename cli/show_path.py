"""The path of a suggestion in lines and as JSON: its steps, and each person's task in them."""

from collections.abc import Iterator, Sequence

from domain.asking import Mode
from domain.details_path import heading, sign, step_name, veto
from domain.problems import shown
from domain.signing import ApprovalState
from domain.tasks import Task, tasks
from domain.text import Frozen, Language
from domain.wording import TASK_NAMES


class StepSeen(Frozen):
    """One step: `needed` of its approvers must say yes; each person's task in it.

    `key` is what `roll_back` names.
    """

    key: str
    name: str
    mode: Mode
    needed: int
    current: bool
    veto: tuple[str, ...]
    tasks: tuple[Task, ...]


def path(state: ApprovalState) -> tuple[StepSeen, ...]:
    """Return the steps in order; none before the first draft."""
    found = tasks(state)
    return tuple(
        StepSeen(
            key=step.key,
            name=step.name,
            mode=step.mode,
            needed=step.needed,
            current=state.status == "pending" and index == state.step,
            veto=step.veto,
            tasks=tuple(task for task in found if task.step == step.key),
        )
        for index, step in enumerate(state.steps)
    )


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

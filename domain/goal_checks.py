"""Checks of goals (OKR lint): counts, weights, directions, dates, and outcome instead of task."""

import re
from collections import Counter

from domain.findings import Draft, Findings, error, warning
from domain.items import KeyResult, SharedObjective
from domain.tracing import numbers, without

_QUOTED = re.compile(r"「[^」]*」|“[^”]*”|\"[^\"]*\"")
_DOWN = re.compile(
    r"降低|降到|降至|降为|下降|减少|减到|减至|缩短|压缩|压降|"
    r"(?<!no )\b(?:reduce|cut|lower(?! than)|decrease|shorten|bring down|shrink)\b",
    re.IGNORECASE,
)
_UP = re.compile(
    r"提高|提至|升至|升到|增加|增至|增长|扩大|\b(?:raise|increase|grow|lift)\b",
    re.IGNORECASE,
)
# 提升 and improve are in neither: they are said of times that should fall as well.
_VAGUE = re.compile(
    r"优化|提升|改善|加强|完善|更好|\b(?:improve|better|optimi[sz]e|enhance|strengthen)\b",
    re.IGNORECASE,
)
_TASK = re.compile(
    r"完成(?![率度时量数])|上线(?![率时])|召开|发布|制定|搭建|"
    r"\b(?:launch|build|hold a|complete|deliver|roll out|implement|publish)\b",
    re.IGNORECASE,
)


def _own_words(text: str) -> str:
    """Return a text without what it quotes: a measure's name is not the draft's wording."""
    return _QUOTED.sub(" ", text)


def counts(draft: Draft) -> Findings:
    """Goals have 3 to 5 key results and at least one objective."""
    number = len(draft.bodies(KeyResult))
    if not 3 <= number <= 5:
        yield error(
            "goals.three_to_five",
            f"There are {number} key results; 3 to 5 are needed.",
            f"关键结果有 {number} 个，应为 3 到 5 个。",
        )
    if not draft.bodies(SharedObjective):
        yield error("goals.objective", "There is no objective.", "没有目标。")


def weights(draft: Draft) -> Findings:
    """All weights together are exactly 1000 thousandths."""
    total = sum(body.weight for _, body in draft.bodies(KeyResult))
    if draft.bodies(KeyResult) and total != 1000:
        yield error(
            "goals.weights",
            f"The weights sum to {total}; they must sum to 1000.",
            f"权重合计 {total}，必须等于 1000。",
        )


def directions(draft: Draft) -> Findings:
    """A target lies in the better direction, and the verb says the same."""
    for item, body in draft.bodies(KeyResult):
        start, goal = body.baseline, body.target
        if body.keep or start == goal:
            continue
        rising = goal > start
        if rising != (body.better == "higher"):
            yield error(
                "goals.direction",
                f"{body.better} is better, but the target goes from {start} to {goal}.",
                f"该度量越{'高' if body.better == 'higher' else '低'}越好，"
                f"目标却从 {start} 到 {goal}。",
                item,
            )
        words = _own_words(body.text)
        down, up = bool(_DOWN.search(words)), bool(_UP.search(words))
        if down != up and up != rising:
            yield error(
                "goals.direction",
                f"The text says the opposite of a target that goes from {start} to {goal}.",
                f"文字的方向与目标（从 {start} 到 {goal}）相反。",
                item,
            )


def same_start_target(draft: Draft) -> Findings:
    """Start and target are equal for results to keep, and only for these."""
    for item, body in draft.bodies(KeyResult):
        if body.keep == (body.baseline == body.target):
            continue
        yield error(
            "goals.same_start_target",
            f"A result to keep has one value, not {body.baseline} and {body.target}."
            if body.keep
            else f"Baseline and target are both {body.target}; say keep, or move the target.",
            f"「守住」类关键结果只有一个值，不能是 {body.baseline} 和 {body.target}。"
            if body.keep
            else f"基线与目标都是 {body.target}；应标为「守住」，或改动目标。",
            item,
        )


def dates(draft: Draft) -> Findings:
    """Nothing is due after the collaboration is."""
    last = draft.due
    for item, body in draft.bodies(KeyResult):
        if last and body.due > last:
            yield error(
                "goals.due",
                f"Due {body.due}, after the collaboration ends ({last}).",
                f"期限 {body.due} 晚于协作期限 {last}。",
                item,
            )


def baselines(draft: Draft) -> Findings:
    """No baseline is invented: it is a figure of the measure's own evidence."""
    for item, body in draft.bodies(KeyResult):
        shown = draft.evidence.get(f"measure:{body.measure}")
        if shown and body.baseline in numbers(shown.value):
            continue
        yield error(
            "numbers.baseline",
            f"The evidence on {body.measure} does not hold the baseline {body.baseline}.",
            f"度量 {body.measure} 的证据中没有基线 {body.baseline}。",
            item,
        )


def wording(draft: Draft) -> Findings:
    """Key results say an outcome with a number; objectives say it in words."""
    for item, body in draft.bodies(KeyResult):
        words = _own_words(body.text)
        if _VAGUE.search(words) and not numbers(words):
            yield warning(
                "goals.vague",
                "A vague word without a number; say from what to what.",
                "用词含糊且没有数字；应写明从多少到多少。",
                item,
            )
        if _TASK.search(words):
            yield warning(
                "goals.task_not_outcome",
                "This reads as a task; say the outcome that the task should have.",
                "这像是任务；应写任务要带来的结果。",
                item,
            )
    for item, objective in draft.bodies(SharedObjective):
        if numbers(without(_own_words(objective.text), draft.names)):
            yield warning(
                "goals.objective_qualitative",
                "An objective says where to go in words; numbers belong to key results.",
                "目标用文字说明方向，数字应写在关键结果里。",
                item,
            )


def repeated(draft: Draft) -> Findings:
    """Each measure carries one key result."""
    uses = Counter(body.measure for _, body in draft.bodies(KeyResult))
    for measure, number in uses.items():
        if number > 1:
            yield warning(
                "goals.same_measure",
                f"{number} key results rest on {measure}.",
                f"有 {number} 个关键结果用同一度量 {measure}。",
            )


def alignment(draft: Draft) -> Findings:
    """Objectives serve strategic objectives of the brief."""
    known = draft.named("strategy")
    for item, body in draft.bodies(SharedObjective):
        if body.serves not in known:
            yield error(
                "goals.serves",
                f"There is no strategic objective {body.serves}.",
                f"没有战略目标 {body.serves}。",
                item,
            )


RULES = (
    counts,
    weights,
    directions,
    same_start_target,
    dates,
    baselines,
    wording,
    repeated,
    alignment,
)

"""The path of a suggestion in its current details: steps, who has signed, questions, links."""

from collections.abc import Sequence
from urllib.parse import quote

from domain.asking import Approver, Step
from domain.markdown import NAME, PHRASE, escaped, joined
from domain.signing import ENDED, ApprovalState, has_rejected, has_signed, waiting
from domain.tasks import TaskState
from domain.text import Language
from domain.wording import TASK_NAMES

_SHOWN_PEOPLE = 8
_SHOWN_QUESTIONS = 4


def path(state: ApprovalState) -> tuple[str, list[str]]:
    """Return a heading and a row for each step: how it is decided, who signed, who is asked."""
    rows = [_step(state, index) for index in range(len(state.steps))]
    return f"**{heading(state, state.language)}**\n", rows


def heading(state: ApprovalState, language: Language) -> str:
    """Say which step of how many is reached, while it is not over."""
    zh, total = language == "zh", len(state.steps)
    place = min(state.step + 1, total)
    if state.status in ENDED or not total:
        return "审批路径" if zh else "Path"
    return f"审批路径：第 {place} 步，共 {total} 步" if zh else f"Path: step {place} of {total}"


def sign(state: ApprovalState, index: int) -> str:
    """Return the sign of a step that is done or reached; no emoji: fonts lack them."""
    done = index < state.step or state.status == "approved"
    return "✓ " if done else "→ " if index == state.step else ""


def step_name(step: Step, index: int, language: Language) -> str:
    """Return the number of a step and how it is decided."""
    number = f"第 {index + 1} 步" if language == "zh" else f"Step {index + 1}"
    return f"{number} · {mode(step, language)}"


def _step(state: ApprovalState, index: int) -> str:
    step, zh = state.steps[index], state.language == "zh"
    name = step_name(step, index, state.language)
    people = [_person(state, index, approver) for approver in step.approvers[:_SHOWN_PEOPLE]]
    more = len(step.approvers) - _SHOWN_PEOPLE
    shown = ("；" if zh else "; ").join(people) + (f" … +{more}" if more > 0 else "")
    ends = veto(joined(step.veto, state.language), state.language) if step.veto else ""
    return f"* {sign(state, index)}**{name}** {shown}{ends}"


def mode(step: Step, language: Language = "en") -> str:
    """Say in words how a step is decided."""
    zh, total = language == "zh", len(step.approvers)
    if total == 1:
        return "须同意" if zh else "must approve"
    match step.mode:
        case "all":
            return "会签：须全部同意" if zh else "all of them must approve"
        case "any":
            return "或签：一人同意即可" if zh else "one of them is enough"
        case "sequence":
            return "依次审批：按此顺序" if zh else "one after the other, in this order"
        case "ratio":
            if zh:
                return f"按比例会签：{total} 人中至少 {step.needed} 人同意（{step.percent}%）"
            return f"at least {step.needed} of {total} must approve ({step.percent} %)"


def _person(state: ApprovalState, index: int, approver: Approver) -> str:
    """Return a name, what this person did, and who acts beside them."""
    zh, step = state.language == "zh", state.steps[index]
    name = escaped(approver.name, NAME)
    if has_rejected(state, step, approver):
        name += _came_to("rejected", state.language)
    elif has_signed(state, approver, index):
        name += _came_to("approved", state.language)
    elif approver.account in [one.account for one in _asked(state, index)] or approver.delegates:
        name += _came_to("pending", state.language)
    beside = [*_beside(approver, state.language)]
    if not beside:
        return name
    return f"{name}（{'，'.join(beside)}）" if zh else f"{name} ({', '.join(beside)})"


def _asked(state: ApprovalState, index: int) -> tuple[Approver, ...]:
    return waiting(state) if index == state.step else ()


def _beside(approver: Approver, language: Language) -> list[str]:
    zh, found = language == "zh", []
    if approver.delegates:
        opinion = escaped(approver.delegates[-1].name, NAME)
        found.append(f"委派给 {opinion} 提意见" if zh else f"opinion asked of {opinion}")
    if approver.stand_ins:
        names = joined([one.name for one in approver.stand_ins], language)
        found.append(f"{names} 可代签" if zh else f"{names} may sign instead")
    if approver.added_by:
        by = escaped(approver.added_by, NAME)
        found.append(f"由 {by} 加签" if zh else f"added by {by}")
    return found


def _came_to(task: TaskState, language: Language) -> str:
    colon = "：" if language == "zh" else ": "
    return f"{colon}{TASK_NAMES[task].within(language)}"


def veto(names: str, language: Language) -> str:
    """Say whose no ends it, behind the row of a step."""
    return f"；{names} 一票否决" if language == "zh" else f"; a no of {names} ends it"


def answers(state: ApprovalState) -> tuple[str, list[str]]:
    """Return a heading and a row for each of the last questions, the open ones first."""
    zh = state.language == "zh"
    asked = sorted(state.questions, key=lambda question: not question.open)
    rows = []
    for one in asked[:_SHOWN_QUESTIONS]:
        by, who = _called(state, one.by), one.item or ("依据" if zh else "the evidence")
        who = _called(state, one.to) if one.to else escaped(who, NAME)
        head = f"{by} 问 {who}" if zh else f"{by} asked {who}"
        said = _answer(one.answer, one.moot, state.language)
        rows.append(f"* `{one.id}` {head}: {escaped(one.text, PHRASE)} → {said}")
    return f"**{'补充说明' if zh else 'Questions'}**\n", rows


def _called(state: ApprovalState, account: str) -> str:
    contact = state.contact(account)
    return escaped(contact.name if contact else account, NAME)


def _answer(answer: str | None, moot: bool, language: Language) -> str:
    if answer is not None:
        return escaped(answer, PHRASE)
    if moot:
        return "已无需答复" if language == "zh" else "no longer needed"
    return "**待答复，期限已暂停**" if language == "zh" else "**open; the deadline stands still**"


def filter_link(words: str, conditions: Sequence[tuple[str, str]]) -> str:
    """Return a link to a list in the same UI, filtered so; `{namespace}` is filled in by the UI."""
    query = quote(" AND ".join(f'`{name}`="{value}"' for name, value in conditions), safe="")
    saved = quote(words, safe="")
    address = f"/namespaces/{{namespace}}/workflows?query={query}&savedQuery={saved}"
    return f"[{escaped(words)}]({address})"

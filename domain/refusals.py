"""Why a decision is refused: one sentence each, in both languages."""

from collections.abc import Sequence

from domain.problems import shown
from domain.signing import (
    MAX_COMMENT_CHARACTERS,
    MAX_COMMENTS,
    MAX_ROUNDS,
    ApprovalState,
    waiting,
)
from domain.text import Bilingual, Frozen
from domain.token_words import TOKEN_SENTENCES
from domain.wording import STATE_NAMES


class Refusal(Frozen):
    """A refusal: a stable code for programs, a sentence for people."""

    code: str
    sentence: Bilingual


ID_USED = Bilingual(
    en="this decision id was used for another decision; send a new one",
    zh="该决定编号已用于另一项决定，请换一个新编号",
)
_SENTENCES: dict[str, tuple[str, str]] = {
    "id_used": (ID_USED.en, ID_USED.zh),
    "no_actor": (
        'say who decides: "actor": "your account"',
        '请写明由谁决定："actor": "您的账号"',
    ),
    "ended": (
        "{id} is closed: {status}; nothing more can be decided on it",
        "{id} 已结束：{status_zh}，不能再作决定",
    ),
    "drafting": (
        "{id} is being redrafted; decide when revision {next} is there",
        "{id} 正在重新起草，请待第 {next} 版出来后再决定",
    ),
    "no_comment": ("a comment needs a text", "评论不能为空"),
    "too_many_comments": (
        f"at most {MAX_COMMENTS} comments of {MAX_COMMENT_CHARACTERS:,} characters in all are kept",
        f"每份建议稿最多保留 {MAX_COMMENTS} 条评论、合计 {MAX_COMMENT_CHARACTERS:,} 个字符",
    ),
    "not_asked": (
        "{detail} is not asked about {id}; asked are {asked}",
        "{detail} 不在 {id} 的审批人之列；审批人为 {asked}",
    ),
    "own_words": (
        "nobody approves their own words; somebody else decides on this",
        "本人不能审批自己提出的内容，须由他人决定",
    ),
    "unbound": (
        'say which text you decide on: "revision": {revision}, "fingerprint": "{fingerprint}"',
        '请写明所决定的文本："revision": {revision}，"fingerprint": "{fingerprint}"',
    ),
    "stale": (
        "revision {detail} is out of date; revision {revision} is the current one, read it first",
        "第 {detail} 版已失效，当前为第 {revision} 版，请先阅读",
    ),
    "other_text": (
        "the fingerprint belongs to another text; the current one is {fingerprint}, read it first",
        "指纹与当前文本不符；当前指纹为 {fingerprint}，请先阅读",
    ),
    "signed_already": (
        "you have signed this text already; it waits for {waiting}",
        "您已签署本版文本；目前等待 {waiting}",
    ),
    "no_reason": ('give a reason in "comment"', '请在 "comment" 中写明理由'),
    "no_more_rounds": (
        f"it was redrafted {MAX_ROUNDS} times already; approve, edit or reject it",
        f"已重拟 {MAX_ROUNDS} 次；请同意、修改后同意或拒绝",
    ),
    "persons_words": (
        "revision {revision} holds {detail}'s own words, which a new draft would drop; "
        "edit it, or request changes and say what should be different",
        "第 {revision} 版含有 {detail} 本人修改的内容，重新起草会将其丢弃；"
        "请直接修改，或用“要求重拟”说明意见",
    ),
    "changes_without_edit": (
        "changes go with the verb edit only",
        "只有“修改后同意”可以附带 changes",
    ),
    "has_errors": (
        "it cannot be approved as it stands: {detail}",
        "按现状不能同意：{detail}",
    ),
    "no_changes": (
        'an edit names what changes: "changes": [{{"id": "…", "body": {{…}}}}]',
        '修改须写明改动："changes": [{{"id": "…", "body": {{…}}}}]',
    ),
    "bad_edit": ("this edit cannot be used: {detail}", "该修改无法采用：{detail}"),
    "not_yours_to_release": (
        "item: you do not sign this person's release; yours are: {detail}",
        "item：此人的派出不由您签署；由您签署的条目：{detail}",
    ),
    "same_text": ("the edit changes nothing", "该修改没有改变任何内容"),
    **TOKEN_SENTENCES,
    "field_unused": (
        "{detail}: this decision has no use for the field; leave it out",
        "{detail}：该动作用不到此字段，请去掉",
    ),
    "not_your_turn": (
        "it is not your turn yet; it waits for {waiting}",
        "尚未轮到您；目前等待 {waiting}",
    ),
    "opinion_only": (
        "you were asked for an opinion: approve or reject with a comment, ask, or delegate",
        "您是受托提供意见：可同意、拒绝（附意见）、要求补充说明或再委派",
    ),
    "one_person": ('name one person: "to": "account"', '请写明一个人："to": "账号"'),
    "no_person": ('name somebody: "to": ["account"]', '请写明人员："to": ["账号"]'),
    "unknown_person": (
        "{detail} is not in the directory of this collaboration",
        "本协作的通讯录中没有 {detail}",
    ),
    "asked_already": (
        "{detail} has a say in this step already; nobody counts twice",
        "{detail} 已在本环节中；同一人不能计两次",
    ),
    "initiator_cannot": (
        "{detail} wrote this; nobody may be given a say on their own words",
        "内容由 {detail} 提出，不能再由其本人审批",
    ),
    "added_then_transfer": (
        "you added approvers before or after yourself; remove them first, or decide yourself",
        "您已在前后加签，不能再转交；请先减签，或由您本人决定",
    ),
    "delegates": (
        "at most {detail} people may pass an opinion on, one after another",
        "委派最多连续 {detail} 层",
    ),
    "no_place": (
        'say where: "place": "before", "after" or "parallel"',
        '请写明加签方式："place": "before"（前加签）、"after"（后加签）或 "parallel"（并加签）',
    ),
    "parallel_mode": (
        "approvers added in parallel decide in the mode of the step; leave out mode",
        "并加签沿用本环节的审批方式，请去掉 mode",
    ),
    "too_many_approvers": (
        "at most {detail} approvers in all",
        "审批人合计最多 {detail} 位",
    ),
    "not_added": (
        "{detail} was not added by you, or is not asked any more",
        "{detail} 不是由您加签的，或已不在审批人之列",
    ),
    "signed_by": (
        "{detail} has signed already and cannot be removed",
        "{detail} 已签署，不能减签",
    ),
    "no_question": ('write your question in "comment"', '请在 "comment" 中写明问题'),
    "too_many_questions": (
        "{detail} questions were asked already; decide, or comment",
        "已提出 {detail} 个问题；请作出决定或评论",
    ),
    "no_evidence": (
        'the evidence does not answer this; name an item that cites some, or a person: "to"',
        '现有依据无法回答；请用 "item" 指明条目，或用 "to" 指定一个人',
    ),
    "item_or_person": (
        "ask a person or the evidence of an item, not both",
        "请二选一：向某人提问，或查询某条目的依据",
    ),
    "asked_oneself": ("ask somebody else", "不能向自己提问"),
    "no_open_question": (
        "no open question waits for an answer of {detail}",
        "没有待 {detail} 答复的问题",
    ),
    "which_question": (
        'several questions wait for you; name one: "question": {detail}',
        '有多个问题待您答复，请指明 "question"：{detail}',
    ),
    "no_answer": ('write your answer in "comment"', '请在 "comment" 中写明答复'),
    "not_finished": (
        "that step is not finished; one can go back to: {detail}",
        "该环节尚未完成；可退回的环节：{detail}",
    ),
    "too_many_rollbacks": (
        "it was sent back {detail} times already; approve, edit or reject it",
        "已退回 {detail} 次；请同意、修改后同意或拒绝",
    ),
    "not_initiator": (
        "only the person whose words it is may withdraw it",
        "只有发起人本人可以撤回",
    ),
    "not_steward": (
        "{detail} may not terminate this; the sponsor and the lead department's head may",
        "{detail} 无权终止；分管领导和牵头部门负责人可以终止",
    ),
    "not_involved": (
        "{detail} has no part in this suggestion",
        "{detail} 与本建议稿无关",
    ),
    "nobody_waits": ("nobody is asked just now", "目前没有待审批的人"),
    "too_soon": (
        "people were reminded a short time ago; try again in {detail} minutes",
        "刚刚催办过，请 {detail} 分钟后再试",
    ),
    "copied_already": ("all of them were told already", "这些人都已抄送过"),
    "no_second": (
        "nobody else could sign your words; ask for changes instead",
        "没有其他人可以签署您修改的内容；请改用“要求重拟”",
    ),
}


_DETAIL = 300
_PEOPLE = 8


def refusal(code: str, state: ApprovalState, detail: str | Bilingual = "") -> Refusal:
    """Return the refusal `code` as a sentence about this suggestion."""
    english, chinese = _SENTENCES[code]
    said = detail if isinstance(detail, Bilingual) else Bilingual(en=detail, zh=detail)
    approvers = state.current.approvers if state.current else ()
    asked = [f"{a.name} ({a.account})" for a in approvers]
    still = [a.name for a in waiting(state)]
    names = {
        "id": state.id,
        "revision": state.revision,
        "next": state.revision + 1,
        "fingerprint": state.suggestion.fingerprint[:12] if state.suggestion else "",
        "status": STATE_NAMES[state.status].en,
        "status_zh": STATE_NAMES[state.status].zh,
    }
    en = {"detail": shown(said.en, _DETAIL), "asked": _some(asked), "waiting": _some(still)}
    zh = {
        "detail": shown(said.zh, _DETAIL),
        "asked": _some(asked, "、"),
        "waiting": _some(still, "、"),
    }
    return Refusal(
        code=code,
        sentence=Bilingual(en=english.format(**names, **en), zh=chinese.format(**names, **zh)),
    )


def _some(people: Sequence[str], joint: str = ", ") -> str:
    more = len(people) - _PEOPLE
    return joint.join(people[:_PEOPLE]) + (f" … +{more}" if more > 0 else "")

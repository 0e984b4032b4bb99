"""Why a draft is not the model's, in a sentence that the people who decide on it read."""

from domain.redrafting import NO_MODEL
from domain.text import Bilingual

FALLBACK_REASONS: dict[str, Bilingual] = NO_MODEL | {
    "LLMTransport": Bilingual(
        en="The model endpoint could not be reached or gave a broken answer.",
        zh="无法连接模型端点，或其答复不完整。",
    ),
    "LLMServer": Bilingual(
        en="The model endpoint reported a fault of its own.", zh="模型端点自身出现故障。"
    ),
    "LLMRateLimited": Bilingual(
        en="The model endpoint took no more requests for now.",
        zh="模型端点暂时不再接收请求（限流）。",
    ),
    "LLMQuota": Bilingual(
        en="The quota of the model account is used up.", zh="模型账户的额度已用完。"
    ),
    "LLMRefusedRequest": Bilingual(
        en="The model endpoint refused the request; check the key, the address and the model name.",
        zh="模型端点拒绝了请求，请检查密钥、地址和模型名称。",
    ),
    "LLMStreamed": Bilingual(
        en="The model endpoint answers in a form that was not asked for.",
        zh="模型端点没有按要求的方式答复。",
    ),
    "LLMPromptTooLong": Bilingual(
        en="The evidence does not fit into what the model can read at once.",
        zh="证据材料超出了模型一次能读取的长度。",
    ),
    "LLMBudgetCollaboration": Bilingual(
        en="The model budget of this collaboration is used up.", zh="本项协作的模型预算已用完。"
    ),
    "LLMBudgetDay": Bilingual(
        en="Today's model budget is used up; it begins anew at 00:00 UTC.",
        zh="今天的模型预算已用完，北京时间早上八点重新计算。",
    ),
    "LLMCircuitOpen": Bilingual(
        en="The model endpoint failed again and again, so it is left alone for a minute.",
        zh="模型端点接连出错，暂停调用一分钟。",
    ),
    "LLMDeclined": Bilingual(en="The model declined to answer.", zh="模型拒绝作答。"),
    "LLMTooLong": Bilingual(
        en="The model's answer did not fit into its limit.", zh="模型的答复超出长度上限，未能写完。"
    ),
    "LLMBadShape": Bilingual(
        en="The model endpoint answered without any text.", zh="模型端点的答复里没有文本。"
    ),
    "LLMUnusable": Bilingual(
        en="The model's drafts did not pass the checks, also after corrections.",
        zh="模型的草稿经多次修正仍未通过检查。",
    ),
    "LLMUnrecorded": Bilingual(
        en="The usage of the model could not be recorded, so it was not asked.",
        zh="无法记录模型用量，因此没有调用模型。",
    ),
}
"""By the type of the ApplicationError, and by what `llm_endpoint.barred` returns."""

_KEY = Bilingual(en="The model endpoint did not accept the key.", zh="模型端点不接受所配置的密钥。")
_REFUSALS: dict[tuple[object, ...], Bilingual] = {
    (401,): _KEY,
    (403,): _KEY,
    (404,): Bilingual(
        en="The model endpoint does not know the configured model, or the address is wrong.",
        zh="模型端点没有所配置的模型，或地址有误。",
    ),
}

_OTHER = Bilingual(en="The model could not be asked.", zh="未能调用模型。")


def reason(error: BaseException | str) -> Bilingual:
    """Return why rules drafted: for a type, or for an error, wrapped by Temporal or not."""
    if isinstance(error, str):
        return FALLBACK_REASONS.get(error, _OTHER)
    name = getattr(error, "type", None)
    if name is None and error.__cause__ is not None:
        return reason(error.__cause__)
    details = tuple(getattr(error, "details", ()))
    if name == "LLMTransport" and details[:1] == ("timeout",):
        return Bilingual(
            en=f"The model endpoint did not answer within {details[1]:g} seconds.",
            zh=f"模型端点 {details[1]:g} 秒内没有答复。",
        )
    if name == "LLMRefusedRequest" and details[:1] in _REFUSALS:
        return _REFUSALS[details[:1]]
    return FALLBACK_REASONS.get(str(name), _OTHER)

"""Why a decision token is not accepted: one sentence each, in both languages."""

TOKEN_SENTENCES: dict[str, tuple[str, str]] = {
    "no_token": (
        "sign in to decide: send a decision token, from `accord token {id} --for ACCOUNT`, in "
        '"token"; or decide through `accord ui-proxy`',
        "须先验明身份：请用 `accord token {id} --for 账号` 取得决定令牌并写入 "
        '"token"；或经由 `accord ui-proxy` 作出决定',
    ),
    "token_forged": (
        "the token was not signed by the key that it names, or was changed since",
        "令牌并非由其所称的密钥签署，或签署后被改动",
    ),
    "token_key": (
        "the token names a key that is not accepted here; get a new token",
        "令牌所称的密钥在此不被认可，请重新取得令牌",
    ),
    "token_claims": (
        "this is not a decision token: something that it must say is missing or malformed",
        "这不是决定令牌：缺少必要的内容，或内容格式有误",
    ),
    "token_suggestion": (
        "the token is for {detail}, not for {id}",
        "令牌用于 {detail}，而不是 {id}",
    ),
    "token_person": (
        "the token was made out to {detail}; nobody else can use it",
        "令牌由 {detail} 专用，他人不能使用",
    ),
    "token_text": (
        "the token is for another text (revision {detail}); read revision {revision} and get a new "
        "token",
        "令牌对应另一份文本（第 {detail} 版）；请阅读第 {revision} 版后重新取得令牌",
    ),
    "token_verb": (
        "the token allows only: {detail}",
        "令牌只允许以下动作：{detail}",
    ),
    "token_expired": (
        "the token has expired; get a new one",
        "令牌已过期，请重新取得",
    ),
    "token_early": (
        "the token says that it was made in the future; check the clocks",
        "令牌的签发时间晚于当前时间，请检查系统时钟",
    ),
    "token_long": (
        "the token is good for more than seven days; get one for a shorter time",
        "令牌有效期超过七天，请取得有效期更短的令牌",
    ),
    "token_used": (
        "the token was used for another decision already; get a new one",
        "令牌已用于另一项决定，请重新取得",
    ),
}

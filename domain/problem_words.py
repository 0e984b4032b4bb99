"""The sentence for each sort of problem that pydantic finds, by its error type.

Placeholders are pydantic's own context names, and `value`, `sort_en`, `sort_zh`, `choices_en`,
`choices_zh`, `quote_en`, `quote_zh`, `error_type`.
"""

from domain.suggestion import KINDS
from domain.text import ID_PATTERN, Bilingual


def _words(en: str, zh: str) -> Bilingual:
    return Bilingual(en=en, zh=zh)


_FINGERPRINT = _words(
    "“{value}” is not a fingerprint: the digits and letters a to f that the text was shown with",
    "「{value}」不是指纹：应为文本所附的数字和字母 a 至 f",
)
GENERAL = _words("cannot be used ({error_type})", "无法使用（{error_type}）")

_TEXT = _words("must be text, not {sort_en}{quote_en}", "应为文字，而不是{sort_zh}{quote_zh}")
_WHOLE = _words(
    "must be a whole number in digits, not {sort_en}", "应为阿拉伯数字的整数，而不是{sort_zh}"
)
_NUMBER = _words("must be a number, not {sort_en}", "应为数字，而不是{sort_zh}")
_LIST = _words(
    "must be a list (one “- …” a line), not {sort_en}",
    "应为列表（每行一个「- …」），而不是{sort_zh}",
)
_GROUP = _words(
    "must be a group of fields (one “name: value” a line), not {sort_en}",
    "应为一组字段（每行一个「字段名: 值」），而不是{sort_zh}",
)
_DATE = _words(
    "must be a date like 2026-09-30, not {sort_en}", "应为 2026-09-30 这样的日期，而不是{sort_zh}"
)
_MOMENT = _words(
    "must be a date and time like 2026-09-30T09:00:00+08:00, not {sort_en}",
    "应为 2026-09-30T09:00:00+08:00 这样的日期时间，而不是{sort_zh}",
)
_WAIT = _words(
    "must be a duration like P2D (two days) or PT8H (eight hours), not {sort_en}",
    "应为 P2D（两天）、PT8H（八小时）这样的时长，而不是{sort_zh}",
)
_YES_NO = _words("must be true or false, not {sort_en}", "应为 true 或 false，而不是{sort_zh}")
_CHOICE = _words("must be {choices_en}, not {sort_en}", "应为 {choices_zh}，而不是{sort_zh}")
_AT_LEAST = _words("must be at least {ge}, not {value}", "不得小于 {ge}，现为 {value}")
_AT_MOST = _words("must be at most {le}, not {value}", "不得大于 {le}，现为 {value}")
_NOT_JSON = _words("is not JSON: {error}", "不是有效的 JSON：{error}")
_PLACES = _words(
    "has more than {decimal_places} decimal places", "小数位数超过 {decimal_places} 位"
)

WORDS: dict[str, Bilingual] = {
    "missing": _words("is missing", "缺少此项"),
    "extra_forbidden": _words("unknown field", "未知字段"),
    "none_required": _words("must be left empty, not {sort_en}", "应留空，而不是{sort_zh}"),
    "string_type": _TEXT,
    "string_sub_type": _TEXT,
    "string_unicode": _words("is not valid text", "不是有效的文字"),
    "string_too_short": _words(
        "must have at least {min_length} characters", "至少需要 {min_length} 个字符"
    ),
    "string_too_long": _words(
        "may have at most {max_length} characters", "最多允许 {max_length} 个字符"
    ),
    "string_pattern_mismatch": _words(
        "“{value}” does not have the form {pattern}", "「{value}」不符合格式 {pattern}"
    ),
    "literal_error": _CHOICE,
    "enum": _CHOICE,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _words("has too many digits", "数字位数过多"),
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "finite_number": _words("must be a finite number, not {value}", "应为有限的数，而不是 {value}"),
    "decimal_max_digits": _words(
        "has more than {max_digits} digits", "数字位数超过 {max_digits} 位"
    ),
    "decimal_max_places": _PLACES,
    "decimal_whole_digits": _words(
        "has more than {whole_digits} digits before the point", "整数部分超过 {whole_digits} 位"
    ),
    "greater_than_equal": _AT_LEAST,
    "less_than_equal": _AT_MOST,
    "greater_than": _words("must be more than {gt}, not {value}", "必须大于 {gt}，现为 {value}"),
    "less_than": _words("must be less than {lt}, not {value}", "必须小于 {lt}，现为 {value}"),
    "bool_type": _YES_NO,
    "bool_parsing": _YES_NO,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _words(
        "must be a date without a time of day", "应为不带时刻的日期"
    ),
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "timezone_aware": _words("needs a time zone, such as +08:00", "需要注明时区，例如 +08:00"),
    "time_delta_type": _WAIT,
    "time_delta_parsing": _WAIT,
    "too_short": _words(
        "needs at least {min_length}, has {actual_length}",
        "至少需要 {min_length} 项，现有 {actual_length} 项",
    ),
    "too_long": _words(
        "may have at most {max_length}, has {actual_length}",
        "最多允许 {max_length} 项，现有 {actual_length} 项",
    ),
    "list_type": _LIST,
    "tuple_type": _LIST,
    "dict_type": _GROUP,
    "model_type": _GROUP,
    "model_attributes_type": _GROUP,
    "union_tag_not_found": _words("needs the field {discriminator}", "缺少字段 {discriminator}"),
    "union_tag_invalid": _words(
        "{discriminator} must be one of {expected_tags}, not “{tag}”",
        "{discriminator} 应为 {expected_tags} 之一，而不是「{tag}」",
    ),
    "json_invalid": _NOT_JSON,
    "json_type": _words("must be JSON text", "应为 JSON 文本"),
    "recursion_loop": _words("contains itself", "自我包含"),
    "value_error": _words("{error}", "{error}"),
    "assertion_error": _words("{error}", "{error}"),
}

FORMS: dict[str, Bilingual] = {
    r"^(none|[A-Z]{2}(-[A-Z0-9]{1,8})?)$": _words(
        "“{value}” must be a country such as CN, a part of one such as DE-BY, or none",
        "「{value}」应为国家或地区代码，例如 CN、DE-BY，或 none",
    ),
    r"^[A-Z]{3}$": _words(
        "“{value}” must be a currency in three capital letters, such as CNY or EUR",
        "「{value}」应为三个大写字母的币种代码，例如 CNY、EUR",
    ),
    r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$": _words(
        "“{value}” must be 1 to 200 letters, digits and . _ : -",
        "「{value}」应为 1 到 200 个英文字母、数字或 . _ : -",
    ),
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": _words(
        "“{value}” must be a time of day such as 09:30", "「{value}」应为 09:30 这样的时刻"
    ),
    ID_PATTERN: _words(
        "“{value}” must be at most 48 small letters, digits and hyphens, such as onboarding-2026",
        "「{value}」应为不超过 48 个小写英文字母、数字和连字符，例如 onboarding-2026",
    ),
    r"^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$": _words(
        "“{value}” must be at most 32 letters, digits, hyphens and underscores, such as O1",
        "「{value}」应为不超过 32 个英文字母、数字、连字符和下划线，例如 O1",
    ),
    r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$": _words(
        "“{value}” must be at most 64 letters, digits, dots, hyphens and underscores, such as F12",
        "「{value}」应为不超过 64 个英文字母、数字、点、连字符和下划线，例如 F12",
    ),
    r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$": _words(
        "“{value}” must be an account: at most 64 letters, digits and . _ @ -, such as li.wei",
        "「{value}」应为账号：不超过 64 个英文字母、数字及 . _ @ -，例如 li.wei",
    ),
    rf"^[a-z0-9][a-z0-9-]{{0,47}}:({'|'.join(KINDS)}):[1-9][0-9]{{0,5}}$": _words(
        "“{value}” is not the id of a suggestion, such as returns-2:need:1",
        "「{value}」不是建议稿编号，正确写法如 returns-2:need:1",
    ),
    r"^pm_[0-9a-f]{24}$": _words(
        "“{value}” is not the id of a permission, such as pm_0123456789abcdef01234567",
        "「{value}」不是授权编号，正确写法如 pm_0123456789abcdef01234567",
    ),
    r"^[0-9a-f]{8,64}$": _FINGERPRINT,
    "^[0-9a-f]{16}$": _FINGERPRINT,
    "^[0-9a-f]{64}$": _FINGERPRINT,
    "^(all|any|sequence)$": _words(
        "must be all, any or sequence, not “{value}”",
        "应为 all、any 或 sequence，而不是「{value}」",
    ),
    r"^[a-z_]{1,40}(\.[a-z_]{0,40})?$": _words(
        "“{value}” is not the beginning of an event's type, such as decision.",
        "「{value}」不是事件类型的开头，正确写法如 decision.",
    ),
    r"^wh_[0-9a-f]{24}$": _words(
        "“{value}” is not the id of a webhook", "「{value}」不是 webhook 编号"
    ),
    r"^[^/\\]{1,200}\.(csv|yaml|yml|json|xlsx)$": _words(
        "“{value}” must be a file's name that ends in .csv, .xlsx, .yaml, .yml or .json",
        "「{value}」应为以 .csv、.xlsx、.yaml、.yml 或 .json 结尾的文件名",
    ),
    r"^[^/\\]{1,200}\.(csv|csv\.gz|xlsx|parquet|xes|xes\.gz)$": _words(
        "“{value}” must be a log's name that ends in .csv, .csv.gz, .xlsx, .parquet, .xes or "
        ".xes.gz",
        "「{value}」应为以 .csv、.csv.gz、.xlsx、.parquet、.xes 或 .xes.gz 结尾的日志文件名",
    ),
}
"""The patterns of our own models, in words."""

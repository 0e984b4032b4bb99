"""What is wrong with a command line, in one sentence and both languages."""

import re

from typer.exceptions import TyperException

from domain.problems import shown
from domain.text import Bilingual

# Typer words its errors in English only, and keeps their classes private: the words decide.
_FORMS: tuple[tuple[str, str, str], ...] = (
    (
        r"No such option: (\S+) \(Possible options: (.+)\)",
        "there is no option {0}; did you mean {1}?",
        "没有选项 {0}，是不是 {1}？",
    ),
    (r"No such option: (\S+)", "there is no option {0}", "没有选项 {0}"),
    (
        r"No such command '(.*?)'\. Did you mean (.+?)\?",
        "there is no command “{0}”; did you mean {1}?",
        "没有命令「{0}」，是不是 {1}？",
    ),
    (r"No such command '(.*?)'", "there is no command “{0}”", "没有命令「{0}」"),
    (
        r"Missing argument '(.+?)'\. Choose from: (.+)",
        "{0} is missing; one of {1}",
        "缺少参数 {0}，可选：{1}",
    ),
    (r"Missing (?:argument|parameter):? '?(.+?)'?\.?$", "{0} is missing", "缺少参数 {0}"),
    (r"Missing option '?(.+?)'?\.?$", "the option {0} is missing", "缺少选项 {0}"),
    (r"Missing command", "the command is missing", "缺少命令"),
    (r"Option '(.+?)' requires an argument", "the option {0} needs a value", "选项 {0} 需要一个值"),
    (r"Option '(.+?)' does not take a value", "the option {0} takes no value", "选项 {0} 不带值"),
    (r"Got unexpected extra argument\S* \((.+)\)", "one word too many: {0}", "多余的参数：{0}"),
    (
        r"Invalid value for (.+?): (?:Value error, )?'(.*)' is not one of (.+)",
        "{0} must be one of {2}, not “{1}”",
        "{0} 应为 {2} 之一，而不是「{1}」",
    ),
    (
        r"Invalid value for (.+?): (?:Value error, )?(.+)",
        "{0} has a wrong value ({1})",
        "{0} 的取值无效（{1}）",
    ),
)


def usage_sentence(error: TyperException, command: str) -> Bilingual:
    """Return the sentence for a usage error of `command`, with where help can be had."""
    told = shown(error.format_message(), 300).rstrip(".")
    en, zh = told, f"命令用法有误（{told}）"
    for form, words_en, words_zh in _FORMS:
        if found := re.match(form, told):
            parts = [part.replace("'", "") for part in found.groups()]
            en, zh = words_en.format(*parts), words_zh.format(*parts)
            break
    return Bilingual(
        en=f"{en[:1].upper()}{en[1:]}{'' if en.endswith('?') else '.'} See `{command} --help`.",
        zh=f"{zh}{'' if zh.endswith('？') else '。'}用法见 `{command} --help`。",
    )

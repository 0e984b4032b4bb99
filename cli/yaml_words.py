"""What went wrong in a YAML file, in words of a person who does not write YAML daily."""

import re

from ruamel.yaml.error import MarkedYAMLError, YAMLError

from domain.problems import shown
from domain.text import Bilingual

_WIDE_COLON = re.compile(r"\s*(?:- )?[A-Za-z_]+\s*：")
_TIGHT_COLON = re.compile(r"\s*(?:- )?[A-Za-z_]+:[^\s/]")
_TAB = re.compile(r" *\t")

ALIASES = ("anchors and aliases (& and *) are not used", "不支持锚点和别名（& 与 *）")

_SAYINGS: tuple[tuple[str, str, str], ...] = (
    ("another document", "holds more than one document (---)", "一个文件里只能有一份文档（---）"),
    (
        "undefined alias",
        "refers with * to a name that nothing has; put the text in quotation marks",
        "以 * 引用了不存在的名称；如为文字，请加引号",
    ),
    ("duplicate anchor", *ALIASES),
    (
        "unexpected end of stream",
        "a quotation mark or bracket is opened and never closed",
        "引号或括号没有成对",
    ),
    (
        "expected ',' or",
        "a bracket is not closed, or a comma is missing",
        "括号没有成对，或缺少逗号",
    ),
    (
        "mapping values are not allowed",
        "a colon stands where no field can begin: put text with a colon in quotation marks, "
        "and let fields of one group begin in the same column",
        "冒号出现在不该有字段的位置：含冒号的文字请加引号，同一组字段请左对齐",
    ),
    (
        "could not find expected ':'",
        "this line or the one above lacks “: ” after the field's name",
        "本行或上一行的字段名后缺少「: 」",
    ),
    (
        "cannot start any token",
        "text that begins with this character needs quotation marks",
        "以此字符开头的文字需加引号",
    ),
    ("expected <block end>", "the indentation does not fit the lines above", "缩进与上文不一致"),
)


def syntax_sentence(error: YAMLError, text: str, line: int | None) -> tuple[Bilingual, int | None]:
    """Return what is wrong, and its line from 1; `line` is the parser's, from 0."""
    rows = text.split("\n")
    for n in range(max(0, (line or 0) - 2), 0 if line is None else line + 1):
        if sentence := _slip("".join(rows[n : n + 1])):
            return sentence, n + 1
    place = None if line is None else min(line + 1, len(rows))
    told = error.problem if isinstance(error, MarkedYAMLError) else None
    for part, en, zh in _SAYINGS:
        if told and part in told:
            return Bilingual(en=en, zh=zh), place
    if told is None:
        return _unreadable(rows)
    return Bilingual(en=f"is not YAML: {shown(told)}", zh=f"不是有效的 YAML：{shown(told)}"), place


def _slip(row: str) -> Bilingual | None:
    """Recognise the slips that the parser reports lines later or in its own words."""
    if _TAB.match(row):
        return Bilingual(en="is indented with a tab; use spaces", zh="缩进用了制表符，请改用空格")
    if _WIDE_COLON.match(row):
        return Bilingual(
            en="has the full-width colon “：” after the field's name; write “: ”",
            zh="字段名后用了全角冒号「：」，请改为半角冒号加空格「: 」",
        )
    if _TIGHT_COLON.match(row):
        return Bilingual(
            en="lacks the space after the colon: write “name: value”",
            zh="冒号后缺少空格，请写成「字段名: 值」",
        )
    return None


def _unreadable(rows: list[str]) -> tuple[Bilingual, int | None]:
    """Name the first character that YAML cannot hold."""
    for n, row in enumerate(rows, start=1):
        if strange := re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]", row):
            code = f"U+{ord(strange[0]):04X}"
            return Bilingual(en=f"holds the control character {code}", zh=f"含有控制字符 {code}"), n
    return Bilingual(en="is not YAML", zh="不是有效的 YAML"), None

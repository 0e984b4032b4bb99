"""The tags of XML as columns: the form of each, known once for all that are alike, and its value.

A text between tags begins with `<` and holds no other `<` but those that begin a tag, so it can be
split there; see `XmlText`, which gives such texts. A log of a million events has eight million
tags and a few dozen forms: what a tag is called, what key it gives and how deep it leads is told
by its form, and only the value is its own.
"""

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

_CUT = "\0"  # stands in no XML
_WORTH = 1 << 19  # bytes for a processor of its own
_USUAL = re.compile(r"""([^\s/>'"=]+) key="([^"&\t\r\n]*)"\0(/?)>""")
_WHOLE = re.compile(r"""(?:[A-Za-z_][\w.-]*(?: key="[^"]*")?\0?/?|/[A-Za-z_][\w.-]*)>\s*""", re.A)
_SIMPLE = re.compile(r"""[^\s/>'"=]+(?:\s+[^\s=/>'"]+="[^"]*")*\s*""")
_INSIDE = re.compile(r"""(?:[^"'>]|"[^"]*"|'[^']*')*""")
_ATTRIBUTE = re.compile(r"""\s([^\s=/>"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_MARKED = r"[&\t\r\n]"
_REFERENCE = re.compile(r"&([^;]{1,12});")
_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


class Form(NamedTuple):
    """What tags are that differ in nothing but one value.

    `step` is how much deeper one leads. `value` is None where each has its own, else as written.
    `plain` ones have a key at most besides, and no text after them.
    """

    name: str
    step: int
    key: str | None
    value: str | None
    plain: bool


@dataclass(frozen=True)
class Tags:
    """Tags in their order: the place of each one's form in `forms`, and what value it gives."""

    forms: list[Form]
    form: NDArray[np.intp]
    value: pl.Series

    def each(self, of_form: Sequence[Any]) -> NDArray[Any]:
        """Return for each tag what there is of its form."""
        return np.asarray(of_form)[self.form]

    def values(self, rows: NDArray[np.intp]) -> pl.Series:
        """Return the values that these tags give, as written."""
        form, cut = self.form[rows], self.value.gather(rows)
        alone = np.asarray([one.value is not None for one in self.forms])[form]
        if not alone.any():
            return cut
        others = [self.forms[n].value for n in form[alone]]
        return cut.scatter(np.flatnonzero(alone), others)


def tags_of(text: bytes) -> Tags:
    """Return the tags of a text, each split at the first value that is written as usual.

    Raises a PolarsError where it is not in UTF-8.
    """
    rows = pl.concat([_split(part) for part in _parts(text)]).collect()
    return Tags(*_told_apart(rows["form"], rows["tag"]), rows["value"])


def _parts(text: bytes) -> list[bytes]:
    """Cut a long text between tags, so that each of the processors has a part."""
    many = max(1, min(pl.thread_pool_size(), len(text) // _WORTH))
    cuts = [text.find(b"<", len(text) * part // many) for part in range(1, many)]
    ends = sorted({0, len(text), *(cut for cut in cuts if cut > 0)})
    return [text[start:end] for start, end in pairwise(ends)] or [text]


def _split(text: bytes) -> pl.LazyFrame:
    """Return the tags of a text, and the form and the value of each as far as it was split."""
    tag, head, tail = pl.col("tag"), pl.col("head").struct, pl.col("tail").struct
    form = pl.coalesce(head[0] + _CUT + tail[1], tag)
    return (
        pl.LazyFrame({"tag": pl.Series([text], dtype=pl.Binary)})
        .select(tag.cast(pl.String).str.split("<").explode(empty_as_null=False))
        .slice(1)
        .with_columns(tag.str.splitn(' value="', 2).alias("head"))
        .with_columns(head[1].str.splitn('"', 2).alias("tail"))
        .select(tag, form.alias("form"), tail[0].alias("value"))
    )


def _told_apart(form: pl.Series, tag: pl.Series) -> tuple[list[Form], NDArray[np.intp]]:
    """Return the forms and which is whose; what was split within something else is put together."""
    code, forms = _coded(form)
    wrong = [n for n, one in enumerate(forms) if _CUT in one and not _is_simple(one)]
    if wrong:
        code, forms = _coded(form.zip_with(~pl.Series(np.isin(code, wrong)), tag))
    return [_form(one) for one in forms], code


def _coded(texts: pl.Series) -> tuple[NDArray[np.intp], list[str]]:
    forms = texts.unique(maintain_order=True)
    return texts.cast(pl.Enum(forms)).to_physical().to_numpy(), forms.to_list()


def _is_simple(form: str) -> bool:
    return (_USUAL.match(form) or _SIMPLE.fullmatch(form.partition(_CUT)[0])) is not None


def _form(written: str) -> Form:
    """Read a form."""
    plain = _WHOLE.fullmatch(written) is not None
    if written.startswith("/"):
        return Form(re.split(r"[\s>]", written[1:], maxsplit=1)[0], -1, None, None, plain)
    if usual := _USUAL.match(written):
        return Form(usual[1], 0 if usual[3] else 1, usual[2], None, plain)
    head, cut, rest = written.partition(_CUT)
    found = _INSIDE.match(f'{head} value=""{rest}' if cut else written)
    inside = found[0] if found else ""
    named = {name: double or single for name, double, single in _ATTRIBUTE.findall(inside)}
    return Form(
        name=re.split(r"[\s/]", inside, maxsplit=1)[0],
        step=0 if inside.endswith("/") else 1,
        key=_plain(named["key"]) if "key" in named else None,
        value=None if cut else named.get("value", ""),
        plain=plain,
    )


def meant(written: pl.Series) -> pl.Series:
    """Return what is meant by what stands in quotation marks (XML 1.0, 3.3.3)."""
    marked = written.str.contains(_MARKED).fill_null(value=False)
    if not marked.any():
        return written
    return written.scatter(marked.arg_true(), [_plain(one) for one in written.filter(marked)])


def _plain(text: str) -> str:
    spaced = re.sub("\r\n|[\t\r\n]", " ", text)
    return _REFERENCE.sub(lambda found: _character(found[1]), spaced)


def _character(name: str) -> str:
    """Return what is referred to; what is no reference stays, and a parser refuses it."""
    with contextlib.suppress(ValueError, OverflowError, IndexError):
        if name.startswith("#"):
            return chr(int(name[2:], 16) if name[1] == "x" else int(name[1:]))
    return _CHARACTERS.get(name, f"&{name};")  # there are no others without a document type

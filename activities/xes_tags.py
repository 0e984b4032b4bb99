"""The tags of XML as columns: how deep each stands, and the key and value that it gives.

A text between tags begins with `<` and holds no other `<` but those that begin a tag, so it can be
split there; see `XmlText`, which gives such texts.
"""

import re

import polars as pl

_EMPTY = r"""^(?:[^"'>]|"[^"]*"|'[^']*')*/>"""
_NAMED = r"^[^\s/>']+ key=$"
_TAG = re.compile(r"""(?:[^"'>]|"[^"]*"|'[^']*')*""")
_ATTRIBUTE = re.compile(r"""\s([^\s=/>"']+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_MARKED = r"[&\t\r\n]"
_REFERENCE = re.compile(r"&([^;]{1,12});")
_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


def tags_of(text: str, depth: int) -> tuple[pl.DataFrame, int]:
    """Return each tag with whether it `begins` and how `deep` that is, and how deep the text ends.

    `depth` is how deep it begins. The depth of a tag that ends is of no use.
    """
    tag, begins = pl.col("tag"), pl.col("begins")
    step = pl.when(~begins).then(-1).when(tag.str.contains(_EMPTY)).then(0).otherwise(1)
    tags = (
        pl.DataFrame(
            {"tag": pl.Series([text]).str.split("<").explode(empty_as_null=False).slice(1)}
        )
        .with_columns(begins=~tag.str.starts_with("/"))
        .with_columns(step=step)
        .with_columns(depth=pl.col("step").cum_sum() + (pl.col("step") == 0) + depth)
    )
    return tags.drop("step"), depth + int(tags["step"].sum())


def attributes(tags: pl.Series) -> pl.DataFrame:
    """Return the `key` that each tag gives, null where it gives none, and its `value`.

    Nearly all are written `NAME key="…" value="…"`: those are cut at their quotation marks, which
    takes a third of the time of an expression; the others are read one by one.
    """
    cut = tags.str.split_exact('"', 4).struct.rename_fields(["name", "key", "to", "value", "rest"])
    usual = (
        pl.col("name").str.contains(_NAMED)
        & (pl.col("to") == " value=")
        & pl.col("rest").is_not_null()
    )
    said = cut.struct.unnest().with_columns(usual=usual.fill_null(value=False))
    rare = ~said["usual"]
    said = said.select("key", "value")
    if rare.any():
        rows = pl.DataFrame([_one(tag) for tag in tags.filter(rare)], said.schema, orient="row")
        said = said.with_columns(
            said[name].scatter(rare.arg_true(), rows[name]) for name in ("key", "value")
        )
    return said.with_columns(_meant(said["key"]), _meant(said["value"]))


def _one(tag: str) -> tuple[str | None, str]:
    """Read a tag in which they stand elsewhere, or otherwise quoted."""
    inside = _TAG.match(tag)
    pairs = _ATTRIBUTE.findall(inside[0] if inside else "")
    named = {name: double or single for name, double, single in pairs}
    return named.get("key"), named.get("value", "")


def _meant(written: pl.Series) -> pl.Series:
    """Return what is meant by what stands in quotation marks (XML 1.0, 3.3.3)."""
    marked = written.str.contains(_MARKED).fill_null(value=False)
    if not marked.any():
        return written
    return written.scatter(marked.arg_true(), [_plain(one) for one in written.filter(marked)])


def _plain(text: str) -> str:
    spaced = re.sub("\r\n|[\t\r\n]", " ", text)
    return _REFERENCE.sub(lambda found: _character(found[1]), spaced)


def _character(name: str) -> str:
    if name.startswith("#"):
        return chr(int(name[2:], 16) if name[1] == "x" else int(name[1:]))
    return _CHARACTERS[name]  # there are no others without a document type

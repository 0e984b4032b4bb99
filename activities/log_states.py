"""What the words in a log's column of states say: of its cases, or only of one step each."""

import polars as pl

from domain.event_words import StepState, finishes, states_of
from domain.text import clean

_AGAIN = 1.5


def states(text: pl.DataFrame, at: pl.Series) -> pl.Series:
    """Return the state of each event of a log whose texts and times are known."""
    if "lifecycle" not in text.columns:
        return pl.Series(["unknown"]).new_from_index(0, len(text))
    words = text["lifecycle"].unique().to_list()
    meant = states_of([clean(word) for word in words])
    told = {word: meant[clean(word)] for word in words}
    finished = [word for word, state in told.items() if state == "parked" and finishes(word)]
    if finished and _of_steps(text, at, finished):
        told = {word: _of_a_step(state, word in finished) for word, state in told.items()}
    return text["lifecycle"].replace_strict(words, [told[word] for word in words])


def _of_a_step(state: StepState, finished: bool) -> StepState:
    return "unknown" if finished or state == "working" else state


def _of_steps(text: pl.DataFrame, at: pl.Series, finished: list[str]) -> bool:
    """Tell whether each row is a step with its own state: then "completed" parks no case.

    A ticket is closed once, or again after it was opened again. Where one word of these stands
    on and on in a case, as often as not right after itself, it is a step that was finished.
    """
    plain = {word: word.strip().lower() for word in finished}
    seen = text.with_columns(pl.col("lifecycle").replace(plain), at.alias("at"))
    rows = seen.filter(pl.col("lifecycle").is_in(list(plain.values()))).unique()
    often = rows.group_by("lifecycle").agg(pl.len(), pl.col("case").n_unique().alias("cases"))
    again = often.filter(pl.col("len") >= _AGAIN * pl.col("cases"))
    if again.is_empty():
        return False
    word, case = pl.col("lifecycle"), pl.col("case")
    ordered = seen.select("case", "lifecycle", "at").unique().sort("case", "at", "lifecycle")
    follows = (word == word.shift()) & (case == case.shift())
    on_and_on = ordered.filter(follows & word.is_in(again["lifecycle"].implode())).height
    return bool(on_and_on * 2 >= (again["len"] - again["cases"]).sum())

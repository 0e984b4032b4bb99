"""Whether items that share a term also share a subject."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from analysis.mentions import Mentions
from analysis.terms import terms
from domain.text import fold


def rarity(mentions: Mentions) -> dict[str, float]:
    """Return the weight of each term: ln(items / items that hold it), so that rare ones count."""
    total = len(mentions.places)
    return {term: math.log(total / len(held)) for term, held in mentions.holding.items()}


def cohesion(
    mentions: Mentions, label: str, places: Iterable[int], weights: Mapping[str, float]
) -> float:
    """Return the mean cosine similarity, 0 to 1, of the items beside the `label` they share.

    Items about one subject have further words in common; items that share only a manner of
    speaking (说实话, "my wish is") have not. `weights` as of `rarity`; 0 for fewer than two items.
    """
    together: Counter[str] = Counter()
    alone, count = 0.0, 0
    for place in sorted(places):
        count += 1
        vector = _vector(fold(mentions.items[place].text).replace(label, "\n"), weights)
        together.update(vector)
        alone += math.fsum(weight**2 for weight in vector.values())
    if count < 2:
        return 0.0
    # The squared length of the sum holds each pair twice, and each item once with itself.
    pairs = math.fsum(weight**2 for weight in together.values()) - alone
    return max(pairs, 0.0) / (count * (count - 1))


def _vector(text: str, weights: Mapping[str, float]) -> dict[str, float]:
    """Return the weighted terms of a text, as a vector of length 1.

    Of length 0 when nobody else uses its words. A text without any words says nothing but the
    label: all such texts say the same.
    """
    held = sorted(terms(text))
    if not held:
        return {"": 1.0}
    shared = {term: weights[term] for term in held if weights.get(term)}
    length = math.sqrt(math.fsum(weight**2 for weight in shared.values()))
    return {term: weight / length for term, weight in shared.items()}

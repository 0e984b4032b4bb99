"""What is remembered: every table, by the words of the design.

Rows name their collaboration without a foreign key. A refusal, a usage row or an import may belong
to a collaboration that the store has not seen (yet), and must be kept all the same.
`body` columns hold the JSON text of a domain model. `number` columns keep the order of arrival.
Whoever imports any of them has declared all: `metadata` is the whole of the store.
"""

from store.tables import access, collaborations, company, evidence, spending, suggestions, telling
from store.tables.naming import metadata

__all__ = [
    "access",
    "collaborations",
    "company",
    "evidence",
    "metadata",
    "spending",
    "suggestions",
    "telling",
]

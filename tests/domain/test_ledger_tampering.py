"""A thousand random tamperings with an export: the verifier finds every one of them."""

import io
import json
import random
from collections.abc import Callable

import pytest

from domain.ledger import Entry, Row, chain
from domain.ledger_file import READER, written
from domain.ledger_signing import signed
from domain.ledger_verifying import verified
from store.ledger_key import check
from tests.ledgers import KEY, STRANGER, entry, file, ledger, ledger_key

EACH = 100
SEED = 20_260_302
ROWS = ledger(8, unsigned=(3, 8))
INTACT = file(ROWS)
PINNED = [KEY.public]

Lines = list[bytes]


def flip_a_bit(lines: Lines, chance: random.Random) -> None:
    place = chance.randrange(len(lines))
    text = bytearray(lines[place])
    text[chance.randrange(len(text))] ^= 1 << chance.randrange(8)
    # It may make one line of two, or two of one.
    lines[:] = io.BytesIO(b"".join([*lines[:place], bytes(text), *lines[place + 1 :]]))


def change_a_field(lines: Lines, chance: random.Random) -> None:
    """Change one value to another of its sort, and write the line as Accord does."""
    place = chance.randrange(1, len(lines) - 1)
    told = json.loads(lines[place])
    field = chance.choice(sorted(told.keys() - {"type"}))
    old = told[field]
    match old:
        case bool():
            told[field] = not old
        case int():
            told[field] = old + chance.randrange(1, 9)
        case None:
            told[field] = 9 if field == "revision" else "x"
        case list():
            told[field] = [*old, "c" * 64]
        case _ if field == "at":
            told[field] = f"20{chance.randrange(30, 99)}-01-01T00:00:00+00:00"
        case _ if field == "result":
            told[field] = "refused" if old == "recorded" else "recorded"
        case str():
            at = chance.randrange(len(old) + 1)
            told[field] = old[:at] + chance.choice("abcxyz合议") + old[at:]
    lines[place] = written(READER.validate_python(told))


def drop(lines: Lines, chance: random.Random) -> None:
    del lines[chance.randrange(len(lines))]


def reorder(lines: Lines, chance: random.Random) -> None:
    one, other = chance.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]


def truncate(lines: Lines, chance: random.Random) -> None:
    whole = b"".join(lines)
    lines[:] = io.BytesIO(whole[: chance.randrange(len(whole))])


def replay(lines: Lines, chance: random.Random) -> None:
    lines.insert(chance.randrange(1, len(lines) + 1), chance.choice(lines))


def insert(lines: Lines, chance: random.Random) -> None:
    """Slip in a row of one's own, chained and signed with one's own key, or not at all."""
    place = chance.randrange(1, len(lines))
    before = ROWS[place - 2] if place > 1 else None
    row = chain(before, entry(chance.randrange(100, 200)))
    if chance.random() < 0.5:
        row = signed(row, STRANGER)
    forged = file([row], other=STRANGER)[1]
    lines.insert(place, forged)


def chain_anew(lines: Lines, chance: random.Random) -> None:
    """Change a row and compute every hash anew, with the old signatures, none, or one's own."""
    changed, way = chance.randrange(len(ROWS)), chance.randrange(3)
    rows: list[Row] = []
    for place, old in enumerate(ROWS):
        told = old.model_dump(include=set(Entry.model_fields))
        if place == changed:
            told |= {"comment": f"never said {chance.random()}"}
        row = chain(rows[-1] if rows else None, Entry(**told))
        kept = {"kid": old.kid, "signature": old.signature} if way == 0 else {}
        rows.append(signed(row, STRANGER) if way == 2 else row.model_copy(update=kept))
    forged = file(rows, STRANGER, own=KEY)
    lines[1:-1] = forged[1:-1]
    if chance.random() < 0.5:
        lines[-1] = forged[-1]


def swap_the_key(lines: Lines, chance: random.Random) -> None:
    """Sign the whole file with another key: consistent in itself, and found by the pinned key."""
    other = ledger_key(chance.randrange(2, 256))
    rows = [
        signed(row, other) if row.signature else row
        for row in ROWS[: chance.randrange(len(ROWS) + 1)]
    ]
    lines[:] = file(rows, other)
    if chance.random() < 0.3:
        lines[0] = INTACT[0]


def strip_a_signature(lines: Lines, chance: random.Random) -> None:
    place = chance.choice([row.sequence for row in ROWS if row.signature])
    told = json.loads(lines[place]) | chance.choice(
        [{"kid": None, "signature": None}, {"kid": None}, {"signature": None}]
    )
    lines[place] = written(READER.validate_python(told))


WAYS: list[Callable[[Lines, random.Random], None]] = [
    flip_a_bit,
    change_a_field,
    drop,
    reorder,
    truncate,
    replay,
    insert,
    chain_anew,
    swap_the_key,
    strip_a_signature,
]


def test_the_file_that_is_tampered_with_is_intact() -> None:
    assert verified(INTACT, check, PINNED).fault is None
    assert len(WAYS) * EACH == 1_000


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_tampering_is_found_and_its_line_is_named(
    way: Callable[[Lines, random.Random], None],
) -> None:
    chance = random.Random(f"{SEED} {way.__name__}")
    missed: list[Lines] = []
    for _ in range(EACH):
        lines = list(INTACT)
        while lines == INTACT:
            way(lines, chance)
        found = verified(lines, check, PINNED)
        if found.fault is None or not found.line or found.line > len(lines) + 1:
            missed.append(lines)
    assert missed == []

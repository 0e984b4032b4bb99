"""A ledger's file: what the verifier finds, in which line, and what it says."""

import json
from typing import Any

import pytest

from domain.ledger import Entry, Row, chain
from domain.ledger_file import READER, Close, Header, RowLine, close_message, written
from domain.ledger_signing import PublicKey, signature, signed
from domain.ledger_verifying import LONGEST_LINE, Verified, verified
from store.ledger_key import LedgerKey, check
from tests.ledgers import KEY, NAME, NOW, STRANGER, entry, file, ledger

INTACT = file(ledger())
"""Line 1 is the header, 2 to 7 are rows, 8 is the close."""


def found(lines: list[bytes], *pinned: LedgerKey, **noted: Any) -> Verified:
    return verified(lines, check, [key.public for key in pinned], **noted)


def fault(lines: list[bytes], *pinned: LedgerKey, **noted: Any) -> str:
    told = found(lines, *pinned, **noted)
    assert told.fault is not None, "nothing was found"
    assert told.fault.zh.startswith(f"第 {told.line} 行：")
    return told.fault.en


def changed(place: int, **fields: Any) -> list[bytes]:
    """The file with fields of one line (from 1) changed, written just as Accord writes."""
    told = json.loads(INTACT[place - 1]) | fields
    lines = list(INTACT)
    lines[place - 1] = written(READER.validate_python(told))
    return lines


def rewritten(signer: LedgerKey | None) -> list[Row]:
    """The rows with another comment in the first, every hash computed anew."""
    rows: list[Row] = []
    for old in ledger():
        words = {"comment": "never said"} if old.sequence == 1 else {}
        told = old.model_dump(include=set(Entry.model_fields)) | words
        row = chain(rows[-1] if rows else None, Entry(**told))
        kept = row.model_copy(update={"kid": old.kid, "signature": old.signature})
        rows.append(signed(row, signer) if signer else kept)
    return rows


def test_an_intact_file_says_what_it_holds() -> None:
    told = found(INTACT, KEY)
    assert told.fault is None
    assert (told.collaboration, told.rows, told.unsigned) == (NAME, 6, 0)
    assert (told.head, told.at) == (ledger()[-1].hash, NOW)
    assert (told.kid, told.pinned) == (KEY.public.kid, True)


def test_without_a_trusted_key_it_says_that_the_key_is_the_files_own() -> None:
    told = found(INTACT)
    assert (told.fault, told.kid, told.pinned) == (None, KEY.public.kid, False)


def test_a_ledger_without_rows_is_a_file_too() -> None:
    assert found(file([]), KEY).fault is None
    assert found(file([]), KEY).rows == 0


def test_rows_of_several_workers_bear_the_keys_of_each() -> None:
    rows = ledger(3)
    rows.append(signed(chain(rows[-1], entry(4)), STRANGER))
    lines = file(rows, other=STRANGER)
    assert found(lines, KEY, STRANGER).fault is None
    assert "line 5: row 4 is signed with the key" in fault(lines, KEY)


def test_unsigned_rows_are_counted_and_still_bound_by_the_close() -> None:
    lines = file(ledger(unsigned=(2, 6)))
    assert found(lines, KEY).unsigned == 2
    lines[2] = lines[2].replace(b"approve", b"rejects")
    assert fault(lines, KEY) == "line 3: row 2 was changed after it was written"


@pytest.mark.parametrize("place", [2, 4, 7])
@pytest.mark.parametrize("field", sorted(set(Row.model_fields) - {"kid", "signature"}))
def test_a_changed_field_is_found_in_its_line(field: str, place: int) -> None:
    old = json.loads(INTACT[place - 1])[field]
    others: dict[str, Any] = {
        "result": "refused" if old == "recorded" else "recorded",
        "verified": not old,
        "revision": 9,
        "sequence": place,
        "fingerprints": ["c" * 64],
        "at": "2027-01-01T00:00:00+00:00",
    }
    assert fault(changed(place, **{field: others.get(field, f"{old}x")})).startswith(
        f"line {place}: row {place - 1} "
    )


def test_a_changed_signature_is_found_in_its_line() -> None:
    other = json.loads(INTACT[3])["signature"]
    assert fault(changed(3, signature=other)) == (
        "line 3: row 2 does not bear the signature of the ledger's key: it was written anew"
    )
    assert "line 3: row 2 has lost a part of its signature" in fault(changed(3, kid=None))
    assert "which is not a trusted one" in fault(changed(3, kid=STRANGER.public.kid))


def test_a_signature_that_was_taken_away_is_found_at_the_close() -> None:
    assert fault(changed(3, kid=None, signature=None)) == (
        "line 8: the lines before the close are not those that it was signed for"
    )


def test_a_dropped_line_is_found() -> None:
    assert fault(INTACT[1:]).startswith("line 1: the header of a ledger's file stands in line 1")
    assert fault(INTACT[:2] + INTACT[3:]) == (
        "line 3: row 2 is missing or out of order: row 3 stands in its place"
    )
    assert fault(INTACT[:6] + INTACT[7:]) == (
        "line 7: the close speaks of 6 rows, and 5 stand before it"
    )


def test_lines_in_another_order_are_found() -> None:
    lines = list(INTACT)
    lines[3], lines[4] = lines[4], lines[3]
    assert fault(lines).startswith("line 4: row 3 is missing or out of order: row 4 stands")


@pytest.mark.parametrize("left", range(8))
def test_a_file_that_was_cut_off_is_found(left: int) -> None:
    assert fault(INTACT[:left]) == (
        f"line {left + 1}: the signed close is missing: the end of the file was cut off"
    )


def test_a_line_that_was_cut_off_is_found() -> None:
    assert fault([*INTACT[:-1], INTACT[-1][:-1]]) == "line 8: cut off: the line has no end"


def test_a_replayed_line_is_found() -> None:
    assert fault([*INTACT[:5], *INTACT[4:]]).startswith("line 6: row 5 is missing or out of order")
    rows = ledger()
    again = chain(rows[-1], entry(2))
    assert fault(file([*rows, signed(again, KEY)])) == (
        "line 8: row 7 repeats an earlier entry (decision-2)"
    )


@pytest.mark.parametrize("behind", [INTACT[-1], INTACT[3], b"\n", b"x\n"])
def test_whatever_stands_behind_the_close_is_found(behind: bytes) -> None:
    assert fault([*INTACT, behind]).startswith("line 9: ")


def test_rows_written_anew_without_the_key_are_found() -> None:
    assert fault(file(rewritten(None))) == (
        "line 2: row 1 does not bear the signature of the ledger's key: it was written anew"
    )


def test_an_unsigned_chain_written_anew_needs_a_close_that_nobody_can_sign() -> None:
    rows = [row.model_copy(update={"kid": None, "signature": None}) for row in rewritten(None)]
    forged = file(rows, STRANGER)
    assert "is not a trusted one" in fault(forged, KEY)
    assert fault([INTACT[0], *forged[1:]]).startswith("line 8: the close is signed with the key")
    assert fault([INTACT[0], *forged[1:-1], INTACT[-1]]) == (
        "line 8: the lines before the close are not those that it was signed for"
    )


def test_a_file_signed_anew_with_another_key_is_found_only_when_the_key_is_pinned() -> None:
    forged = file(rewritten(STRANGER), STRANGER)
    assert found(forged).fault is None
    assert found(forged).kid == STRANGER.public.kid
    assert fault(forged, KEY).startswith("line 2: row 1 is signed with the key")


def test_a_swapped_key_under_the_old_kid_is_found() -> None:
    told = json.loads(INTACT[0])
    told["keys"][0]["public"] = STRANGER.public.public
    line = json.dumps(told, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    assert fault([line, *INTACT[1:]]) == (
        "line 1: not a line of a ledger's file: header.keys[0]: kid and public key do not agree"
    )


def test_a_row_of_another_collaboration_is_found() -> None:
    row = signed(chain(None, entry(1, collaboration="other")), KEY)
    assert fault(file([row])) == "line 2: row 1 belongs to another collaboration (other)"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("count", 5),
        ("head", "0" * 64),
        ("digest", "0" * 64),
        ("at", "2027-01-01T00:00:00+00:00"),
        ("collaboration", "other"),
        ("kid", STRANGER.public.kid),
    ],
)
def test_every_word_of_the_close_is_signed(field: str, value: Any) -> None:
    assert fault(changed(8, **{field: value})).startswith("line 8: the close ")


@pytest.mark.parametrize("field", ["collaboration", "head", "digest"])
def test_a_close_must_speak_of_the_lines_before_it_even_when_it_is_signed(field: str) -> None:
    close = READER.validate_json(INTACT[-1])
    assert isinstance(close, Close)
    other = close.model_copy(update={field: "f" * 64})
    again = other.model_copy(update={"signature": signature(close_message(other), KEY)})
    assert fault([*INTACT[:-1], written(again)]) == (
        "line 8: the lines before the close are not those that it was signed for"
    )


def test_the_signature_of_a_row_does_not_pass_for_one_under_the_close() -> None:
    lines = changed(8, signature=json.loads(INTACT[6])["signature"])
    assert fault(lines) == "line 8: the close does not bear the signature of the ledger's key"


@pytest.mark.parametrize(
    "other",
    [
        lambda text: text.replace(b":", b": ", 1),
        lambda text: text.replace(b"+00:00", b"Z"),
        lambda text: text.replace(b'"verified":false', b'"verified":0'),
        lambda text: text.replace(b'"sequence":1', b'"sequence":1.0'),
        lambda text: text.replace(b"li.na", b"li\\u002ena"),
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text.replace(b'"verb"', b'"verb":"reject","verb"'),
    ],
)
def test_the_same_words_written_otherwise_are_found(other: Any) -> None:
    text = other(INTACT[1])
    assert text != INTACT[1]
    assert fault([INTACT[0], text, *INTACT[2:]]) == (
        "line 2: not written as Accord writes it: it was changed after the export"
    )


def test_a_signature_has_one_form_only() -> None:
    # The last letter before == has four unused bits: other letters would mean the same bytes.
    last = json.loads(INTACT[-1])["signature"]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    twin = last[:-3] + letters[letters.index(last[-3]) + 1] + "=="
    assert fault(changed(8, signature=twin)).startswith("line 8: the close does not bear")


@pytest.mark.parametrize(
    "rubbish",
    [
        b"\n",
        b"\x00\n",
        b"\xff\xfe\n",
        b"null\n",
        b"[]\n",
        b"{}\n",
        b'{"type":"row"}\n',
        b'{"type":"\\ud800"}\n',
        b'{"type":"row","comment":"\\ud800"}\n',
        b"[" * 100_000 + b"\n",
        b'{"a":' * 100_000 + b"\n",
        b"9" * 100_000 + b"\n",
        b'{"type":"close","count":' + b"9" * 5_000 + b"}\n",
        INTACT[1].replace(b'"sequence":1', b'"sequence":' + b"9" * 4_000),
        INTACT[1].replace(b'"revision":1', b'"revision":' + b"9" * 4_000),
        INTACT[1].replace(b"2026-03-02T10:30", b"9999-12-31T23:30").replace(b"+00:00", b"-23:00"),
        INTACT[1].replace(b'"verb":"approve"', b'"verb":NaN'),
        "\ufeff".encode() + INTACT[0],
        b"x" * LONGEST_LINE + b"\n",
        INTACT[1].replace(b"\\n", b"\\u0000\\u001b[2J\xe2\x80\xae"),
    ],
)
def test_rubbish_is_one_short_sentence_that_names_the_line(rubbish: bytes) -> None:
    said = fault([INTACT[0], rubbish, *INTACT[2:]])
    assert said.startswith("line 2: ")
    assert len(said) < 400
    assert "\x1b" not in said
    assert "\n" not in said


UNSIGNED = file(ledger(unsigned=(1, 2, 3, 4, 5, 6)), STRANGER)
SAID: tuple[tuple[list[bytes], str, str], ...] = (
    (
        INTACT[1:],
        "line 1: the header of a ledger's file stands in line 1 and nowhere else",
        "第 1 行：台账文件的表头应在且只在第 1 行",
    ),
    (
        [*INTACT, INTACT[3]],
        "line 9: something stands behind the signed close",
        "第 9 行：签名收尾之后另有内容",
    ),
    (
        INTACT[:4],
        "line 5: the signed close is missing: the end of the file was cut off",
        "第 5 行：缺少签名收尾：文件末尾被截去",
    ),
    (
        changed(3, collaboration="another"),
        "line 3: row 2 belongs to another collaboration (another)",
        "第 3 行：第 2 行属于另一项协作（another）",
    ),
    (
        INTACT[:6] + INTACT[7:],
        "line 7: the close speaks of 6 rows, and 5 stand before it",
        "第 7 行：收尾记为 6 行，其前实有 5 行",
    ),
    (
        UNSIGNED,
        f"line 8: the close is signed with the key {STRANGER.public.kid}, which is not a trusted "
        "one",
        f"第 8 行：收尾以密钥 {STRANGER.public.kid} 签名，该密钥不在可信之列",
    ),
    (
        changed(8, signature=json.loads(INTACT[3])["signature"]),
        "line 8: the close does not bear the signature of the ledger's key",
        "第 8 行：收尾的签名与台账密钥不符",
    ),
    (
        changed(3, kid=None, signature=None),
        "line 8: the lines before the close are not those that it was signed for",
        "第 8 行：收尾之前的内容与签名时不一致",
    ),
    (
        [INTACT[0], b"x" * LONGEST_LINE + b"\n"],
        "line 2: longer than 1,048,576 bytes",
        "第 2 行：长度超过 1,048,576 字节",
    ),
    (
        [INTACT[0], b"x" * LONGEST_LINE],
        "line 2: cut off: the line has no end",
        "第 2 行：该行被截断，没有行尾",
    ),
    (
        [INTACT[0], b"{}\n"],
        "line 2: not a line of a ledger's file: needs the field 'type'",
        "第 2 行：不是台账文件的内容：缺少字段 'type'",
    ),
    (
        [INTACT[0], INTACT[1].replace(b":", b": ", 1)],
        "line 2: not written as Accord writes it: it was changed after the export",
        "第 2 行：书写形式与导出时不符：导出后被改动",
    ),
)


@pytest.mark.parametrize(("lines", "en", "zh"), SAID, ids=[en for _, en, _ in SAID])
def test_each_fault_is_said_in_both_languages(lines: list[bytes], en: str, zh: str) -> None:
    told = found(lines, KEY)
    assert told.fault is not None
    assert (told.fault.en, told.fault.zh) == (en, zh)
    assert (told.head, told.at, told.kid, told.pinned) == (None, None, None, False)


def test_a_line_may_be_as_long_as_the_longest() -> None:
    text = b'{"type":"row","comment":"' + b"x" * LONGEST_LINE
    said = fault([INTACT[0], text[: LONGEST_LINE - 1] + b"\n"])
    assert said.startswith("line 2: not a line of a ledger's file")


def test_an_empty_file_has_no_close() -> None:
    assert fault([]).startswith("line 1: the signed close is missing")


def test_what_was_noted_elsewhere_is_compared() -> None:
    rows = ledger()
    shorter = file(rows[:4])  # an older export, or one of a store that was cut off
    assert found(shorter, KEY).fault is None
    assert found(INTACT, KEY, count=4, head=rows[3].hash).fault is None
    assert "the end is missing: 6 rows were noted, 4 are there" in fault(shorter, KEY, count=6)
    assert "the noted head is not in this chain" in fault(shorter, KEY, head=rows[-1].hash)


def test_the_header_names_only_the_keys_that_are_used() -> None:
    header = READER.validate_json(file(ledger(), other=STRANGER)[0])
    assert isinstance(header, Header)
    assert [key.kid for key in header.keys] == [KEY.public.kid]


def test_a_row_has_the_same_hash_in_the_file_as_in_the_store() -> None:
    for row, line in zip(ledger(), INTACT[1:-1], strict=True):
        read = READER.validate_json(line)
        assert isinstance(read, RowLine)
        assert Row(**read.model_dump(exclude={"type"})) == row


def test_a_key_that_is_none_is_refused() -> None:
    for public in ("", "x", "AAAA", KEY.public.public + "=", KEY.public.public[:-2] + "B="):
        with pytest.raises(ValueError, match="do not agree"):
            PublicKey(kid=KEY.public.kid, public=public)

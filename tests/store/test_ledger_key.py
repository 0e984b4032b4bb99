"""The file of the ledger's key: made once, read by its holder, refused when it is none."""

import base64
import multiprocessing
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

import worker
from domain.errors import BadInputError
from store.ledger_key import check, held_key, read_public, trusted_keys, worker_key
from tests.ledgers import KEY, STRANGER

PEM = (Encoding.PEM, PrivateFormat.PKCS8)


def kid_in(home: str) -> str:
    return worker_key(Path(home), None).public.kid


def test_a_worker_makes_the_key_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    first = worker_key(tmp_path, None)
    file = tmp_path / "keys" / "ledger.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    written = file.read_bytes()
    again = worker_key(tmp_path, None)
    assert again.public == first.public
    assert file.read_bytes() == written
    assert sorted(path.name for path in file.parent.iterdir()) == ["ledger.key", "ledger.pub"]


def test_what_the_holder_signs_everybody_can_check(tmp_path: Path) -> None:
    key = worker_key(tmp_path, None)
    public = read_public(tmp_path / "keys" / "ledger.pub")
    assert public == key.public
    signature = key.sign(b"words")
    raw = base64.b64decode(public.public)
    assert check(raw, b"words", signature)
    assert not check(raw, b"other words", signature)
    assert not check(raw, b"words", STRANGER.sign(b"words"))
    assert not check(b"short", b"words", signature)
    assert not check(raw, b"words", b"short")


def test_the_public_file_names_its_kid_and_pem_tools_read_it(tmp_path: Path) -> None:
    key = worker_key(tmp_path, None)
    text = (tmp_path / "keys" / "ledger.pub").read_text(encoding="utf-8")
    assert f"kid: {key.public.kid}\n" in text
    assert "合议台账密钥" in text
    assert "-----BEGIN PUBLIC KEY-----" in text


def test_workers_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    homes = [str(tmp_path / str(number)) for number in range(3)]
    with multiprocessing.get_context("spawn").Pool(4) as processes:
        for home in homes:
            kids = processes.map(kid_in, [home] * 8, chunksize=1)
            assert len(set(kids)) == 1
            assert read_public(Path(home) / "keys" / "ledger.pub").kid == kids[0]
            assert len(list((Path(home) / "keys").iterdir())) == 2


def test_nobody_else_makes_a_key(tmp_path: Path) -> None:
    assert held_key(tmp_path, None) is None
    assert trusted_keys(tmp_path, None) == ()
    assert list(tmp_path.iterdir()) == []


def test_a_named_key_is_used_and_never_made(tmp_path: Path) -> None:
    named = tmp_path / "elsewhere.pem"
    with pytest.raises(BadInputError, match=r"ACCORD_LEDGER_KEY: .*elsewhere\.pem") as refusal:
        worker_key(tmp_path, named)
    assert "无法使用" in refusal.value.within("zh")
    assert not named.exists()
    named.write_bytes(worker_key(tmp_path / "other", None).public_text)
    with pytest.raises(BadInputError, match="is not the ledger's key"):
        worker_key(tmp_path, named)
    named.write_bytes((tmp_path / "other" / "keys" / "ledger.key").read_bytes())
    assert worker_key(tmp_path, named).public == worker_key(tmp_path / "other", None).public
    assert not (tmp_path / "keys").exists()
    assert trusted_keys(tmp_path, named) == (worker_key(tmp_path, named).public,)


def encrypted() -> bytes:
    return KEY._private.private_bytes(*PEM, BestAvailableEncryption(b"secret"))


def elliptic() -> bytes:
    return generate_private_key(SECP256R1()).private_bytes(*PEM, NoEncryption())


@pytest.mark.parametrize(
    "made",
    [lambda: b"", lambda: b"\x00\xff" * 99, lambda: b"-----BEGIN PRIVATE KEY-----\n", encrypted]
    + [elliptic, lambda: b"x" * 1_000_000],
)
def test_a_file_that_holds_no_key_is_one_sentence(
    tmp_path: Path, made: Callable[[], bytes]
) -> None:
    file = tmp_path / "keys" / "ledger.key"
    file.parent.mkdir()
    file.write_bytes(made())
    for use in (worker_key, held_key, trusted_keys):
        with pytest.raises(BadInputError, match=r"ledger\.key is not the ledger's key") as refusal:
            use(tmp_path, None)
        assert "不是台账密钥" in refusal.value.within("zh")
        assert "\n" not in refusal.value.sentence.both


def test_a_folder_in_the_keys_place_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "keys" / "ledger.key").mkdir(parents=True)
    with pytest.raises(BadInputError, match="cannot be used: Is a directory"):
        worker_key(tmp_path, None)


def test_a_home_that_nothing_can_be_written_to_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file")
    with pytest.raises(BadInputError, match=r"ledger\.key cannot be used: "):
        worker_key(tmp_path, None)


def test_a_new_key_leaves_the_public_part_of_the_earlier_one(tmp_path: Path) -> None:
    earlier = worker_key(tmp_path, None).public
    (tmp_path / "keys" / "ledger.key").unlink()
    now = worker_key(tmp_path, None).public
    assert now != earlier
    assert read_public(tmp_path / "keys" / "ledger.pub") == now
    assert read_public(tmp_path / "keys" / f"ledger-{earlier.kid}.pub") == earlier
    assert set(trusted_keys(tmp_path, None)) == {now, earlier}


def test_the_public_keys_of_other_workers_are_put_beside_the_own_one(tmp_path: Path) -> None:
    own = worker_key(tmp_path, None).public
    (tmp_path / "keys" / "second-worker.pub").write_bytes(STRANGER.public_text)
    assert set(trusted_keys(tmp_path, None)) == {own, STRANGER.public}


def other_kid() -> bytes:
    return KEY.public_text.replace(KEY.public.kid.encode(), STRANGER.public.kid.encode())


def elliptic_public() -> bytes:
    key = generate_private_key(SECP256R1()).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: b"", "holds no public key"),
        (lambda: b"\x00" * 99, "holds no public key"),
        (encrypted, "holds no public key"),
        (elliptic_public, "of another kind than Ed25519"),
        (other_kid, "names the kid of another key"),
    ],
)
def test_a_public_file_that_is_none_is_named(
    tmp_path: Path, made: Callable[[], bytes], said: str
) -> None:
    file = tmp_path / "ledger.pub"
    file.write_bytes(made())
    with pytest.raises(BadInputError, match=rf"ledger\.pub .*{said}") as refusal:
        read_public(file)
    assert "\n" not in refusal.value.sentence.both
    with pytest.raises(BadInputError, match="cannot be read"):
        read_public(tmp_path / "missing.pub")


async def test_a_worker_with_a_bad_key_does_not_start(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "ledger.key").write_text("nothing of use")
    settings = worker.Settings.from_environment({"ACCORD_HOME": str(tmp_path)})
    with pytest.raises(BadInputError, match="is not the ledger's key"):
        async with worker.ground(settings, ()):
            raise AssertionError("it has started")
    assert not (tmp_path / "accord.db").exists()

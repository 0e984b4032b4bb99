import os
from pathlib import Path

import pytest

from activities import files
from activities.files import Spot, read_text
from domain.errors import BadInputError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "evidence"
    (folder / "zh").mkdir(parents=True)
    (folder / "zh" / "note.txt").write_text("你好", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    return folder


def test_a_file_below_the_data_folder_is_read(root: Path) -> None:
    assert read_text(root, "zh/note.txt") == "你好"
    assert read_text(root, "./zh/./note.txt") == "你好"


@pytest.mark.parametrize(
    "file",
    [
        "/etc/passwd",
        "../secret.txt",
        "zh/../../secret.txt",
        "zh/../zh/note.txt",
        "..\\secret.txt",
        "C:\\secret.txt",
        "C:secret.txt",
        "\\\\server\\share\\x.txt",
        "note\0.txt",
        "",
        "  ",
    ],
)
def test_a_path_that_leads_out_is_refused(root: Path, file: str) -> None:
    with pytest.raises(BadInputError, match="only a path below the data folder") as caught:
        read_text(root, file)
    assert "只能填写数据目录" in caught.value.within("zh")


def test_an_absolute_path_is_refused_even_inside_the_data_folder(root: Path) -> None:
    with pytest.raises(BadInputError, match="only a path below"):
        read_text(root, str(root / "zh" / "note.txt"))


def test_a_link_may_stay_inside_but_not_leave(root: Path, tmp_path: Path) -> None:
    (root / "inside.txt").symlink_to(root / "zh" / "note.txt")
    (root / "outside.txt").symlink_to(tmp_path / "secret.txt")
    (root / "up").symlink_to(tmp_path)
    assert read_text(root, "inside.txt") == "你好"
    for file in ("outside.txt", "up/secret.txt"):
        with pytest.raises(BadInputError, match="link leads out") as caught:
            read_text(root, file)
        assert "secret\n" not in str(caught.value)


def test_a_link_to_itself_is_no_file(root: Path) -> None:
    (root / "loop").symlink_to(root / "loop")
    with pytest.raises(BadInputError, match="no such file"):
        read_text(root, "loop")


@pytest.mark.parametrize("file", ["nothing.csv", "zh/note.txt/x", "x" * 5000, "\ud800.csv"])
def test_a_missing_file_is_named(root: Path, file: str) -> None:
    with pytest.raises(BadInputError, match="no such file") as caught:
        read_text(root, file)
    assert len(str(caught.value)) < 300


def test_a_folder_or_a_pipe_is_no_ordinary_file(root: Path) -> None:
    os.mkfifo(root / "pipe")
    for file in ("zh", ".", "pipe"):
        with pytest.raises(BadInputError, match="not an ordinary file"):
            read_text(root, file)


def test_without_a_data_folder_no_file_is_found(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="no such file"):
        read_text(tmp_path / "nowhere", "a.csv")


def test_a_file_that_is_too_large_is_refused_before_it_is_read(root: Path) -> None:
    with (root / "large.csv").open("wb") as stream:
        stream.truncate(files.FILE_LIMIT + 1)  # sparse: takes no room on the disk
    with pytest.raises(BadInputError, match="at most 200 MiB"):
        read_text(root, "large.csv", files.FILE_LIMIT)


def test_utf_8_with_a_mark_and_gb18030_are_text(root: Path) -> None:
    (root / "a.txt").write_bytes(b"\xef\xbb\xbf" + "协作".encode())
    (root / "b.txt").write_bytes("协作，「一致」".encode("gb18030"))
    assert read_text(root, "a.txt") == "协作"
    assert read_text(root, "b.txt") == "协作，「一致」"


@pytest.mark.parametrize(
    "content",
    [
        b"id,text\n1,\x00\n",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"\xff\xd8\xff\xe0\x01\x02",
        "id,text".encode("utf-16"),
        b"PK\x03\x04\x14",
        b"\xff\xff\xff",
    ],
)
def test_a_binary_file_is_refused(root: Path, content: bytes) -> None:
    (root / "x.csv").write_bytes(content)
    with pytest.raises(BadInputError, match="not a text file"):
        read_text(root, "x.csv")


def test_a_character_cut_by_a_block_of_reading_is_still_text(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MIB", 4)
    assert read_text(root, "zh/note.txt", 100) == "你好"


def test_a_sentence_names_its_place_and_stays_on_one_line() -> None:
    error = Spot("a\nb.csv", 3, "time").bad("is wrong", "不对")
    assert str(error) == "a b.csv, line 3, column time: is wrong."
    assert error.within("zh") == "a b.csv 第 3 行「time」列：不对。"

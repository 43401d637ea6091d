"""Lines and words of texts, seconds of audio, and files that this process may not open."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import sound, told

from dvc_ci_files import texts
from dvc_ci_files.__main__ import read_file


@pytest.mark.parametrize(
    "content,lines,words",
    [
        pytest.param(b"", 0, 0, id="empty"),
        pytest.param(b"one two\nthree\n", 2, 3, id="two lines"),
        pytest.param(b"no end", 1, 2, id="no line break at the end"),
        pytest.param(b"a\r\nb\r\n", 2, 2, id="Windows"),
        pytest.param("Grüße an alle\n".encode("latin-1"), 1, 3, id="an old encoding"),
        pytest.param("eins zwei\ndrei".encode("utf-16"), 2, 3, id="UTF-16"),
        pytest.param("eins zwei\ndrei".encode("utf-32"), 2, 3, id="UTF-32"),
        pytest.param("日本語 テキスト\n".encode(), 1, 2, id="spaces alone divide words"),
    ],
)
def test_lines_and_words(tmp_path: Path, content: bytes, lines: int, words: int) -> None:
    assert told(tmp_path, "a.txt", content, "texts") == {"lines": lines, "words": words}


def test_a_binary_file_is_no_text(tmp_path: Path) -> None:
    assert told(tmp_path, "a.txt", b"\x7fELF\0\0", "texts") == {"unreadable": "it has null bytes, which no text has"}


@given(st.text(alphabet="a é\n\t", max_size=40), st.integers(1, 5))
@settings(max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_word_on_two_chunks_is_one(tmp_path: Path, text: str, chunk: int) -> None:
    file = tmp_path / "text"
    file.write_bytes(text.encode())
    kept, texts.CHUNK = texts.CHUNK, chunk
    try:
        assert texts.read_text(str(file)) == {
            "lines": text.count("\n") + (0 if text.endswith("\n") or text == "" else 1),
            "words": len(text.encode().split()),
        }
    finally:
        texts.CHUNK = kept


def test_audio_has_seconds(tmp_path: Path) -> None:
    assert told(tmp_path, "a.wav", sound(1.5), "media") == {"seconds": 1.5}


@pytest.mark.parametrize("name,content", [("a.mkv", b"\x1aE\xdf\xa3"), ("a.wav", sound(0))])
def test_a_recording_without_a_known_length_is_only_counted(tmp_path: Path, name: str, content: bytes) -> None:
    assert told(tmp_path, name, content, "media") == {}


@pytest.mark.parametrize(
    "name,content",
    [
        pytest.param("a.mp3", b"", id="empty"),
        pytest.param("a.mp3", b"ID3\x04\x00\xff\x7f\x7f\x7f\x7f" + b"\xff" * 50, id="tags longer than the file"),
        pytest.param("a.wav", b"RIFF\xff\xff\xff\xffWAVEfmt \xff\xff\xff\xff", id="a header longer than the file"),
        pytest.param("a.flac", b"fLaC" + b"\xff" * 40, id="damaged FLAC"),
        pytest.param("a.mp4", b"\0\0\0\x08ftyp" + b"\0\0\0\x01moov" + b"\xff" * 8, id="an atom longer than the file"),
        pytest.param("a.ogg", b"just a text\n", id="a text"),
    ],
)
def test_damaged_audio_is_unreadable(tmp_path: Path, name: str, content: bytes) -> None:
    assert list(told(tmp_path, name, content, "media")) == ["unreadable"]


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    secret, link, pipe = tmp_path / "secret", tmp_path / "link", tmp_path / "pipe"
    secret.write_text("a b c")
    link.symlink_to(secret)
    os.mkfifo(pipe)
    for file in (link, pipe):
        answer = read_file({"path": "a.txt", "kind": "texts", "now": str(file)})
        assert answer["now"] == {"unread": "it is no regular file"}


def test_texts_and_models_need_no_package(tmp_path: Path) -> None:
    """The program as Node starts it, with a Python that has nothing but its own library."""
    (tmp_path / "a").write_text("one two\n")
    request = {
        "files": [{"path": "a.txt", "kind": "texts", "now": str(tmp_path / "a")}],
        "memory": 10**9,
        "seconds": 60,
        "expanded": 10**6,
    }
    program = Path(__file__).parent.parent / "dvc_ci_files" / "__main__.py"
    result = subprocess.run(
        [sys.executable, "-I", "-B", "-S", str(program)],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=True,
    )
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"begin": "a.txt"},
        {"path": "a.txt", "now": {"lines": 1, "words": 2}},
    ]

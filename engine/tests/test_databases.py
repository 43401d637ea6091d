"""What the patches do to DVC's databases, on databases of their own."""

from __future__ import annotations

import contextlib
import functools
import os
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from support import in_child

from dvc_ci_engine.patches import database_locks, state_on_demand, whole_index

if TYPE_CHECKING:
    from pathlib import Path

WRITER = """
import sys
from dvc_ci_engine.patches import database_locks, whole_index
for patch in (database_locks, whole_index):
    patch.apply()
from sqltrie.sqlite.sqlite import SQLiteTrie
trie = SQLiteTrie.open(sys.argv[1])
for number in range(20):
    trie[(sys.argv[2], str(number))] = b"x"
    trie.commit()
"""


def committed(path: Path) -> int:
    """How many nodes another process sees."""
    with sqlite3.connect(path) as other:
        count: int = other.execute("SELECT count(*) FROM nodes").fetchone()[0]
        return count


def fill(path: Path, *patches: Any) -> dict[str, Any]:
    def work() -> dict[str, Any]:
        for patch in patches:
            patch.supported()
            patch.apply()
        from sqltrie.sqlite.sqlite import SQLiteTrie

        trie = SQLiteTrie.open(str(path))
        trie["tree", "it's; {odd}", "a"] = b"1"
        trie["tree", "it's; {odd}", "b", "c"] = b"2"
        before = committed(path)
        trie.commit()
        mode = trie._conn.execute("PRAGMA journal_mode").fetchone()[0]
        read = {"/".join(key): value.decode() for key, value in sorted(trie.items())}
        return {"before": before, "after": committed(path), "read": read, "mode": mode}

    result: dict[str, Any] = in_child(work)
    return result


def test_an_index_is_invisible_until_it_is_whole(tmp_path: Path) -> None:
    assert fill(tmp_path / "index.db", database_locks, whole_index) == {
        "before": 1,
        "after": 6,
        "read": {"tree/it's; {odd}/a": "1", "tree/it's; {odd}/b/c": "2"},
        "mode": "wal",
    }


def test_without_the_patch_half_an_index_is_visible(tmp_path: Path) -> None:
    assert fill(tmp_path / "index.db", database_locks)["before"] > 1


@pytest.mark.parametrize("patched", [True, False])
def test_a_key_of_an_index_is_found_as_by_the_script_of_sqltrie(tmp_path: Path, patched: bool) -> None:
    def work() -> list[Any]:
        if patched:
            whole_index.supported()
            whole_index.apply()
        from sqltrie.sqlite.sqlite import SQLiteTrie

        trie = SQLiteTrie.open(str(tmp_path / "index.db"))
        for number, key in enumerate([("a",), ("a", "b"), ("a", "b", "c d"), ("it's", "x"), ("", "y")]):
            trie[key] = str(number).encode()
        keys: list[tuple[str, ...]] = [
            ("a",), ("a", "b"), ("a", "x", "b"), ("a", "b", "c d"), ("a/b",), ("a/",), ("a", ""), ("it's", "x"),
            ("",), ("", "y"), ("b",), ("a", "b", "c d", "e"), ("a//b",),
        ]  # fmt: skip
        return [[dict(row) for row in trie._traverse(key)] for key in keys]

    def plain(rows: list[Any]) -> list[Any]:
        return [[{**row, "value": (row["value"] or b"").decode()} for row in found] for found in rows]

    found = in_child(lambda: plain(work()))
    paths = [[row["path"] for row in each] for each in found]
    assert paths == [
        ["a"], ["a", "a/b"], ["a"], ["a", "a/b", "a/b/c d"], ["a", "a/b"], ["a"], ["a"], ["it's", "it's/x"],
        [""], ["", "/y"], [], ["a", "a/b", "a/b/c d"], ["a"],
    ]  # fmt: skip
    assert [row["value"] for row in found[3]] == ["0", "1", "2"]


@pytest.mark.parametrize("patched", [True, False])
def test_a_new_database_gets_its_log_while_another_process_writes(tmp_path: Path, patched: bool) -> None:
    path = tmp_path / "index.db"

    def work() -> str:
        import threading

        if patched:
            database_locks.apply()
        import sqltrie.sqlite.sqlite as user

        other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        other.execute("CREATE TABLE t (a)")
        other.execute("BEGIN EXCLUSIVE")
        threading.Timer(0.5, lambda: other.execute("COMMIT")).start()
        connection = user.sqlite3.connect(str(path), **({} if patched else {"timeout": 0}))
        try:
            mode: str = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        except sqlite3.OperationalError as exc:
            return str(exc)
        return mode

    assert in_child(work) == ("wal" if patched else "database is locked")


def test_several_processes_create_one_database_at_once(tmp_path: Path) -> None:
    path = tmp_path / "index.db"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1"}
    runs = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), f"p{number}"], env=env, stderr=subprocess.PIPE)
        for number in range(6)
    ]
    assert [run.communicate()[1].decode() for run in runs] == [""] * 6
    assert [run.returncode for run in runs] == [0] * 6
    # 120 keys, their six parents and the root.
    assert committed(path) == 127


class UnlockedProperty(functools.cached_property[Any]):
    """That of Python 3.12 and later: two threads may compute the value at once."""

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if self.attrname not in vars(instance):
            vars(instance)[str(self.attrname)] = self.func(instance)
        return vars(instance)[str(self.attrname)]


def test_the_memory_of_files_opens_once_in_threads(tmp_path: Path) -> None:
    def work() -> list[Any]:
        from dvc.fs import localfs
        from dvc_data.hashfile import cache
        from dvc_data.hashfile.state import State

        functools.cached_property = UnlockedProperty  # type: ignore[misc]
        state_on_demand.supported()
        state_on_demand.apply()
        real, both_inside = cache.Cache.__init__, threading.Barrier(2)
        opened: list[Any] = []

        def slow(self: Any, *args: Any, **kwargs: Any) -> None:
            opened.append(self)
            # Both threads are here at once, unless one has to wait for the other.
            with contextlib.suppress(threading.BrokenBarrierError):
                both_inside.wait(0.2)
            real(self, *args, **kwargs)

        cache.Cache.__init__ = slow
        state = State(str(tmp_path), str(tmp_path / "memory"))
        info = {"ino": 1, "mtime": 1.0, "size": 1}
        with ThreadPoolExecutor(2) as pool:
            found = list(pool.map(lambda _: state.get(str(tmp_path), localfs, info)[1], range(2)))
        return [len(opened), found]

    assert in_child(work) == [1, [None, None]]

"""Retention: no history of pushes, commits, clean-ups and kills loses an object that a commit needs."""

from __future__ import annotations

import hashlib
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule
from support import NEWEST
from turns import examples

from dvc_ci_engine.queries.retained_objects import File, Key, file_of
from dvc_ci_engine.queries.retention import ListError, by_age, hashes_of_run, parse_list, written_list
from dvc_ci_engine.queries.retention_plan import (
    Entry,
    Found,
    due_objects,
    plan_retention,
    staying_manifests,
)

if TYPE_CHECKING:
    from dvc_ci_engine.queries.retained_objects import Files
    from dvc_ci_engine.queries.retention_plan import (
        Entries,
        Plan,
    )

GRACE = 10
START = 1_000


def oid(name: str) -> str:
    return hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()


FILES = [oid(name) for name in "abc"]
FOLDERS = {
    f"{oid(name)}.dir": {FILES[number] for number in numbers} for name, numbers in (("one", (0, 1)), ("two", (1, 2)))
}
DATA = [*FILES, *FOLDERS]


def objects_of(data: str) -> set[str]:
    return {data, *FOLDERS.get(data, ())}


class Remote:
    """A remote as DVC and dvc-ci change it."""

    def __init__(self) -> None:
        self.objects: Files = {}
        self.aside: Files = {}
        self.entries: Entries = {}

    def has(self, name: str) -> bool:
        return Key("md5", name) in self.objects

    def lacking(self, data: str) -> set[str]:
        """What `dvc push` uploads: nothing of a folder whose manifest is there."""
        return set() if self.has(data) else {name for name in objects_of(data) if not self.has(name)}

    def upload(self, names: set[str], now: int) -> None:
        for name in names:
            self.objects[Key("md5", name)] = File(1, now)


class Histories(RuleBasedStateMachine):
    """Users who push data, then commits; branches that go away; runs of gc that pushes and kills interrupt."""

    pushes = Bundle("pushes")

    def __init__(self) -> None:
        super().__init__()
        self.remote = Remote()
        self.now = START
        self.named: set[str] = set()
        # Pushes of data whose commit is not pushed yet, with their time.
        self.pending: dict[int, tuple[str, int]] = {}

    @rule(target=pushes, data=st.sampled_from(DATA))
    def push_data(self, data: str) -> tuple[int, str, frozenset[str]]:
        """The begin of a push: DVC has asked what the remote lacks."""
        number = len(self.pending)
        self.pending[number] = (data, self.now)
        return number, data, frozenset(self.remote.lacking(data))

    @rule(push=pushes)
    def upload(self, push: tuple[int, str, frozenset[str]]) -> None:
        """The end of a push. A user who waits for a grace period pushes the data again."""
        number, data, lacking = push
        _, since = self.pending[number]
        self.remote.upload(set(lacking) if self.now - since < GRACE else self.remote.lacking(data), self.now)

    @rule(push=pushes)
    def push_commit(self, push: tuple[int, str, frozenset[str]]) -> None:
        self.upload(push)
        self.named.add(push[1])

    @rule(data=st.sampled_from(DATA))
    def delete_branch(self, data: str) -> None:
        self.named.discard(data)

    @rule(time=st.sampled_from([1, GRACE // 2, GRACE, 2 * GRACE]))
    def wait(self, time: int) -> None:
        self.now += time

    @rule(
        killed=st.sampled_from([None, 0, 1, 3]),
        race=st.one_of(st.none(), st.tuples(st.integers(0, 4), st.sampled_from(DATA))),
    )
    def clean(self, killed: int | None, race: tuple[int, str] | None) -> None:
        """A run. A user pushes a commit after some of its work, and it may be killed after some."""
        done = 0
        for _ in range(3):
            seen = set(self.named)
            plan = self.plan()
            self.remote.entries = plan.entries
            for work, key in steps_of(plan):
                if killed == done:
                    return
                if seen != self.named:
                    break
                apply(self.remote, work, key)
                done += 1
                if (
                    race is not None
                    and race[0] == done
                    and all(name in self.everything() for name in objects_of(race[1]))
                ):
                    self.named.add(race[1])
            if seen == self.named:
                break
        self.nothing_needed_is_out_of_place()

    def plan(self) -> Plan:
        found = Found(self.remote.objects, self.remote.aside, self.remote.entries, self.now)
        needed = {name for data in self.named for name in objects_of(data)}
        due = due_objects(found, needed, GRACE)
        staying = {name for key in staying_manifests(found, due, needed) for name in FOLDERS[key.oid]}
        return plan_retention(found, needed, staying, GRACE)

    def everything(self) -> set[str]:
        return {key.oid for key in (*self.remote.objects, *self.remote.aside)}

    def nothing_needed_is_out_of_place(self) -> None:
        """After a run that was not interrupted. A push uploads no file of a folder whose manifest is there."""
        for data in {*self.named, *(folder for folder in FOLDERS if self.remote.has(folder))}:
            assert all(self.remote.has(name) for name in objects_of(data))

    @invariant()
    def nothing_needed_is_gone(self) -> None:
        for data in self.named:
            assert objects_of(data) <= self.everything()


def steps_of(plan: Plan) -> list[tuple[str, Key]]:
    return [
        *(("restore", key) for key in sorted(plan.restore, key=lambda key: (key.is_manifest, key))),
        *(("set_aside", key) for key in sorted(plan.set_aside, key=lambda key: (not key.is_manifest, key))),
        *(("remove", key) for key in plan.remove),
    ]


def apply(remote: Remote, work: str, key: Key) -> None:
    if work == "restore":
        remote.objects[key] = remote.aside.pop(key)
    elif work == "set_aside":
        remote.aside[key] = remote.objects.pop(key)
    else:
        del remote.aside[key]


TestHistories = Histories.TestCase
# A plan imports nothing of DVC.
TestHistories.settings = settings(
    max_examples=examples(300 if NEWEST else 30),
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def found_at(now: int, objects: Files, entries: Entries, aside: Files | None = None) -> Found:
    return Found(objects, aside or {}, entries, now)


A = Key("md5", FILES[0])


def test_an_object_is_listed_set_aside_and_removed_a_grace_period_apart() -> None:
    file = File(5, START - 100)
    first = plan_retention(found_at(START, {A: file}, {}), set(), set(), GRACE)
    assert (first.set_aside, first.entries) == ({}, {A: Entry(file, START)})
    early = plan_retention(found_at(START + GRACE - 1, {A: file}, first.entries), set(), set(), GRACE)
    assert (early.set_aside, early.entries) == ({}, first.entries)
    second = plan_retention(found_at(START + GRACE, {A: file}, early.entries), set(), set(), GRACE)
    assert second.set_aside == {A: file}
    waiting = plan_retention(found_at(START + 2 * GRACE - 1, {}, second.entries, {A: file}), set(), set(), GRACE)
    assert (waiting.remove, waiting.entries[A].aside) == ({}, START + GRACE)
    third = plan_retention(found_at(START + 2 * GRACE, {}, second.entries, {A: file}), set(), set(), GRACE)
    assert third.remove == {A: file}


@pytest.mark.parametrize(
    "file",
    [File(5, START + 1), File(6, START - 100), File(5, None)],
    ids=["uploaded again", "another size", "no time"],
)
def test_an_object_that_is_not_the_listed_one_stays(file: File) -> None:
    entries = {A: Entry(File(5, START - 100), START)}
    assert plan_retention(found_at(START + GRACE, {A: file}, entries), set(), set(), GRACE).set_aside == {}


def test_an_object_that_came_back_waits_for_a_grace_period_again() -> None:
    file = File(5, START - 100)
    back = plan_retention(found_at(START, {}, {A: Entry(file, 1, 2)}, {A: file}), {A.oid}, set(), GRACE)
    assert back.restore == {A: file}
    early = plan_retention(found_at(START + GRACE - 1, {A: file}, back.entries), set(), set(), GRACE)
    assert early.set_aside == {}


def test_a_move_that_was_not_done_is_planned_again() -> None:
    file = File(5, START - 100)
    first = plan_retention(found_at(START, {A: file}, {A: Entry(file, 1)}), set(), set(), GRACE)
    again = plan_retention(found_at(START + 1, {A: file}, first.entries), set(), set(), GRACE)
    assert first.set_aside == again.set_aside == {A: file}


def test_a_copy_that_a_killed_move_left_is_removed_before_the_object_is_set_aside() -> None:
    file = File(5, START - 100)
    found = found_at(START, {A: file}, {A: Entry(file, 1, START - GRACE)}, {A: file})
    both = plan_retention(found, set(), set(), GRACE)
    assert (both.set_aside, both.remove) == ({}, {A: file})
    manifest = Key("md5", next(iter(FOLDERS)))
    left = found_at(START, {manifest: file}, {manifest: Entry(file, 1, START)}, {manifest: file})
    assert staying_manifests(left, due_objects(left, set(), GRACE), set()) == [manifest]


@pytest.mark.parametrize("size, removed", [(5, True), (0, False)])
def test_a_copy_of_a_needed_object_stays_until_the_object_is_whole(size: int, removed: bool) -> None:
    aside = {A: File(5, START - 100)}
    found = found_at(START, {A: File(size, START)}, {A: Entry(aside[A], 1, 2)}, aside)
    plan = plan_retention(found, {A.oid}, set(), GRACE)
    assert (plan.restore, plan.remove) == ({}, aside if removed else {})


def test_a_file_of_a_folder_whose_manifest_stays_is_not_set_aside_and_comes_back() -> None:
    file = File(5, START - 100)
    entries = {A: Entry(file, START - 100)}
    assert plan_retention(found_at(START, {A: file}, entries), set(), {A.oid}, GRACE).set_aside == {}
    assert plan_retention(found_at(START, {}, {}, {A: file}), set(), {A.oid}, GRACE).restore == {A: file}


def test_the_list_is_read_as_it_was_written() -> None:
    entries = {A: Entry(File(5, None), 1.5, None), Key("md5-dos2unix", FILES[1]): Entry(File(6, 7), 8, 9)}
    assert parse_list(written_list(entries)) == entries


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": 2}',
        '{"format": 1, "objects": [1]}',
        '{"format": 1, "objects": [["a", "b", 1, 2, "x", null]]}',
    ],
)
def test_a_list_of_another_program_is_rejected(text: str) -> None:
    with pytest.raises(ListError):
        parse_list(text.encode())


@pytest.mark.parametrize(
    "info",
    [
        {"size": 3, "mtime": 86_400.9},
        {"size": 3, "LastModified": datetime(1970, 1, 2, tzinfo=timezone.utc)},
        {"size": 3, "updated": "1970-01-02T00:00:00.5Z"},
    ],
)
def test_the_time_of_an_object_is_that_of_every_client(info: dict[str, Any]) -> None:
    assert file_of(info) == File(3, 86_400)


def test_ages_are_classes_of_days() -> None:
    day = 24 * 3600
    files = {Key("md5", name): File(2, day * age) for name, age in zip(FILES, (100, 50, 1))}
    assert [each["count"] for each in by_age(files, 100.0 * day, [1, 60])] == [1, 1, 1]


def test_a_damaged_entry_of_the_run_cache_names_nothing() -> None:
    assert hashes_of_run(f"outs:\n- md5: {FILES[0]}\n- path: x\n".encode()) == {FILES[0]}
    assert all(hashes_of_run(text) == set() for text in (b": : [", b"[]", b"outs: 3", b"\xff", b""))

"""Stages that turn out to be unchanged: their absent outputs are asked for once a stage that runs reads them."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from support import NEWEST, ask, make_project
from turns import examples

SOURCES = ("s0", "s1")


@st.composite
def pipelines(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Stages in an order in which they can run. Each one writes a file, two files or a folder from what it reads."""
    stages: list[dict[str, Any]] = []
    readable = list(SOURCES)
    for number in range(draw(st.integers(3, 6))):
        deps = draw(st.lists(st.sampled_from(readable), min_size=1, max_size=3, unique=True))
        # The folder is whole before the first stage reads it.
        kinds = ["file", "file", "two", "folder", *(["shared", "shared"] if "shared" not in readable else [])]
        kind = draw(st.sampled_from(kinds))
        stages.append({"name": f"t{number}", "kind": kind, "deps": deps})
        readable += {
            "file": [f"o{number}"],
            "two": [f"o{number}", f"p{number}"],
            "folder": [f"o{number}", f"o{number}/x"],
            "shared": [f"shared/o{number}"],
        }[kind]
        if kind == "shared" and draw(st.booleans()):
            # A dependency on the folder around the outputs of several stages.
            readable.append("shared")
    return stages


def outputs_of(stage: dict[str, Any]) -> list[str]:
    number = stage["name"][1:]
    return {"two": [f"o{number}", f"p{number}"], "shared": [f"shared/o{number}"]}.get(stage["kind"], [f"o{number}"])


def write(folder: Path, stages: list[dict[str, Any]], edits: dict[str, str]) -> None:
    """`edits`: "text" changes the command of a stage and not its output, "output" changes both."""
    found: dict[str, Any] = {}
    for stage in stages:
        edit = edits.get(stage["name"])
        # Members of a folder in the order of their names, so that the content of an output depends on its inputs alone.
        read = " ".join(f"$(find {dep} -type f | sort | xargs cat)" for dep in stage["deps"])
        mark = f"{stage['name']} {'new' if edit == 'output' else ''}"
        outs = outputs_of(stage)
        target = f"{outs[0]}/x" if stage["kind"] == "folder" else outs[0]
        cmd = f"mkdir -p {os.path.dirname(target) or '.'} && echo {mark} {read} > {target}"
        if stage["kind"] == "two":
            cmd += f" && echo two > {outs[1]}"
        if edit == "text":
            cmd += " && true"
        found[stage["name"]] = {"cmd": cmd, "deps": stage["deps"], "outs": outs}
    (folder / "dvc.yaml").write_text(json.dumps({"stages": found}))


def reproduce(project: Path, **request: Any) -> tuple[int, dict[str, str]]:
    """Exit code, and the last state of each stage."""
    answers = ask(project, op="cli", argv=["repro", "-P", "-q"], events=True, **request)
    states = {}
    for event in (answer["event"] for answer in answers if "event" in answer):
        if event["state"] not in ("running", "output", "needs"):
            states[event["stage"]] = event["state"]
    return answers[-1]["exit"], states


def copy(source: Path, name: str) -> Path:
    target = source.parent / name
    shutil.copytree(source, target, symlinks=True)
    return target


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


class Caller:
    """Puts an output in place as soon as it is asked for, as dvc-ci does after its download."""

    def __init__(self, project: Path, built: Path, barriers: Path) -> None:
        self.project, self.built, self.barriers = project, built, barriers
        self.asked: list[str] = []

    def answer(self, message: dict[str, Any]) -> None:
        for need in message.get("event", {}).get("needs", ()):
            path = self.project / need["path"]
            if need["path"] not in self.asked:
                assert not path.exists()
                self.asked.append(need["path"])
                path.parent.mkdir(parents=True, exist_ok=True)
                source = self.built / need["path"]
                (shutil.copytree if source.is_dir() else shutil.copy)(source, path)
            (self.barriers / need["barrier"]).touch()


def check(base: Path, stages: list[dict[str, Any]], edits: dict[str, str], jobs: int, env: dict[str, str]) -> None:
    built = make_project(base / "built")
    for name in SOURCES:
        (built / name).write_text(name)
    write(built, stages, {})
    assert reproduce(built, sideBySide={"jobs": 4})[0] == 0
    theirs, ours = copy(built, "theirs"), copy(built, "ours")
    for project in (theirs, ours):
        write(project, stages, edits)
    outs = [out for stage in stages for out in outputs_of(stage)]
    for out in outs:
        remove(ours / out)
    # No object of a stage may come out of the run cache: neither copy has one.
    for project in (theirs, ours):
        shutil.rmtree(project / ".dvc" / "cache" / "runs", ignore_errors=True)
    barriers = base / "barriers"
    barriers.mkdir()
    caller = Caller(ours, built, barriers)
    expected = reproduce(theirs)
    actual = reproduce(
        ours,
        plan={"run": [stage["name"] for stage in stages], "force": []},
        sideBySide={"jobs": jobs, "gates": {"folder": str(barriers), "stages": {}}},
        answered=caller.answer,
        env=env,
    )
    assert actual == expected, (ours / ".log").read_text()
    assert (ours / "dvc.lock").read_bytes() == (theirs / "dvc.lock").read_bytes()
    present = {out for out in outs if (ours / out).exists()}
    for out in present:
        assert tree(ours / out) == tree(theirs / out)
    ran = [stage for stage in stages if actual[1][stage["name"]] == "ran"]
    made = {out for stage in ran for out in outputs_of(stage)}
    read = {dep for stage in ran for dep in stage["deps"]}
    needed = {out for out in outs if out not in made and any(overlaps(out, dep) for dep in read)}
    # Only the content of a folder of several outputs says whether its readers have changed.
    judged = {out for out in outs if out.startswith("shared/") and any("shared" in each["deps"] for each in stages)}
    asked = present - made
    assert needed <= asked <= needed | judged


def overlaps(first: str, second: str) -> bool:
    return first == second or first.startswith(f"{second}/") or second.startswith(f"{first}/")


def tree(path: Path) -> Any:
    return {each.name: tree(each) for each in path.iterdir()} if path.is_dir() else path.read_bytes()


@settings(max_examples=examples(24 if NEWEST else 6), phases=[Phase.generate])
@given(st.data())
def test_a_reproduction_without_the_outputs_of_unchanged_stages_ends_as_dvc_repro_with_all_data(
    data: st.DataObject,
) -> None:
    stages = data.draw(pipelines())
    names = [stage["name"] for stage in stages]
    edits = data.draw(st.dictionaries(st.sampled_from(names), st.sampled_from(["text", "text", "output"]), max_size=3))
    jobs = data.draw(st.sampled_from([1, 4]))
    env = {"DVC_CI_NO_PATCHES": data.draw(st.sampled_from(["", "", "stage_loop"]))}
    with tempfile.TemporaryDirectory() as base:
        check(Path(base), stages, edits, jobs, env)


def test_two_readers_of_one_output_wait_for_it_and_a_reader_that_does_not_run_asks_for_nothing(tmp_path: Path) -> None:
    stages = [
        {"name": "t0", "kind": "file", "deps": ["s0"]},
        {"name": "t1", "kind": "two", "deps": ["o0"]},
        {"name": "t2", "kind": "file", "deps": ["o1"]},
        {"name": "t3", "kind": "file", "deps": ["o1"]},
        {"name": "t4", "kind": "file", "deps": ["p1"]},
    ]
    check(tmp_path, stages, {"t0": "text", "t2": "text", "t3": "output"}, 4, {})
    assert sorted(path.name for path in (tmp_path / "barriers").iterdir()) == ["needed-0"]
    assert not (tmp_path / "ours" / "p1").exists()

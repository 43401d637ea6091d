"""Each patch does what it says, and DVC without it does not. test_databases.py has the patches of databases."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import io
import json
import os
import re
import shutil
import sys
import time
from typing import TYPE_CHECKING, Any, Callable

import pytest
import yaml
from support import ask, dvc, events_of, forget_parsed, in_child, make_project

from dvc_ci_engine import patches
from dvc_ci_engine.patches.kinds import SAVES_TIME

if TYPE_CHECKING:
    from pathlib import Path

YAML = "dvc.utils.serialize._yaml"


def applied(patched: bool, name: str, *args: Any) -> None:
    if patched:
        assert patches.Patching(lambda _: None).use(name, *args) is None


def both(work: Callable[[bool], Any]) -> tuple[Any, Any]:
    """What the work gives with its patch, and without."""
    return in_child(lambda: work(True)), in_child(lambda: work(False))


def count_calls(owner: Any, name: str) -> list[int]:
    """Counts the calls of a function in place."""
    calls, original = [0], getattr(owner, name)

    def counted(*args: Any, **kwargs: Any) -> Any:
        calls[0] += 1
        return original(*args, **kwargs)

    setattr(owner, name, counted)
    return calls


# ------------------------------------------------------------ the registry


@pytest.mark.parametrize("name", patches.NAMES)
def test_every_patch_suits_this_dvc(name: str) -> None:
    def probe() -> None:
        patches.load(name).supported()

    in_child(probe)


@pytest.mark.parametrize(
    "name, module",
    [
        ("config_overlay", "dvc.config"),
        ("database_locks", "diskcache.core"),
        ("whole_index", "sqltrie.sqlite.sqlite"),
        ("manifests", "dvc_data.hashfile.tree"),
        ("dead_owners", "dvc.rwlock"),
        ("remote_objects", "dvc_data.hashfile.db"),
        ("silent_remotes", "dvc.data_cloud"),
        ("ssh_host_keys", "dvc_objects.fs"),
        ("gcs_client", "dvc_objects.fs"),
        ("s3_models", "botocore.session"),
        ("libyaml_reader", "dvc.utils.strictyaml"),
        ("parsed_memory", YAML),
        ("schema_memory", "dvc.utils.strictyaml"),
        ("expression_memory", "dvc.parsing.interpolate"),
        ("lock_updates", "dvc.dvcfile"),
        ("acyclic_check", "dvc.repo.graph"),
        ("stage_schema", "dvc.schema"),
        ("config_paths", "dvc.config"),
        ("state_on_demand", "dvc_data.hashfile.state"),
        ("held_command", "dvc.cli.command"),
        ("no_advice", "dvc.ui"),
        ("thread_limits", "dvc.stage.run"),
        ("stage_variables", "dvc.stage.run"),
        ("kept_permissions", "dvc.repo.worktree"),
        ("untouched_lock", "dvc.stage"),
        ("stage_events", "dvc.stage.run"),
        ("stage_plan", "dvc.stage"),
        ("stage_loop", "dvc.repo.reproduce"),
    ],
)
def test_a_renamed_module_of_dvc_leaves_dvc_as_it_is_and_the_log_says_so(name: str, module: str) -> None:
    def work() -> list[str]:
        said: list[str] = []
        sys.modules[module] = None  # type: ignore[assignment]
        assert patches.Patching(said.append).use(name) is not None
        return said

    (sentence,) = in_child(work)
    assert sentence.startswith(f"the patch {name} is not applied: ")
    assert module in sentence
    assert "cannot be imported" in sentence


def test_an_unknown_name_is_an_error_with_the_known_names(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    answers = ask(project, op="query", name="inspect", env={patches.VARIABLE: "manifest"})
    assert answers[-1] == {"exit": 1}
    message = answers[0]["error"]["message"]
    assert message.startswith("DVC_CI_NO_PATCHES has 'manifest', which is no patch. Use 'all' or names out of: ")
    assert "manifests" in message


def test_all_leaves_out_what_only_saves_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(patches.VARIABLE, "all, manifests")

    def left_out() -> list[str]:
        patching = patches.Patching(lambda _: None)
        names = [name for name in patches.NAMES if name not in ("stage_events", "stage_plan", "stage_loop")]
        arguments: dict[str, tuple[Any, ...]] = {
            "config_overlay": ({},),
            "import_token": ([],),
            "held_command": (lambda: False,),
            "silent_remotes": (30.0, lambda _: None, lambda _: None),
            "ssh_host_keys": (None, lambda _: None),
            "transfer_progress": (lambda _: None,),
        }
        return [name for name in names if "leaves it out" in str(patching.use(name, *arguments.get(name, ())))]

    saving = [name for name in patches.NAMES if patches.load(name).KIND == SAVES_TIME]
    assert set(in_child(left_out)) == {*saving, "manifests"}


def test_a_patch_that_is_left_out_is_told_of(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    answers = ask(project, op="query", name="inspect", env={patches.VARIABLE: "manifests"})
    assert answers[0] == {"debug": "the patch manifests is not applied: DVC_CI_NO_PATCHES leaves it out"}
    assert answers[-1] == {"exit": 0}


# ------------------------------------------------------------ locks


@pytest.mark.parametrize(
    "owner, age, blocks_patched, blocks_plain",
    [
        ("zombie", 0, False, True),
        # The process with this number started after the lock was written.
        ("other", 10**9, False, True),
        ("other", 0, True, True),
        ("gone", 0, False, False),
    ],
)
def test_a_lock_blocks_only_while_its_owner_lives(
    tmp_path: Path, owner: str, age: int, blocks_patched: bool, blocks_plain: bool
) -> None:
    def work(patched: bool) -> bool:
        from dvc import rwlock
        from dvc.fs import localfs
        from dvc.lock import LockError

        applied(patched, "dead_owners")
        pid = os.getppid()
        if owner != "other":
            pid = os.fork()
            if pid == 0:
                os._exit(0)
            os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
            if owner == "gone":
                os.waitpid(pid, 0)
        folder = tmp_path / f"locks-{patched}"
        folder.mkdir()
        info = {"pid": pid, "cmd": "dvc repro"}
        (folder / "rwlock").write_text(json.dumps({"write": {"/project/model": info}, "read": {}}))
        changed = time.time() - age
        os.utime(folder / "rwlock", (changed, changed))
        try:
            with rwlock.rwlock(str(folder), localfs, "dvc pull", [], ["/project/model"], False):
                return False
        except LockError:
            return True

    assert both(work) == (blocks_patched, blocks_plain)


# ------------------------------------------------------------ configuration and remotes


def test_options_in_memory_need_their_patch(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    config = {"core": {"remote": "there"}}
    request = {"op": "query", "name": "inspect", "config": config}
    assert ask(project, **request)[0]["result"]["defaultRemote"] == "there"
    answers = ask(project, **request, env={patches.VARIABLE: "config_overlay"})
    assert "this DVC accepts no options in memory" in answers[-2]["error"]["message"]
    assert "there" not in (project / ".dvc" / "config").read_text()


def test_options_in_memory_move_a_remote_to_another_protocol(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    with (project / ".dvc" / "config").open("a") as config:
        config.write("['remote \"r\"']\n    url = ../../folder\n    jobs = 3\n")
    options = {"r.url": "s3://bucket/d", "r.region": "eu-west-1"}
    answers = ask(project, op="query", name="inspect", config={"remoteConfig": options})
    assert answers[0]["result"]["remotes"]["r"]["url"] == "s3://bucket/d"


@pytest.fixture(scope="module")
def pushed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project and its remote, which tests copy."""
    folder: Path = tmp_path_factory.mktemp("pushed")
    project = make_project(folder / "project")
    (project / "file").write_text("content")
    (project / "folder").mkdir()
    (project / "folder" / "one").write_text("1")
    with (project / ".dvc" / "config").open("a") as config:
        config.write("[core]\n    remote = r\n['remote \"r\"']\n    url = ../../remote\n    verify = true\n")
    dvc("add", "-q", "file", "folder", cwd=project)
    dvc("push", "-q", cwd=project)
    return folder


@pytest.fixture
def remote_project(pushed: Path, tmp_path: Path) -> Path:
    """A project with a pushed file and a pushed directory, in a remote that is a folder."""
    shutil.copytree(pushed, tmp_path, symlinks=True, dirs_exist_ok=True)
    return tmp_path / "project"


def test_a_damaged_object_stays_in_its_remote(remote_project: Path) -> None:
    def work(patched: bool) -> list[Any]:
        os.chdir(remote_project)
        applied(patched, "remote_objects")
        from dvc.repo import Repo
        from dvc_objects.errors import ObjectFormatError

        oid = "9a0364b9e99bb480dd25e1f0284c8555"
        odb = Repo().cloud.get_remote_odb("r", "status", hash_name="md5")
        path = odb.oid_to_path(oid)
        os.chmod(path, 0o644)
        with open(path, "w") as stream:
            stream.write("damaged")
        with contextlib.suppress(ObjectFormatError):
            odb.check(oid)
            return ["accepted", os.path.exists(path)]
        return ["rejected", os.path.exists(path)]

    assert both(work) == (["rejected", True], ["rejected", False])


@pytest.mark.parametrize("damage", ["content", "../outside"])
def test_a_manifest_that_is_altered_or_leads_out_is_rejected(remote_project: Path, damage: str) -> None:
    def work(patched: bool) -> str:
        os.chdir(remote_project)
        applied(patched, "manifests")
        from dvc.repo import Repo
        from dvc_data.hashfile.tree import Tree
        from dvc_objects.errors import ObjectFormatError

        repo = Repo()
        (out,) = (out for out in repo.index.outs if out.hash_info.isdir)
        odb = repo.cloud.get_remote_odb("r", "status", hash_name="md5")
        path = odb.oid_to_path(out.hash_info.value)
        os.chmod(path, 0o644)
        with open(path) as stream:
            entries = json.load(stream)
        if damage == "content":
            entries[0]["md5"] = "0" * 32
        else:
            entries[0]["relpath"] = damage
        with open(path, "w") as stream:
            json.dump(entries, stream)
        info = out.hash_info
        if damage != "content":
            # A manifest whose hash is right, as the author of a change would push it.
            tree = Tree.from_list(entries, hash_name="md5")
            tree.digest()
            info = tree.hash_info
            os.makedirs(os.path.dirname(odb.oid_to_path(info.value)), exist_ok=True)
            with open(odb.oid_to_path(info.value), "wb") as stream:
                stream.write(tree.as_bytes())
        try:
            Tree.load(odb, info, hash_name="md5")
        except ObjectFormatError as exc:
            return str(exc).partition(" names ")[2] or str(exc).rpartition(" ")[2]
        return "accepted"

    expected = "altered" if damage == "content" else "files outside of its directory"
    assert both(work) == (expected, "accepted")


def test_a_pushed_version_of_a_program_stays_executable(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    (project / "tool").write_text("#!/bin/sh\n")
    (project / "tool").chmod(0o755)
    (project / "plain").write_text("text\n")
    dvc("add", "tool", "plain", cwd=project)

    def pushed(patched: bool) -> dict[str, list[Any]]:
        from dvc.repo import Repo, worktree
        from dvc_data.hashfile.meta import Meta
        from dvc_data.index import DataIndex, DataIndexEntry

        applied(patched, "kept_permissions")
        outs = list(Repo(str(project)).index.outs)
        index = DataIndex()
        for out in outs:
            # As a bucket tells a file.
            meta = Meta(size=out.meta.size, version_id="1")
            index.add(DataIndexEntry(key=out.index_key[1], meta=meta, hash_info=out.hash_info))
            worktree._merge_push_meta(out, index, "storage")
        return {out.def_path: [out.meta.version_id, out.meta.isexec] for out in outs}

    assert both(pushed) == (
        {"tool": ["1", True], "plain": ["1", False]},
        {"tool": ["1", False], "plain": ["1", False]},
    )


# ------------------------------------------------------------ YAML


def test_usual_yaml_is_read_without_ruamel() -> None:
    def work(patched: bool) -> list[Any]:
        import ruamel.yaml

        applied(patched, "libyaml_reader")
        calls = count_calls(ruamel.yaml.YAML, "load")
        from dvc.utils.serialize import parse_yaml

        return [parse_yaml("a: [1, yes]\n", "x"), calls[0]]

    assert both(work) == ([{"a": [1, "yes"]}, 0], [{"a": [1, "yes"]}, 1])


def test_errors_of_yaml_are_dvcs_own() -> None:
    def work(patched: bool) -> str:
        applied(patched, "libyaml_reader")
        applied(patched, "parsed_memory", lambda _: None)
        from dvc.utils.serialize import YAMLFileCorruptedError, parse_yaml

        try:
            parse_yaml("a: [1,\nb: 2\n", "file.yaml")
        except YAMLFileCorruptedError as exc:
            return f"{exc} {exc.__cause__}"
        return "none"

    ours, theirs = both(work)
    assert ours == theirs
    assert "line 3, column 1" in ours


def test_a_text_is_parsed_once() -> None:
    def work(patched: bool) -> list[Any]:
        import ruamel.yaml

        forget_parsed()
        told: list[dict[str, str]] = []
        calls = count_calls(ruamel.yaml.YAML, "load")
        applied(patched, "parsed_memory", told.append)
        from dvc.utils.serialize import parse_yaml

        first, second = parse_yaml("a: [1]\n", "x"), parse_yaml("a: [1]\n", "x")
        first["a"].append(2)
        date, again = parse_yaml("a: 2024-01-31\n", "x"), parse_yaml("a: 2024-01-31\n", "x")
        return [second, str(date), date == again, calls[0], [list(each.values()) for each in told]]

    date = "{'a': datetime.date(2024, 1, 31)}"
    expected = [{"a": [1]}, date, True, 3, [['{"a": [1]}']]], [{"a": [1]}, date, True, 4, []]
    assert both(work) == expected


def test_a_text_is_held_against_its_schema_once() -> None:
    def work(patched: bool) -> list[Any]:
        forget_parsed()
        from dvc import schema
        from dvc.utils import strictyaml

        calls = count_calls(schema, "COMPILED_SINGLE_STAGE_SCHEMA")
        applied(patched, "schema_memory", lambda _: None)
        data: dict[str, Any] = {"outs": [{"path": "a"}]}
        results = [strictyaml.validate(data, schema.COMPILED_SINGLE_STAGE_SCHEMA, "text", "x") for _ in range(2)]
        with pytest.raises(strictyaml.YAMLValidationError):
            strictyaml.validate({"odd": 1}, schema.COMPILED_SINGLE_STAGE_SCHEMA, "other", "x")
        return [results == [data, data], calls[0]]

    assert both(work) == ([True, 2], [True, 3])


@pytest.mark.parametrize(
    "edges, cyclic",
    [
        ([], False), ([(2, 1), (3, 2), (3, 1)], False), ([(1, 1)], True), ([(1, 2), (2, 1)], True),
        ([(4, 3), (3, 2), (2, 1), (1, 3)], True), ([(2, 1), (4, 3), (3, 4)], True),
    ],
)  # fmt: skip
def test_a_pipeline_without_a_cycle_is_checked_in_one_pass(edges: list[tuple[int, int]], cyclic: bool) -> None:
    def work(patched: bool) -> list[Any]:
        import networkx as nx
        from dvc.exceptions import CyclicGraphError
        from dvc.repo import graph

        calls = count_calls(nx, "find_cycle")
        applied(patched, "acyclic_check")
        pipeline = nx.DiGraph()
        stages = {number: type("Stage", (), {"addressing": str(number)})() for number in range(1, 5)}
        pipeline.add_nodes_from(stages.values())
        pipeline.add_edges_from((stages[a], stages[b]) for a, b in edges)
        try:
            graph.check_acyclic(pipeline)
        except CyclicGraphError as exc:
            return [sorted(re.findall(r"[0-9]", str(exc))), calls[0]]
        return [None, calls[0]]

    ours, theirs = both(work)
    assert ours[0] == theirs[0]
    assert (theirs[0] is not None) == cyclic
    assert [ours[1], theirs[1]] == [int(cyclic), 1]


def test_the_schema_of_a_stage_is_compiled_once() -> None:
    def work(patched: bool) -> list[Any]:
        import voluptuous
        from dvc import schema

        calls = count_calls(voluptuous.Schema, "__init__")
        applied(patched, "stage_schema")
        foreach = {"foreach": [1], "do": {"cmd": "x"}}
        stages: dict[str, Any] = {"a": {"cmd": "x"}, "b": {"cmd": "y"}, "c": foreach, "d": foreach}
        valid = schema.COMPILED_MULTI_STAGE_SCHEMA({"stages": stages})
        compiled = calls[0]
        messages = []
        for stage in ({"cmd": 1}, {"foreach": [1]}, {"odd": 1}, 1):
            with pytest.raises(voluptuous.Invalid) as error:
                schema.COMPILED_MULTI_STAGE_SCHEMA({"stages": {"a": stage}})
            messages.append(str(error.value))
        return [valid == {"stages": stages}, messages, compiled]

    ours, theirs = both(work)
    assert ours[:2] == theirs[:2]
    assert ours[2] < theirs[2]


def test_an_expression_is_parsed_once() -> None:
    def work(patched: bool) -> list[Any]:
        forget_parsed()
        from dvc.exceptions import DvcException
        from dvc.parsing import interpolate

        interpolate.get_parser()
        calls = count_calls(interpolate, "get_parser")
        told: list[str] = []
        applied(patched, "expression_memory", told.extend)
        expressions = [
            [interpolate.get_expression(match) for match in interpolate.get_matches(text)]
            for text in ("${a.b} ${c[0].d}", "$x ${a.b}", "${a.b}")
        ]
        with pytest.raises(DvcException) as error:
            interpolate.check_expression("${a.}")
        return [expressions, str(error.value), calls[0], told]

    ours, theirs = both(work)
    assert ours[:2] == theirs[:2]
    assert ours[0] == [["a.b", "c.0.d"], ["a.b"], ["a.b"]]
    assert [ours[2], theirs[2]] == [3, 5]
    assert ours[3] == ["expression a.b", "expression c[0].d"]


def test_the_schema_of_paths_is_compiled_once(tmp_path: Path) -> None:
    def work(patched: bool) -> list[Any]:
        import voluptuous
        from dvc.config import Config, ConfigError

        shutil.rmtree(tmp_path / "project", ignore_errors=True)
        project = make_project(tmp_path / "project")
        with (project / ".dvc" / "config").open("a") as file:
            file.write("['remote \"r\"']\n    url = ../../remote\n[cache]\n    dir = ../shared\n")
            file.write("['remote \"s\"']\n    url = ssh://server/folder\n    keyfile = ~/key\n")
        (project / ".dvc" / "config.local").write_text("['remote \"s\"']\n    password = x\n")
        applied(patched, "config_paths")
        calls = count_calls(voluptuous.Schema, "__init__")
        config = Config(str(project / ".dvc"))
        compiled, loaded = calls[0], json.loads(json.dumps(config))
        with config.edit("repo") as written:
            written["remote"]["r"]["url"] = str(project / "other")
        text = (project / ".dvc" / "config").read_text()
        (project / ".dvc" / "config.local").write_text("remote = 1\n")
        with pytest.raises((ConfigError, voluptuous.Invalid)) as error:
            Config(str(project / ".dvc"))
        (project / ".dvc" / "config.local").unlink()
        return [loaded, text, str(error.value), compiled]

    ours, theirs = both(work)
    assert ours[:3] == theirs[:3]
    assert os.path.normpath(ours[0]["remote"]["r"]["url"]) == str(tmp_path / "remote")
    assert ours[3] == 0 < theirs[3]


def test_the_memory_of_files_opens_at_its_first_use(tmp_path: Path) -> None:
    def work(patched: bool) -> list[Any]:
        project = make_project(tmp_path / str(patched))
        (project / "file").write_text("content")
        from dvc.fs import localfs
        from dvc.repo import Repo
        from dvc_data.hashfile import cache
        from dvc_data.hashfile.hash_info import HashInfo

        applied(patched, "state_on_demand")
        opened = count_calls(cache.Cache, "__init__")
        path, found = str(project / "file"), []
        for known in range(2):
            with Repo(str(project)) as repo:
                before = opened[0]
                found.append([repo.state.get(path, localfs)[1] is not None, opened[0] - before])
                if not known:
                    repo.state.save(path, localfs, HashInfo("md5", "1"))
                    repo.state.save_link(path, localfs)
                else:
                    found.append([len(repo.state.get_unused_links([], localfs)), opened[0] - before])
        os.remove(path)
        # A closed project opens its databases again, as DVC's own does.
        return [found, repo.state.get(path, localfs, {"ino": 1, "mtime": 1.0, "size": 1})[1] is None]

    ours, theirs = both(work)
    assert [[each[0] for each in ours[0]], ours[1]] == [[each[0] for each in theirs[0]], theirs[1]]
    assert ours[0] == [[False, 1], [True, 1], [1, 2]]
    assert [each[1] for each in theirs[0]] == [0, 0, 0]


LOCK = "schema: '2.0'\nstages:\n  a:\n    cmd: python x.py --alpha 1\n    outs:\n    - path: o\n      md5: '123'\n"


@pytest.mark.parametrize("text, fast", [(LOCK, True), (f"# mine\n{LOCK}", False), (None, True)])
def test_a_lock_in_dvcs_style_is_updated_without_ruamel(tmp_path: Path, text: str | None, fast: bool) -> None:
    path = tmp_path / "dvc.lock"

    def work(patched: bool) -> list[Any]:
        import ruamel.yaml

        forget_parsed()
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_text(text)
        applied(patched, "lock_updates", lambda _: None)
        calls = [count_calls(ruamel.yaml.YAML, name) for name in ("load", "dump")]
        from dvc import dvcfile

        for number in range(2):
            with dvcfile.modify_yaml(str(path)) as data:
                data.setdefault("stages", {})[f"b{number}"] = {"cmd": "x", "outs": [{"path": "p", "size": number}]}
        return [path.read_text(), sum(count[0] for count in calls) == 0]

    ours, theirs = both(work)
    assert ours[0] == theirs[0]
    assert (ours[1], theirs[1]) == (fast, False)


# ------------------------------------------------------------ commands and stages


def test_a_command_waits_once_its_project_is_open(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")

    def work(patched: bool) -> list[str]:
        os.chdir(project)
        story: list[str] = []
        applied(patched, "held_command", lambda: story.append("waited"))
        from dvc.cli import main
        from dvc.commands.status import CmdDataStatus
        from dvc.repo import Repo

        opened, ran = Repo.__init__, CmdDataStatus.run

        def watched_open(*args: Any, **kwargs: Any) -> None:
            opened(*args, **kwargs)
            story.append("opened")

        Repo.__init__ = watched_open

        def watched_run(command: Any) -> Any:
            story.append("ran")
            return ran(command)

        CmdDataStatus.run = watched_run
        main(["status", "-q"])
        return story

    assert both(work) == (["opened", "waited", "ran"], ["opened", "ran"])


STAGES: dict[str, dict[str, Any]] = {
    "a": {"cmd": 'echo "$OMP_NUM_THREADS" > a', "outs": ["a"], "meta": {"dvc-ci": {"cpus": 3}}},
    "b": {"cmd": "echo b > b", "outs": ["b"]},
}


def repro(
    folder: Path, left_out: str = "", stages: dict[str, Any] = STAGES, **request: Any
) -> tuple[list[tuple[str, str]], list[Any], Path]:
    project = make_project(folder, stages)
    env = {patches.VARIABLE: left_out}
    answers = ask(project, op="cli", argv=["repro", "-q"], events=True, env=env, **request)
    assert answers[-1] == {"exit": 0}, (project / ".log").read_text()
    return events_of(answers), answers, project


def test_stages_are_reported_by_their_patch(tmp_path: Path) -> None:
    events, _, _ = repro(tmp_path / "with")
    # DVC 3.0 runs independent stages in the order of a set.
    assert sorted([events[:2], events[2:]]) == [[(name, "running"), (name, "ran")] for name in ("a", "b")]
    events, answers, _ = repro(tmp_path / "without", "stage_events")
    assert events == []
    assert "the patch stage_events is not applied" in answers[0]["debug"]


def test_stages_run_side_by_side_by_their_patch(tmp_path: Path) -> None:
    options = {"jobs": 2, "capacity": {"cpus": 2}, "needs": {}}
    slow = {name: {**stage, "cmd": f"sleep 1; {stage['cmd']}"} for name, stage in STAGES.items()}
    events, _, with_patch = repro(tmp_path / "with", stages=slow, sideBySide=options)
    assert {state for _, state in events[:2]} == {"running"}
    events, answers, without = repro(tmp_path / "without", "stage_loop", slow, sideBySide=options)
    assert [state for _, state in events] == ["running", "ran", "running", "ran"]
    assert answers[0]["debug"] == "one stage at a time, as DVC does it: DVC_CI_NO_PATCHES leaves it out"
    locks = [yaml.safe_load((folder / "dvc.lock").read_text()) for folder in (with_patch, without)]
    assert locks[0] == locks[1]


def test_a_plan_runs_its_stages_alone_by_its_patch(tmp_path: Path) -> None:
    plan = {"run": ["b"], "force": []}
    assert repro(tmp_path / "with", plan=plan)[0] == [("b", "running"), ("b", "ran")]
    assert ("a", "ran") in repro(tmp_path / "without", "stage_plan", plan=plan)[0]


def test_a_measurement_leaves_the_lock_alone_by_its_patch(tmp_path: Path) -> None:
    plan = {"run": ["b"], "force": ["b"], "measure": True}
    _, answers, project = repro(tmp_path / "with", plan=plan)
    assert not (project / "dvc.lock").exists()
    assert [answer["event"]["entry"]["cmd"] for answer in answers if "entry" in answer.get("event", {})] == [
        STAGES["b"]["cmd"]
    ]
    assert (repro(tmp_path / "without", "untouched_lock", plan=plan)[2] / "dvc.lock").exists()


def test_a_reproduction_advises_nothing_by_its_patch(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project", STAGES)

    def reproduce(patched: bool) -> str:
        from dvc import logger
        from dvc.cli import main

        os.chdir(project)
        applied(patched, "no_advice")
        with contextlib.redirect_stdout(io.StringIO()) as said:
            # Its handlers keep the standard output of their set-up.
            logger.setup()
            assert main(["repro", "--force"]) == 0
        return said.getvalue()

    patched, plain = both(reproduce)
    assert "Use `dvc push` to send your updates" in plain
    assert "Running stage 'a'" in patched
    assert "dvc push" not in patched
    assert "git add" not in patched


def test_a_stage_gets_its_own_variables_by_its_patch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "variables.json"
    file.write_text(json.dumps({"a": {"OMP_NUM_THREADS": "7"}}))
    monkeypatch.setenv("DVC_CI_STAGE_VARIABLES", str(file))
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert (repro(tmp_path / "with")[2] / "a").read_text() == "7\n"
    assert (repro(tmp_path / "without", "stage_variables")[2] / "a").read_text() == "1\n"


def test_threads_are_limited_by_their_patch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    assert (repro(tmp_path / "with")[2] / "a").read_text() == "3\n"
    assert (repro(tmp_path / "without", "thread_limits")[2] / "a").read_text() == "\n"


def test_a_client_of_s3_reads_no_models_by_their_patch() -> None:
    def read(patched: bool) -> int:
        session, loaders = (importlib.import_module(name) for name in ("aiobotocore.session", "botocore.loaders"))
        applied(patched, "s3_models")
        calls = count_calls(loaders.JSONFileLoader, "load_file")

        async def make() -> list[str]:
            options = {"region_name": "eu-central-1", "aws_access_key_id": "a", "aws_secret_access_key": "b"}
            async with session.AioSession().create_client("s3", **options) as client:
                return [client.meta.endpoint_url, *client.meta.method_to_api_mapping]

        made = asyncio.run(make())
        assert made[0] == "https://s3.eu-central-1.amazonaws.com"
        assert "list_objects_v2" in made
        return calls[0]

    patched, plain = both(read)
    # An addition of the SDK to a model, which does not exist.
    assert patched <= 1
    assert plain > 4

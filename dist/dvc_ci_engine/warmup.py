"""What the resident process imports ahead, so that no child has to."""

from __future__ import annotations

import contextlib
import functools
import importlib
from typing import Callable, Final

from . import patches
from .patches import config_paths
from .protocol import uncompiled

# fmt: off
FIRST: Final = (
    "dvc.repo", "dvc.repo.index", "dvc.repo.status", "dvc.repo.fetch", "dvc.repo.pull", "dvc.repo.push",
    "dvc.repo.checkout", "dvc.repo.reproduce", "dvc.repo.commit", "dvc.stage", "dvc.stage.run", "dvc.stage.cache",
    "dvc.dependency", "dvc.output", "dvc.dvcfile", "dvc.cachemgr", "dvc.data_cloud", "dvc.fs", "dvc.scm", "dvc.lock",
    "dvc.rwlock", "dvc.repo.graph", "dvc.repo.artifacts", "dvc.parsing.context", "dvc.utils.serialize", "dvc.schema",
    "dvc.config_schema", "dvc.repo.datasets", "dvc.repo.stage", "dvc_data.index", "dvc_data.index.fetch",
    "dvc_data.index.push", "dvc_data.index.checkout", "dvc_data.index.save", "dvc_data.hashfile.transfer",
    "dvc_data.hashfile.status", "dvc_data.hashfile.state", "dvc_data.hashfile.tree", "dvc_data.hashfile.db.index",
    "dvc_data.hashfile.build", "dvc_data.hashfile.checkout", "dulwich.repo", "concurrent.futures", "yaml",
    # The modules above import these only when a command uses them, and every command does.
    "configobj", "platformdirs.unix", "dvc.dirs", "dvc.repo.open_repo", "dvc.repo.metrics", "dvc.repo.params",
    "dvc.repo.plots", "dvc.repo.trie", "dvc.repo.brancher", "dvc.repo.worktree", "dvc.utils.strictyaml",
    "dvc_data.hashfile._progress", "dvc_data.hashfile.db.local", "dulwich.ignore", "dulwich.worktree",
    "fsspec.implementations.memory", "psutil", "pyparsing",
)
# The first question, which is about the project, does not need these.
LATER: Final = (
    "dvc.commands.repro", "dvc.commands.data_sync", "dvc.commands.status", "dulwich.index", "rich.console",
    "rich._emoji_codes",
)
# Comparisons with another revision need these, and YAML that DVC reads itself. They load while stages run.
LAST: Final = (
    "ruamel.yaml", "ruamel.yaml.mergevalue", "pygit2", "dvc.repo.metrics.show", "dvc.repo.plots.diff",
    "dvc.repo.experiments.brancher", "scmrepo.git.backend.pygit2.filter", "scmrepo.fs", "dvc_data.fs",
    "dvc.repo.collect", "dvc.commands.plots", "dvc.render.match", "dvc.render.convert", "dvc.render.converter.vega",
    "dvc.render.converter.image", "rich.json",
)
# No compiled file is written for these, so each child would compile them.
OURS: Final = (
    "queries.project", "queries.objects", "queries.verify", "queries.contents", "queries.transfer",
    "queries.manifest_files", "queries.sources", "queries.local_objects", "queries.params", "meter",
    "patches.stage_events", "patches.stage_plan", "patches.thread_limits", "patches.stage_variables",
    "patches.stage_loop", "patches.held_command", "patches.no_advice", "patches.transfer_progress",
    "patches.kept_permissions", "patches.untouched_lock", "scheduler.loop", "scheduler.unmade", "scheduler.barriers",
)
SCHEMES: Final = {
    "s3": ("dvc_s3", "s3fs", "aiobotocore.session"), "gs": ("dvc_gs", "gcsfs"), "azure": ("dvc_azure", "adlfs"),
    "ssh": ("dvc_ssh", "sshfs", "asyncssh"), "webdav": ("dvc_webdav",), "webdavs": ("dvc_webdav",),
}
# fmt: on


def load(name: str) -> None:
    """Imports a module that commands will need. A version of DVC without this module loses nothing."""
    with contextlib.suppress(Exception):
        importlib.import_module(name)


def load_ours(name: str) -> None:
    with uncompiled():
        importlib.import_module(f"dvc_ci_engine.{name}")


def compile_schemas() -> None:
    """Compiles the schemas of DVC's configuration, which every child would do at its first use."""
    with contextlib.suppress(Exception):
        from dvc.config import get_compiled_schema

        get_compiled_schema()
    with contextlib.suppress(Exception):
        config_paths.compiled()


def build_parser() -> None:
    with contextlib.suppress(Exception):
        from dvc.cli.parser import get_main_parser

        get_main_parser()


def without_monitor() -> None:
    """tqdm starts a thread that redraws bars of a terminal; a child with threads answers once (see readers)."""
    with contextlib.suppress(Exception):
        importlib.import_module("tqdm").tqdm.monitor_interval = 0


def load_s3_models() -> None:
    with contextlib.suppress(Exception):
        patches.prepare_resident((patches.OF_S3,))


def load_first() -> None:
    for name in FIRST:
        load(name)
    compile_schemas()
    without_monitor()


def later(schemes: list[str]) -> list[Callable[[], None]]:
    """The work for times without requests, in small pieces: first the modules of the remotes."""
    names = [name for scheme in schemes for name in SCHEMES.get(scheme, ())]
    return [
        *(functools.partial(load, name) for name in names),
        *([load_s3_models] if "s3" in schemes else []),
        *(functools.partial(load_ours, name) for name in OURS),
        build_parser,
        *(functools.partial(load, name) for name in LATER),
    ]


def last() -> list[Callable[[], None]]:
    """The work that starts once stages run."""
    return [functools.partial(load, name) for name in LAST]

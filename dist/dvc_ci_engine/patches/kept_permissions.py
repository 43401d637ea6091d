"""Keeps the permission to execute a file in a push to a remote that keeps versions of files.

Prevents harm: DVC takes the metadata of a pushed file from the remote, which knows no permissions. So dvc.lock loses
`isexec`, and a download gives a program that cannot run. Upstream: dvc.repo.worktree._merge_push_meta.
"""

from __future__ import annotations

from typing import Any

from . import probe
from .kinds import PREVENTS_HARM

KIND = PREVENTS_HARM


def supported() -> None:
    worktree = probe.module("dvc.repo.worktree")
    probe.has(worktree, "_merge_push_meta")
    probe.takes(worktree._merge_push_meta, "out", "index", "remote")


def apply() -> None:
    from dvc.repo import worktree

    merge = worktree._merge_push_meta

    def merge_push_meta(out: Any, index: Any, remote: str | None = None) -> None:
        before = out.meta
        was_executable = before is not None and not before.isdir and before.isexec
        merge(out, index, remote)
        if was_executable and out.meta is not None:
            out.meta.isexec = True

    worktree._merge_push_meta = merge_push_meta

"""The order of new lines in .gitignore files."""

from __future__ import annotations

import os
from typing import Any

from .files import read_bytes
from .repo_lock import current


class IgnoreOrder:
    """Keeps new lines of .gitignore in the order in which `dvc repro` would add them, whichever stage ends first."""

    def __init__(self, repo: Any) -> None:
        self.repo, self.context = repo, repo.scm_context
        # Each changed file: its content before, and the added paths with the positions of their stages.
        self.files: dict[str, tuple[bytes | None, list[tuple[int, str]]]] = {}
        self.original = self.context.ignore
        self.context.ignore = self.ignore

    def ignore(self, path: str) -> None:
        file = os.path.join(os.path.dirname(path), ".gitignore")
        before = read_bytes(file) if file not in self.files else None
        count = len(self.context.ignored_paths)
        self.original(path)
        if len(self.context.ignored_paths) > count:
            self.files.setdefault(file, (before, []))[1].append((current.position, path))

    def settle(self) -> None:
        """Sorts the lines, unless another process wrote to the file too."""
        self.context.ignore = self.original
        for file, (before, added) in self.files.items():
            ordered = sorted(added, key=lambda item: item[0])
            now = read_bytes(file)
            if ordered == added or now is None:
                continue
            self.put(file, before)
            for _, path in ordered:
                self.repo.scm.ignore(path)
            if sorted((read_bytes(file) or b"").splitlines()) != sorted(now.splitlines()):
                self.put(file, now)

    def put(self, file: str, data: bytes | None) -> None:
        if data is None:
            os.unlink(file)
        else:
            with open(file, "wb") as stream:
                stream.write(data)
        self.repo.scm._reset()

"""What stages take of the machine."""

from __future__ import annotations

import contextlib
from typing import Any, Final

# A stage's pipes, its locks, and what DVC opens for it.
FILES_PER_JOB: Final = 16


class Capacity:
    """Places side by side, processors, bytes of memory and GPUs, and which of them running stages have."""

    def __init__(self, jobs: int, capacity: dict[str, float], needs: dict[str, dict[str, Any]]) -> None:
        self.free: dict[str, float] = {**capacity, "cpus": max(jobs, capacity.get("cpus", 1)), "jobs": jobs}
        self.full, self.needs = dict(self.free), needs
        self.running, self.alone = 0, False

    def demand(self, name: str) -> tuple[dict[str, float], bool]:
        """What a stage asks for, and whether it runs alone."""
        wanted = self.needs.get(name, {})
        # The settings rejected more than there is; a rounding error must not make a stage wait for ever.
        demand = {kind: min(wanted.get(kind, 0), self.full.get(kind, 0)) for kind in ("memory", "gpu")}
        return {"jobs": 1, "cpus": min(wanted.get("cpus", 1), self.full["cpus"]), **demand}, bool(
            wanted.get("exclusive")
        )

    def kind(self, name: str) -> tuple[Any, ...]:
        """The same for stages that ask for the same."""
        demand, exclusive = self.demand(name)
        return (*sorted(demand.items()), exclusive)

    def take(self, name: str) -> bool:
        """Gives the stage its share if that is free. Returns whether it was."""
        demand, exclusive = self.demand(name)
        if self.alone or (exclusive and self.running):
            return False
        if any(self.free.get(kind, 0) < amount for kind, amount in demand.items()):
            return False
        for kind, amount in demand.items():
            self.free[kind] = self.free.get(kind, 0) - amount
        self.running += 1
        self.alone = exclusive
        return True

    def give_back(self, name: str) -> None:
        demand, _ = self.demand(name)
        for kind, amount in demand.items():
            self.free[kind] += amount
        self.running -= 1
        self.alone = False


def allow_files(jobs: int) -> None:
    """Raises our own limit of open files, which many stages at once would meet; the system's limit stays."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 256 + FILES_PER_JOB * jobs
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))

"""Limits of a process that reads files of others."""

from __future__ import annotations

ROOM = 512 * 1024 * 1024
"""Bytes that the process may take beyond its memory: its programs, and the stacks of its threads."""


def limit_process(memory: int, expanded: int) -> None:
    """Limits the files and the memory of this process. Linux; macOS has no such limit of memory.

    No file fills the disk. DuckDB limits its own memory; Arrow does not: 60 kB of it can become 2 GB. A process that is
    ended leaves no image of its memory.

    :param memory: bytes
    :param expanded: most bytes of one file that the process writes
    """
    try:
        import resource
    except ImportError:
        return
    limits = {
        resource.RLIMIT_FSIZE: expanded,
        resource.RLIMIT_DATA: memory + ROOM,
        resource.RLIMIT_CORE: 0,
    }
    for limit, most in limits.items():
        _, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))

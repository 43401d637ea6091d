"""What the loop replaces in DVC while it runs. An ExitStack puts everything back."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
from typing import TYPE_CHECKING, Any, Callable

from .ignore_order import IgnoreOrder
from .repo_lock import current

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .commands import Commands
    from .internals import Internals
    from .repo_lock import RepoLockProxy

Emit = Callable[[dict[str, Any]], None]


def take_over(
    stack: contextlib.ExitStack, repo: Any, internals: Internals, commands: Commands, turn: RepoLockProxy, emit: Emit
) -> None:
    """Replaces DVC's functions until the stack closes."""
    _replace(stack, internals.rwlock, "rwlock", _outermost(internals.rwlock.rwlock))
    _replace(stack, internals.stage_run, "_run", commands.run)
    _replace_repository(stack, repo, turn)
    for handler in logging.getLogger("dvc").handlers:
        _replace(stack, handler, "emit", _by_stage(handler, emit))


def on_signals(stack: contextlib.ExitStack, handle: Callable[[int], None]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        stack.callback(signal.signal, number, signal.signal(number, lambda number, _: handle(number)))


def _replace(stack: contextlib.ExitStack, owner: Any, name: str, value: Any) -> None:
    stack.callback(setattr, owner, name, getattr(owner, name))
    setattr(owner, name, value)


def _outermost(rwlock: Any) -> Any:
    """A stage locks what it reads and writes once. DVC does it again for each part of a stage."""

    @contextlib.contextmanager
    def outermost(*args: Any, **kwargs: Any) -> Iterator[None]:
        if current.locked:
            yield
            return
        current.locked = True
        try:
            with rwlock(*args, **kwargs):
                yield
        finally:
            current.locked = False

    return outermost


def _replace_repository(stack: contextlib.ExitStack, repo: Any, turn: RepoLockProxy) -> None:
    real = repo.lock
    repo.lock, repo._reset = turn, lambda: None
    real.unlock()
    ignore = IgnoreOrder(repo)
    links = getattr(repo.state, "links", None)
    if links is not None:
        # DVC opens and closes this database again for every output.
        links.close = lambda: None
        stack.callback(delattr, links, "close")

    def restore() -> None:
        ignore.settle()
        repo.lock = real
        del repo._reset
        if not real.is_locked:
            real.lock()

    stack.callback(restore)


def _by_stage(handler: logging.Handler, emit: Emit) -> Callable[[logging.LogRecord], None]:
    """DVC's messages about a stage go with the stage's own output."""
    original, drafts = handler.emit, os.path.join("tmp", "dvc-ci", "lock-")

    def tell(record: logging.LogRecord) -> None:
        if record.msg == "Running stage '%s':" or drafts in str(record.args):
            return
        if current.stage is None:
            original(record)
        else:
            emit({"stage": current.stage, "state": "output", "text": handler.format(record) + "\n"})

    return tell

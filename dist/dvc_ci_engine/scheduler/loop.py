"""The loop over the planned stages of a reproduction."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import signal
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Callable, Final

from .barriers import InputBarriers
from .capacity import Capacity
from .commands import Commands
from .history import History
from .lock_file import LockBatch
from .order import Order
from .ready import Ready
from .repo_lock import RepoLockProxy, current
from .stopped import StoppedError
from .takeover import on_signals, take_over
from .unmade import DataNeededError

if TYPE_CHECKING:
    from .internals import Internals

# Seconds that the commands of other stages have to end after a failure: after an interrupt, then after a termination.
END_GRACE: Final = ((signal.SIGINT, 4.0), (signal.SIGTERM, 1.5))
# Seconds that the processes which the commands left behind then have to end.
END_REST: Final = 1.0
# Seconds that threads have to end after an interrupt: dvc-ci ends the whole group after 4 s.
CANCEL_GRACE: Final = 3.0
LOCK_POLL: Final = 1.0


@dataclass(frozen=True)
class Plan:
    """What DVC asks its own loop to do."""

    repo: Any
    # The stages, in DVC's order.
    steps: list[Any]
    # Needs of stages, without those of frozen ones.
    graph: Any
    # All needs.
    whole: Any
    on_error: str
    force: bool
    force_downstream: bool
    # For Stage.reproduce.
    kwargs: dict[str, Any]


class Reproduction:
    """Runs planned stages side by side, each once its needs are done.

    First goes the stage on which the most seconds wait.
    """

    def __init__(
        self, internals: Internals, options: dict[str, Any], emit: Callable[[dict[str, Any]], None], plan: Plan
    ) -> None:
        self.internals, self.emit, self.plan = internals, emit, plan
        self.jobs = int(options["jobs"])
        self.forced = dict.fromkeys(plan.steps, plan.force)
        self.history = History(os.path.join(plan.repo.tmp_dir, "dvc-ci", "seconds.json"))
        self.folder = os.path.dirname(self.history.path)
        self.barriers = InputBarriers(options.get("gates"))
        self.order = Order(plan.steps, plan.graph, plan.whole, self.barriers, self.history)
        self.capacity = Capacity(self.jobs, options.get("capacity") or {}, options.get("needs") or {})
        self.ready = Ready(self.capacity)
        self.turn = RepoLockProxy(plan.repo.lock, lambda: bool(self.commands.running or self.barriers.closed))
        self.commands = Commands(internals, emit, self.turn)
        self.events: queue.SimpleQueue[tuple[str, Any, Any]] = queue.SimpleQueue()
        self.todo: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.batches: dict[str, LockBatch] = {}
        self.done: list[Any] = []
        self.failed: list[tuple[Any, BaseException]] = []
        self.skipped: set[Any] = set()
        self.active = 0
        self.signalled: int | None = None

    def run(self) -> tuple[list[Any], list[tuple[Any, BaseException]]]:
        """Returns the stages that were reproduced, and the failures, both in the order of the plan."""
        os.makedirs(self.folder, exist_ok=True)
        for stage in self.order.free():
            self.enqueue(stage)
        with contextlib.ExitStack() as stack:
            take_over(stack, self.plan.repo, self.internals, self.commands, self.turn, self.emit)
            on_signals(stack, self.on_signal)
            self.loop()
        if self.signalled:
            raise KeyboardInterrupt
        position = self.order.position
        done = sorted(self.done, key=lambda stage: position[stage])
        return done, sorted(self.failed, key=lambda item: position[item[0]])

    def enqueue(self, stage: Any) -> None:
        # A single job keeps DVC's order.
        rank = -self.order.rank[stage] if self.jobs > 1 else 0.0
        self.ready.add(rank, self.order.position[stage], stage)

    def on_signal(self, number: int) -> None:
        self.signalled = self.signalled or number
        self.events.put(("signal", number, None))

    # ------------------------------------------------------------ the main thread

    def loop(self) -> None:
        for _ in range(min(self.jobs, len(self.plan.steps))):
            threading.Thread(target=self.work, daemon=True).start()
        try:
            while self.start() or self.active or (self.barriers.closed and not self.commands.stopped):
                # Stages start first; dvc.lock is written while they run.
                self.write()
                self.handle(*self.next_event())
                if self.signalled:
                    self.cancel()
                    return
                for name in self.barriers.opened():
                    self.settle(name)
        finally:
            self.write(now=True)
            self.history.write(self.folder)

    def next_event(self) -> tuple[str, Any, Any]:
        try:
            return self.events.get(timeout=self.barriers.poll if self.barriers.closed else LOCK_POLL)
        except queue.Empty:
            return ("idle", None, None)

    def start(self) -> bool:
        """Starts the stages that fit. Returns whether others wait."""
        if self.commands.stopped:
            return False
        while self.capacity.free["jobs"] > 0:
            stage = self.ready.take(self.skipped)
            if stage is None:
                break
            if stage in self.skipped:
                self.settle(stage)
            else:
                self.active += 1
                self.todo.put(stage)
        return bool(self.ready)

    def handle(self, kind: str, subject: Any, detail: Any) -> None:
        if kind in ("idle", "signal"):
            return
        self.active -= 1
        self.capacity.give_back(subject.addressing)
        if kind == "needs":
            self.barriers.closed.update(detail)
            self.order.wait(subject, detail)
            return
        if kind == "done":
            self.take_result(subject, *detail)
        elif kind == "failed":
            self.take_failure(subject, detail)
        self.settle(subject)

    def take_result(self, stage: Any, result: Any, seconds: float, ran: bool) -> None:
        from dvc.stage import PipelineStage

        if ran:
            self.history.add(stage.addressing, seconds)
        if self.plan.force_downstream and (result or self.forced[stage]):
            self.forced.update({other: True for other in self.plan.graph.predecessors(stage) if other in self.forced})
        if result is None:
            return
        self.done.append(stage)
        if isinstance(stage, PipelineStage):
            path = stage.dvcfile._lockfile.path
            if path not in self.batches:
                self.batches[path] = LockBatch(self.internals, self.plan.repo, path, self.folder)
            self.batches[path].add(self.order.position[stage], stage)

    def take_failure(self, stage: Any, exc: BaseException) -> None:
        self.failed.append((stage, exc))
        if self.plan.on_error != "fail":
            self.skipped |= self.dependents(stage, exc)
        elif not self.commands.stopped:
            self.end_running()

    def dependents(self, stage: Any, exc: BaseException) -> set[Any]:
        if self.internals.planned:
            return set(self.internals.module.handle_error(self.plan.graph, self.plan.on_error, exc, stage))
        import networkx as nx

        return set(nx.ancestors(self.plan.graph, stage))

    def settle(self, finished: Any) -> None:
        """Lets the stages go on that waited for this one, or for this data."""
        for stage in self.order.settle(finished):
            self.enqueue(stage)

    def write(self, now: bool = False) -> None:
        for batch in self.batches.values():
            if now or time.monotonic() >= batch.due:
                batch.write()

    def end_running(self) -> None:
        """Ends the commands that still run after a failure. They are in our group, so we ignore these signals."""
        self.commands.stop()
        if not self.active:
            return
        kept = {number: signal.signal(number, signal.SIG_IGN) for number, _ in END_GRACE}
        held: list[tuple[str, Any, Any]] = []
        try:
            for number, grace in (*END_GRACE, (signal.SIGKILL, 5.0)):
                if len(held) == self.active:
                    break
                self.commands.end_all(number)
                until = time.monotonic() + grace
                while len(held) < self.active and time.monotonic() < until:
                    with contextlib.suppress(queue.Empty):
                        event = self.events.get(timeout=max(0.01, until - time.monotonic()))
                        if event[0] != "signal":
                            held.append(event)
            self.commands.tree.end(END_REST)
        finally:
            for number, handler in kept.items():
                signal.signal(number, handler)
        for event in held:
            self.events.put(event)

    def cancel(self) -> None:
        """After an interrupt, which every command got too: writes what had finished, then waits for the threads."""
        self.commands.stop(cancelled=True)
        self.write(now=True)
        until = time.monotonic() + CANCEL_GRACE
        while self.active and time.monotonic() < until:
            with contextlib.suppress(queue.Empty):
                kind, subject, detail = self.events.get(timeout=max(0.01, until - time.monotonic()))
                if kind != "signal":
                    self.active -= 1
                if kind == "done":
                    self.take_result(subject, *detail)

    # ------------------------------------------------------------ the threads

    def work(self) -> None:
        while True:
            stage = self.todo.get()
            current.stage, current.position, current.ran = stage.addressing, self.order.position[stage], False
            started = time.monotonic()
            try:
                self.turn.lock()
                try:
                    if self.commands.stopped:
                        raise StoppedError
                    result, ran = self.reproduce(stage)
                finally:
                    self.turn.unlock()
                self.events.put(("done", stage, (result, time.monotonic() - started, ran)))
            except StoppedError:
                self.events.put(("stopped", stage, None))
            except DataNeededError as exc:
                self.events.put(("needs", stage, exc.barriers))
            except BaseException as exc:  # noqa: BLE001  the loop must learn of every exception
                self.events.put(("failed", stage, exc))

    def reproduce(self, stage: Any) -> tuple[Any, bool]:
        """Does what DVC's _reproduce_stage does, except for dvc.lock.

        Returns the stage or None, and whether its command ran.
        """
        from dvc.stage import PipelineStage

        if stage.frozen and not stage.is_import:
            log = logging.getLogger("dvc.repo.reproduce")
            log.warning("%s is frozen. Its dependencies are not going to be reproduced.", stage)
        if self.internals.planned:
            upstream = self.internals.module._get_upstream_downstream_nodes(self.plan.graph, stage)[0]
        else:
            upstream = list(self.done)
        result = stage.reproduce(upstream=upstream, force=self.forced[stage], **self.plan.kwargs)
        if result is not None and not isinstance(stage, PipelineStage):
            stage.dump(update_pipeline=False)
        return result, current.ran

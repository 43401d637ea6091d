"""What becomes of each stage of a reproduction: events for dvc-ci, and stages side by side. Loaded by engine.py in a forked child.

`dvc repro` runs one stage at a time (treeverse/dvc#755) and reads the whole index and writes the whole dvc.lock after each one.
Here the command line stays the contract all the same: DVC itself collects the stages, refuses cycles and doubles, plans, takes its
lock and tells of failures. Only the loop over the planned stages is ours (see Reproduction): each stage goes through DVC's own
Stage.reproduce, in a thread, as soon as what it needs is done. What we rely on is looked for at the start (see Internals); a DVC
that has it otherwise runs its own loop, with the same events.
"""

import contextlib
import heapq
import inspect
import json
import logging
import os
import queue
import re
import select
import signal
import subprocess
import threading
import time

from dvc_ci_engine.process_tree import Family
from dvc_ci_engine.scheduler.locks import IgnoreOrder, LockBatch, Turn, current

# Seconds that the commands of other stages have to end after a failure: after an interrupt, then after a termination.
END_GRACE = ((signal.SIGINT, 4.0), (signal.SIGTERM, 1.5))
# A stage's pipes, its locks, and what DVC opens for it.
FILES_PER_JOB = 16
# Seconds that what the commands left behind then has to go.
END_REST = 1.0
# Seconds that threads have to end after an interrupt: the engine ends the whole group at 4 s.
CANCEL_GRACE = 3.0
# What numerical libraries look at for how many threads they may start: without it as many as the machine has processors, in every stage.
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
CALLS_DVC = re.compile(r"(?<![\w.-])dvc\s")


class Stopped(Exception):
    """A stage's command was ended, or never begun, because the reproduction stops."""


class Unsupported(Exception):
    """This version of DVC, or this command line, cannot be run side by side."""


def has_changed(stage, upstream):
    """Whether a stage has to run. An output that is not here is no change, as with `--allow-missing` of newer versions of DVC."""
    if stage.changed_stage() or stage.changed_deps(allow_missing=True, upstream=upstream):
        return True
    return any(out.workspace_status() if out.exists or not out.use_cache else not out.hash_info for out in stage.outs)


def kept_outputs(stage):
    """The outputs of a stage that has just run, as objects of DVC's cache that go to a remote."""
    return [
        {"hash": out.hash_info.value, "hashName": out.hash_info.name, "remote": out.remote, "size": (out.meta.size if out.meta else None) or 0, "files": (out.meta.nfiles if out.meta else None) or 1}
        for out in stage.outs
        if out.use_cache and out.protocol == "local" and getattr(out, "can_push", True) and out.hash_info and isinstance(out.hash_info.value, str)
    ]


def limit_threads(stage_run):
    """Lets the commands of a stage that says its processors start as many threads, unless the user has said how many."""
    prepare = getattr(stage_run, "prepare_kwargs", None)
    if prepare is None:
        return

    def limited(stage, *args, **kwargs):
        prepared = prepare(stage, *args, **kwargs)
        own = (getattr(stage, "meta", None) or {}).get("dvc-ci")
        cpus = own.get("cpus") if isinstance(own, dict) else None
        if isinstance(cpus, (int, float)) and not isinstance(cpus, bool) and 0 < cpus < 1e6:
            prepared["env"] = {**dict.fromkeys(THREADS, str(max(1, int(cpus)))), **prepared["env"]}
        return prepared

    stage_run.prepare_kwargs = limited


def install_stage_events(emit, plan, text_of, tell_outs=False):
    """Reports what becomes of each stage of a reproduction, from the two places that DVC goes through for every stage.

    With `tell_outs` what a stage made is told with it.

    With a plan ({"run": names, "force": names}) a stage outside of `run` is left as it is, `.dvc` files and imports too, which
    `repro --force` would write anew. A stage in `force` runs whatever dvc.lock says; another one if it has changed, where outputs
    that are merely absent are no change. `--allow-missing` would also accept a stage that does not write its outputs. With
    `measure` in it dvc.lock is left alone, which takes as long to parse and to write as a small stage runs, and each stage tells
    what its entry would be.
    """
    import dvc.stage.run as stage_run
    from dvc.stage import Stage

    reproduce, cmd_run, ran = Stage.reproduce, stage_run.cmd_run, set()
    may_run, forced = (set(plan["run"]), set(plan["force"])) if plan is not None else (None, frozenset())
    measures = plan is not None and bool(plan.get("measure"))
    if measures:
        from dvc.stage.serialize import to_single_stage_lockfile

        Stage.dump = lambda self, **kwargs: None

    def watched_run(stage, *args, **kwargs):
        ran.add(stage.addressing)
        emit({"stage": stage.addressing, "state": "running"})
        return cmd_run(stage, *args, **kwargs)

    def watched_reproduce(self, *args, **kwargs):
        started = time.monotonic()
        name = self.addressing
        if may_run is not None:
            if name not in may_run:
                return None
            if name in forced:
                kwargs["force"] = True
            elif not has_changed(self, kwargs.get("upstream")):
                emit({"stage": name, "state": "unchanged"})
                return None
        try:
            result = reproduce(self, *args, **kwargs)
        except Stopped:
            raise
        except BaseException as exc:
            emit({"stage": name, "state": "failed", "seconds": time.monotonic() - started, "message": text_of(exc)})
            raise
        if result is None:
            state = "unchanged"
        elif name in ran:
            state = "ran"
        elif self.frozen and not self.is_import:
            state = "frozen"
        elif self.cmd:
            state = "restored"
        else:
            state = "unchanged"
        made = {"outs": kept_outputs(self)} if tell_outs and state in ("ran", "restored") else {}
        if measures and state == "ran":
            made["entry"] = to_single_stage_lockfile(self)
        emit({"stage": name, "state": state, "seconds": time.monotonic() - started, **made})
        return result

    stage_run.cmd_run = watched_run
    limit_threads(stage_run)
    Stage.reproduce = watched_reproduce


# ---------------------------------------------------------------- DVC's internals


class Internals:
    """The parts of DVC that the loop stands on, looked for before anything runs.

    DVC 3.0 has `_reproduce_stages(graph, stages, ...)`, later versions `_reproduce(stages, graph, ...)`, which gets the plan.
    @raises Unsupported what is not as we know it
    """

    def __init__(self):
        import dvc.dvcfile as dvcfile
        import dvc.repo.reproduce as module
        import dvc.rwlock as rwlock
        import dvc.stage.run as stage_run
        from dvc.repo import Repo
        from dvc.stage import Stage

        if not hasattr(os, "killpg"):
            raise Unsupported("this system has no process groups")
        self.module, self.stage_run, self.rwlock, self.dvcfile = module, stage_run, rwlock, dvcfile
        self.planned = hasattr(module, "_reproduce")
        if self.planned:
            self.takes(module._reproduce, "stages", "graph", "force_downstream", "on_error", "force", "repro_fn")
            self.takes(module._get_upstream_downstream_nodes, "graph", "node")
            self.takes(module.handle_error, "graph", "on_error", "exc", "stage")
            self.has(module, "_raise_error")
        else:
            self.has(module, "_reproduce_stages", "_get_steps", "_track_stage", "ReproductionError")
            self.takes(module._reproduce_stages, "graph", "stages", "downstream", "single_item", "on_unchanged")
            self.takes(module._get_steps, "graph", "stages", "downstream", "single_item")
        self.takes(stage_run._run, "executable", "cmd", "kwargs")
        self.has(stage_run, "_make_cmd", "cmd_run", "StageCmdFailedError")
        self.takes(rwlock.rwlock, "tmp_dir", "fs", "cmd", "read", "write", "hardlink")
        self.has(dvcfile, "Lockfile", "modify_yaml")
        self.takes(dvcfile.Lockfile.dump, "stage")
        self.has(dvcfile.ProjectFile, "_lockfile")
        self.takes(Stage.reproduce, "interactive", "kwargs")
        self.has(Repo, "_reset", "scm_context", "index")

    @staticmethod
    def has(owner, *names):
        for name in names:
            if not hasattr(owner, name):
                raise Unsupported(f"{getattr(owner, '__name__', owner)} has no {name}")

    @staticmethod
    def takes(function, *names):
        parameters = inspect.signature(function).parameters
        for name in names:
            if name not in parameters:
                raise Unsupported(f"{function.__module__}.{function.__qualname__} takes no {name}")


class Machine:
    """What the running stages take of the machine: places side by side, processors, bytes of memory, GPUs."""

    def __init__(self, jobs, capacity, needs):
        self.free = {**capacity, "cpus": max(jobs, capacity.get("cpus", 1)), "jobs": jobs}
        self.full, self.needs, self.running, self.alone = dict(self.free), needs, 0, False

    def demand(self, name):
        wanted = self.needs.get(name, {})
        # More than there is was refused before; a rounding error must not make a stage wait for ever.
        demand = {kind: min(wanted.get(kind, 0), self.full.get(kind, 0)) for kind in ("memory", "gpu")}
        return {"jobs": 1, "cpus": min(wanted.get("cpus", 1), self.full["cpus"]), **demand}, bool(wanted.get("exclusive"))

    def kind(self, name):
        """The same for stages that fit whenever one of them does."""
        demand, exclusive = self.demand(name)
        return (*sorted(demand.items()), exclusive)

    def take(self, name):
        """Whether the stage fits beside what runs; then it has its share until it is given back."""
        demand, exclusive = self.demand(name)
        if self.alone or (exclusive and self.running) or any(self.free.get(kind, 0) < amount for kind, amount in demand.items()):
            return False
        for kind, amount in demand.items():
            self.free[kind] = self.free.get(kind, 0) - amount
        self.running += 1
        self.alone = exclusive
        return True

    def give_back(self, name):
        demand, exclusive = self.demand(name)
        for kind, amount in demand.items():
            self.free[kind] += amount
        self.running -= 1
        self.alone = False


class Ready:
    """Stages that could run now, by what they ask of the machine: one that does not fit must not have all its like looked at again, each time."""

    def __init__(self, machine):
        self.machine, self.queues = machine, {}

    def __bool__(self):
        return bool(self.queues)

    def add(self, rank, position, stage):
        heapq.heappush(self.queues.setdefault(self.machine.kind(stage.addressing), []), (rank, position, stage))

    def take(self, skipped):
        """@returns of the stages that fit beside what runs the one of the lowest rank, which has its share from now on, or one to skip; else None"""
        for kind, waiting in sorted(self.queues.items(), key=lambda item: item[1][0][:2]):
            stage = waiting[0][2]
            if stage in skipped or self.machine.take(stage.addressing):
                heapq.heappop(waiting)
                if not waiting:
                    del self.queues[kind]
                return stage
        return None


class Commands:
    """The commands of stages that run now: their output by lines, and their end."""

    def __init__(self, internals, emit, turn):
        self.internals, self.emit, self.turn = internals, emit, turn
        self.starting, self.running, self.stopped, self.cancelled = threading.Lock(), set(), False, False
        self.family = Family()

    def run(self, executable, cmd, **kwargs):
        """As dvc.stage.run._run, with the output in whole lines of one stage."""
        argv = self.internals.stage_run._make_cmd(executable, cmd)
        with self.turn.lent() if CALLS_DVC.search(cmd) else contextlib.nullcontext():
            with self.starting:
                if self.stopped:
                    raise Stopped()
                process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **kwargs)
                self.running.add(process)
            current.ran = True
            try:
                self.forward(process)
                process.wait()
            finally:
                self.running.discard(process)
        if self.cancelled or (self.stopped and process.returncode != 0):
            raise Stopped()
        if process.returncode != 0:
            raise self.internals.stage_run.StageCmdFailedError(cmd, process.returncode)

    def forward(self, process):
        """Sends what the command writes until it ends; a daemon that it leaves behind may hold the pipe open for ever."""
        lines, fd = Lines(lambda text: self.emit({"stage": current.stage, "state": "output", "text": text})), process.stdout.fileno()
        poll = select.poll()
        poll.register(fd, select.POLLIN | select.POLLHUP)
        with process.stdout:
            while True:
                if not poll.poll(200):
                    if process.poll() is not None:
                        break
                    lines.idle()
                    continue
                data = os.read(fd, 1 << 16)
                if not data:
                    break
                lines.add(data)
        lines.end()

    def stop(self, cancelled=False):
        """From now on no command begins; with `cancelled` none counts as finished either."""
        with self.starting:
            self.stopped, self.cancelled = True, self.cancelled or cancelled

    def end_all(self, number):
        """Sends a signal to everything that the commands started: it is in our process group, or in another below them."""
        self.family.gather([process.pid for process in list(self.running)])
        self.family.signal(number, but_group=os.getpgrp())
        if number != signal.SIGKILL:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(0, number)
            return
        import psutil

        for process in psutil.process_iter():
            with contextlib.suppress(OSError, psutil.Error):
                if process.pid != os.getpid() and os.getpgid(process.pid) == os.getpgrp():
                    process.kill()


class Lines:
    """Cuts what a command writes into whole lines. What a progress bar overwrites is left out, but for its last state of each line."""

    LIMIT, IDLE = 1 << 16, 5

    def __init__(self, send):
        self.send, self.rest, self.waits = send, b"", 0

    def add(self, data):
        self.waits = 0
        head, mark, self.rest = (self.rest + data).rpartition(b"\n")
        if mark:
            self.tell(head)
        if len(self.rest) > self.LIMIT:
            self.end()

    def idle(self):
        """A line without an end (a prompt, dots) is shown after a second all the same."""
        self.waits += 1
        if self.waits == self.IDLE and self.rest and b"\r" not in self.rest:
            self.end()

    def end(self):
        if self.rest:
            self.tell(self.rest)
        self.rest = b""

    def tell(self, data):
        lines = (line.rstrip(b"\r").rpartition(b"\r")[2] for line in data.split(b"\n"))
        self.send("".join(line.decode("utf-8", "replace") + "\n" for line in lines))


# ---------------------------------------------------------------- the loop


class Reproduction:
    """Runs planned stages side by side, each as soon as what it needs is done, those first on which the most seconds wait."""

    def __init__(self, internals, options, emit):
        self.internals, self.options, self.emit = internals, options, emit

    def run(self, repo, steps, graph, whole, on_error, force, force_downstream, kwargs):
        """@returns the stages that were reproduced and the failures, (stage, exception), both in the order of the plan"""
        self.repo, self.steps, self.graph, self.kwargs = repo, steps, graph, kwargs
        self.on_error, self.force_downstream = on_error, force_downstream
        self.position = {stage: index for index, stage in enumerate(steps)}
        self.forced = dict.fromkeys(steps, force)
        self.turn, self.machine = Turn(repo.lock, lambda: bool(self.commands.running or self.gates.closed)), Machine(self.options["jobs"], self.options.get("capacity") or {}, self.options.get("needs") or {})
        self.commands = Commands(self.internals, self.emit, self.turn)
        self.history = History(os.path.join(repo.tmp_dir, "dvc-ci", "seconds.json"))
        self.folder = os.path.dirname(self.history.path)
        os.makedirs(self.folder, exist_ok=True)
        self.events, self.todo, self.batches = queue.SimpleQueue(), queue.SimpleQueue(), {}
        self.done, self.failed, self.skipped, self.active, self.signalled = [], [], set(), 0, None
        self.gates = Gates(self.options.get("gates"))
        self.connect(whole)
        with contextlib.ExitStack() as stack:
            self.prepare(stack)
            self.loop()
        if self.signalled:
            raise KeyboardInterrupt()
        order = lambda stage: self.position[stage]  # noqa: E731
        return sorted(self.done, key=order), sorted(self.failed, key=lambda item: order(item[0]))

    def connect(self, whole):
        """Who waits for whom. A frozen stage needs nobody, but what it finds is to be as in DVC's own order."""
        self.waits = {stage: {need for need in self.graph.successors(stage) if need in self.position} for stage in self.steps}
        for stage in self.steps:
            for need in whole.successors(stage) if stage.frozen and stage in whole else ():
                if need in self.position:
                    first, second = sorted((stage, need), key=self.position.get)
                    self.waits[second].add(first)
        for stage in self.steps:
            self.waits[stage].update(self.gates.before(stage.addressing))
        self.blocks = {node: [] for node in (*self.steps, *self.gates.closed)}
        for stage, needs in self.waits.items():
            for need in needs:
                self.blocks[need].append(stage)
        # The plan has what a stage needs before it, so one pass from its end is enough.
        self.rank = {}
        for stage in reversed(self.steps):
            below = max((self.rank[other] for other in self.blocks[stage]), default=0.0)
            self.rank[stage] = below + self.history.seconds(stage.addressing)
        self.ready = Ready(self.machine)
        for stage in self.steps:
            if not self.waits[stage]:
                self.enqueue(stage)

    def enqueue(self, stage):
        rank = -self.rank[stage] if self.options["jobs"] > 1 else 0
        self.ready.add(rank, self.position[stage], stage)

    # ------------------------------------------------------------ what is changed in DVC meanwhile

    def prepare(self, stack):
        repo, rwlock = self.repo, self.internals.rwlock.rwlock

        @contextlib.contextmanager
        def outermost(*args, **kwargs):
            # A stage locks what it reads and writes once; DVC does it again for each of its parts.
            if current.locked:
                yield
                return
            current.locked = True
            try:
                with rwlock(*args, **kwargs):
                    yield
            finally:
                current.locked = False

        replaced = [(self.internals.rwlock, "rwlock", outermost), (self.internals.stage_run, "_run", self.commands.run)]
        for owner, name, value in replaced:
            stack.callback(setattr, owner, name, getattr(owner, name))
            setattr(owner, name, value)
        real = repo.lock
        repo.lock, repo._reset = self.turn, lambda: None
        real.unlock()
        ignore = IgnoreOrder(repo)
        links = getattr(repo.state, "links", None)
        if links is not None:
            # DVC opens and closes this database again for every output.
            links.close = lambda: None
            stack.callback(delattr, links, "close")

        def restore():
            ignore.settle()
            repo.lock = real
            del repo._reset
            if not real.is_locked:
                real.lock()

        stack.callback(restore)
        for logger_handler in logging.getLogger("dvc").handlers:
            stack.callback(setattr, logger_handler, "emit", logger_handler.emit)
            logger_handler.emit = self.logging(logger_handler)
        for number in (signal.SIGINT, signal.SIGTERM):
            stack.callback(signal.signal, number, signal.signal(number, lambda number, _: self.on_signal(number)))

    def logging(self, handler):
        """What DVC says of a stage is told with the stage's own output."""
        emit, drafts = handler.emit, os.path.join("tmp", "dvc-ci", "lock-")

        def tell(record):
            if record.msg == "Running stage '%s':" or drafts in str(record.args):
                return
            if current.stage is None:
                emit(record)
            else:
                self.emit({"stage": current.stage, "state": "output", "text": handler.format(record) + "\n"})

        return tell

    def on_signal(self, number):
        self.signalled = self.signalled or number
        self.events.put(("signal", number, None))

    # ------------------------------------------------------------ the loop itself

    def loop(self):
        for _ in range(min(self.options["jobs"], len(self.steps))):
            threading.Thread(target=self.work, daemon=True).start()
        try:
            while self.start() or self.active or (self.gates.closed and not self.commands.stopped):
                # What can start starts first.
                self.write()
                self.handle(*self.next_event())
                if self.signalled:
                    self.cancel()
                    return
                for gate in self.gates.opened():
                    self.settle(gate)
        finally:
            self.write(True)
            self.history.write(self.folder)

    def next_event(self):
        try:
            return self.events.get(timeout=self.gates.poll if self.gates.closed else LOCK_POLL)
        except queue.Empty:
            return ("idle", None, None)

    def start(self):
        """Starts what can start. @returns whether anything is left to wait for"""
        if self.commands.stopped:
            return False
        while self.machine.free["jobs"] > 0:
            stage = self.ready.take(self.skipped)
            if stage is None:
                break
            if stage in self.skipped:
                self.settle(stage)
            else:
                self.active += 1
                self.todo.put(stage)
        return bool(self.ready)

    def handle(self, kind, subject, detail):
        if kind == "idle" or kind == "signal":
            return
        self.active -= 1
        self.machine.give_back(subject.addressing)
        if kind == "done":
            self.take_result(subject, *detail)
        elif kind == "failed":
            self.take_failure(subject, detail)
        self.settle(subject)

    def take_result(self, stage, result, seconds, ran):
        from dvc.stage import PipelineStage

        if ran:
            self.history.add(stage.addressing, seconds)
        if self.force_downstream and (result or self.forced[stage]):
            self.forced.update({other: True for other in self.graph.predecessors(stage) if other in self.forced})
        if result is None:
            return
        self.done.append(stage)
        if isinstance(stage, PipelineStage):
            path = stage.dvcfile._lockfile.path
            if path not in self.batches:
                self.batches[path] = LockBatch(self.internals, self.repo, path, self.folder)
            self.batches[path].add(self.position[stage], stage)

    def take_failure(self, stage, exc):
        self.failed.append((stage, exc))
        if self.on_error == "fail":
            if not self.commands.stopped:
                self.end_running()
            return
        self.skipped |= self.dependents(stage, exc)

    def dependents(self, stage, exc):
        if self.internals.planned:
            return set(self.internals.module.handle_error(self.graph, self.on_error, exc, stage))
        import networkx

        return set(networkx.ancestors(self.graph, stage))

    def settle(self, stage):
        """Lets those go on that waited for the stage, whatever became of it."""
        for other in self.blocks[stage]:
            self.waits[other].discard(stage)
            if not self.waits[other]:
                self.enqueue(other)

    def write(self, now=False):
        for batch in self.batches.values():
            if now or time.monotonic() >= batch.due:
                batch.write()

    def end_running(self):
        """Ends the commands that still run, since one failed. They are in our own group, so we close our ears meanwhile."""
        self.commands.stop()
        if not self.active:
            return
        kept = {number: signal.signal(number, signal.SIG_IGN) for number, _ in END_GRACE}
        held = []
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
            self.commands.family.end(END_REST)
        finally:
            for number, handler in kept.items():
                signal.signal(number, handler)
        for event in held:
            self.events.put(event)

    def cancel(self):
        """After an interrupt, which every command got as well: what had finished is written at once, what still ends is waited for."""
        self.commands.stop(cancelled=True)
        self.write(True)
        until = time.monotonic() + CANCEL_GRACE
        while self.active and time.monotonic() < until:
            with contextlib.suppress(queue.Empty):
                kind, subject, detail = self.events.get(timeout=max(0.01, until - time.monotonic()))
                if kind != "signal":
                    self.active -= 1
                if kind == "done":
                    self.take_result(subject, *detail)

    # ------------------------------------------------------------ in a thread

    def work(self):
        while True:
            stage = self.todo.get()
            current.stage, current.position, current.ran = stage.addressing, self.position[stage], False
            started = time.monotonic()
            try:
                self.turn.lock()
                try:
                    if self.commands.stopped:
                        raise Stopped()
                    result, ran = self.reproduce(stage)
                finally:
                    self.turn.unlock()
                self.events.put(("done", stage, (result, time.monotonic() - started, ran)))
            except Stopped:
                self.events.put(("stopped", stage, None))
            except BaseException as exc:  # the loop must hear of it, whatever it is
                self.events.put(("failed", stage, exc))

    def reproduce(self, stage):
        """What DVC's _reproduce_stage does, but for dvc.lock. @returns the stage or None, and whether its command ran"""
        from dvc.stage import PipelineStage

        if stage.frozen and not stage.is_import:
            logging.getLogger("dvc.repo.reproduce").warning("%s is frozen. Its dependencies are not going to be reproduced.", stage)
        upstream = self.internals.module._get_upstream_downstream_nodes(self.graph, stage)[0] if self.internals.planned else list(self.done)
        result = stage.reproduce(upstream=upstream, force=self.forced[stage], **self.kwargs)
        if result is not None and not isinstance(stage, PipelineStage):
            stage.dump(update_pipeline=False)
        return result, current.ran


LOCK_POLL = 1.0
# Seconds between two looks at the gates: at first, when what is waited for is a moment away, and after as long as the third.
GATE_POLL = (0.01, 0.1, 2.0)


class Gates:
    """What stages wait for that is no stage, such as input data on its way. A file of its name, in a folder of ours, says that it is here.

    @param options {"folder": path, "stages": {stage: names}} or None
    """

    def __init__(self, options):
        self.folder, self.stages = (options["folder"], options["stages"]) if options else (None, {})
        self.closed = {name for names in self.stages.values() for name in names}
        self.since = time.monotonic()

    @property
    def poll(self):
        soon, later, patience = GATE_POLL
        return soon if time.monotonic() - self.since < patience else later

    def before(self, stage):
        return self.stages.get(stage, ())

    def opened(self):
        """@returns those that opened since it was asked last"""
        found = [name for name in sorted(self.closed) if os.path.exists(os.path.join(self.folder, name))]
        self.closed.difference_update(found)
        return found

    def wait(self):
        while self.closed:
            self.opened()
            time.sleep(self.poll)


class History:
    """Seconds that stages took when they last ran here, to start those first that others wait for the longest."""

    LIMIT = 1 << 22

    def __init__(self, path):
        self.path, self.known, self.fresh = path, {}, {}
        with contextlib.suppress(OSError, ValueError, AttributeError):
            if os.path.getsize(path) <= self.LIMIT:
                with open(path, encoding="utf-8") as stream:
                    told = json.load(stream)
                self.known = {name: float(value) for name, value in told.items() if isinstance(value, (int, float)) and 0 <= value < 1e9}
        ordered = sorted(self.known.values())
        self.usual = ordered[len(ordered) // 2] if ordered else 1.0

    def seconds(self, name):
        """Of a stage that never ran here: what stages usually take, so that without any history the longest chain goes first."""
        return max(self.known.get(name, self.usual), 0.001)

    def add(self, name, seconds):
        self.fresh[name] = round(seconds, 3)

    def write(self, folder):
        """A hint for the next time: that it cannot be written is no failure."""
        if not self.fresh:
            return
        draft = os.path.join(folder, f"seconds-{os.getpid()}.json")
        with contextlib.suppress(OSError):
            with open(draft, "w", encoding="utf-8") as stream:
                json.dump({**self.known, **self.fresh}, stream)
            os.replace(draft, self.path)


def allow_files(jobs):
    """Raises our own limit of open files where many stages at once would meet it; the system's own stays."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 256 + FILES_PER_JOB * jobs
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def install_side_by_side(options, argv, emit, check=lambda repo: None):
    """Puts our loop in the place of DVC's for the next `dvc repro` of this process. @returns its arguments

    @param check called with the project before the first stage

    @param options {"jobs": number, "capacity": {"cpus", "memory", "gpu"}, "needs": {stage: {"cpus", "memory", "gpu", "exclusive"}}, "keepGoing"}
    @raises Unsupported this DVC is not as we know it
    """
    internals = Internals()
    allow_files(int(options["jobs"]))
    module = internals.module
    if internals.planned:
        original = module._reproduce

        def reproduce(stages, graph=None, force_downstream=False, on_error="fail", force=False, repro_fn=module._reproduce_stage, **kwargs):
            if stages:
                check(stages[0].repo)
            if graph is None or not stages or on_error == "ignore" or any(kwargs.get(name) for name in ("dry", "interactive", "pull")):
                return original(stages, graph=graph, force_downstream=force_downstream, on_error=on_error, force=force, repro_fn=repro_fn, **kwargs)
            repo = stages[0].repo
            done, failed = Reproduction(internals, options, emit).run(repo, stages, graph, repo.index.graph, on_error, force, force_downstream, kwargs)
            if failed:
                module._raise_error(failed[0][1] if on_error == "fail" else None, *(stage for stage, _ in failed[:1 if on_error == "fail" else None]))
            return done

        module._reproduce = reproduce
        return argv
    original_stages = module._reproduce_stages

    def reproduce_stages(graph, stages, downstream=False, single_item=False, on_unchanged=None, **kwargs):
        if stages:
            check(stages[0].repo)
        if single_item or not stages or on_unchanged or any(kwargs.get(name) for name in ("dry", "interactive", "pull", "force_downstream")):
            return original_stages(graph, stages, downstream=downstream, single_item=single_item, on_unchanged=on_unchanged, **kwargs)
        kwargs.pop("force_downstream", None)
        active = graph.copy()
        for stage in graph:
            if stage.frozen:
                active.remove_edges_from(graph.out_edges(stage))
        steps = module._get_steps(graph, stages, downstream, single_item)
        on_error = "keep-going" if options.get("keepGoing") else "fail"
        done, failed = Reproduction(internals, options, emit).run(stages[0].repo, steps, active, graph, on_error, kwargs.pop("force", False), False, kwargs)
        if failed:
            raise module.ReproductionError(", ".join(stage.addressing for stage, _ in failed)) from failed[0][1]
        return done

    module._reproduce_stages = reproduce_stages
    # DVC 3.0 has no such option; our loop does it.
    return [argument for argument in argv if argument != "--keep-going"]

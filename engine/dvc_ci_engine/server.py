"""The resident DVC of dvc-ci: imports DVC once, forks one child per request and speaks JSON lines.

Requests come on standard input, one JSON object a line:
  {"id": 1, "op": "cli", "argv": ["pull"], "cwd": "...", "env": {...}, "config": {...}, "events": false}
  {"id": 2, "op": "query", "name": "inspect", "args": {...}, "cwd": "...", "env": {...}, "config": {...}}
  {"id": 3, "op": "signal", "target": 1, "signal": "SIGINT"}
  {"id": 4, "op": "go", "target": 2, "env": {...}}
A request with "held": true makes itself ready, and does what it does at the word "go", with that environment.
Answers, one JSON object a line, each with the id of its request:
  {"id", "out": text} {"id", "err": text} {"id", "event": {...}} {"id", "result": ...}
  {"id", "error": {"type", "message"}} and at last {"id", "exit": code}. The first answer is {"id", "pid"}: the process group of the request.

The contract with DVC is its console-script entry point, dvc.cli.main(argv), which exists in every DVC 3.x. The queries read
the same objects that the commands read (dvc.repo.Repo, its index, stages and outputs). `--once` answers the one request on
standard input without forking, for systems that cannot fork; its answers go to file descriptor 3.

Every child is the leader of its own process group. When standard input closes, because dvc-ci ended in whatever way, the groups
that still live are ended and the engine exits. When the engine itself is killed, each child ends its own group.
"""

import codecs
import contextlib
import errno
import functools
import gc
import json
import os
import select
import signal
import sys
import threading
import time
import types


def ours(name):
    """A module beside this file. A folder of compiled files there would be part of a release, so each run compiles them, as late as it can."""
    import importlib

    sys.dont_write_bytecode, kept = True, sys.dont_write_bytecode
    try:
        return importlib.import_module(f"dvc_ci_engine.{name}")
    finally:
        sys.dont_write_bytecode = kept


families, guards, questions, yaml_memory = ours("process_tree"), ours("patches.guards"), ours("queries.project"), ours("patches.yaml_memory")

GRACE_SECONDS = 4.0


class Channel:
    """Writes JSON lines to a file descriptor, whole lines only."""

    def __init__(self, fd):
        self.fd = fd

    def send(self, message):
        try:
            text = json.dumps(message, default=str, allow_nan=False)
        except (TypeError, ValueError):
            text = json.dumps(plain(message), default=str)
        write_all(self.fd, (text + "\n").encode("ascii"))


def write_all(fd, data):
    while data:
        data = data[os.write(fd, data):]


def plain(value):
    """A value of YAML's with texts for what JSON does not have: .nan, .inf, and keys such as days."""
    if isinstance(value, dict):
        return {key if isinstance(key, (str, int, bool, type(None))) else str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(item) for item in value]
    if isinstance(value, float) and value - value != 0:
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    return value


# ---------------------------------------------------------------- in a child


class Altered(Exception):
    """Data that stages would read is not what it is to be."""


def watch_stages(request, argv, send, hold):
    """Reports the stages of a reproduction, and runs them side by side where it is asked for. Returns the arguments of `dvc`."""
    stages = ours("scheduler.loop")
    sending = threading.Lock()

    def emit(event):
        with sending:
            send({"event": event})

    def check(repo):
        if not inputs:
            return
        altered = ours("queries.remotes").altered_outputs(repo, set(inputs))
        send({"altered": altered})
        if altered:
            raise Altered(", ".join(each["path"] for each in altered))

    options = request.get("sideBySide")
    if options:
        inputs = options.get("inputs")
        try:
            argv = stages.install_side_by_side(options, argv, emit, check)
        except Exception as exc:
            send({"debug": f"one stage at a time, as DVC does it: {chain_text(exc)}"})
            hold.wait()
            if inputs:
                with questions.open_repo() as repo:
                    check(repo)
            stages.Gates(options.get("gates")).wait()
    stages.install_stage_events(emit, request.get("plan"), chain_text, bool(request.get("tellOuts")))
    return argv


def chain_text(exc):
    """The messages of an exception and of its causes, outermost first; what one before tells already is left out."""
    texts = []
    while exc is not None:
        text = str(exc).strip() or type(exc).__name__
        # A KeyError only says the name again, sometimes with everything that there is beside it.
        if not any(text in told for told in texts) and not (texts and isinstance(exc, KeyError)):
            texts.append(text)
        exc = exc.__cause__ or exc.__context__
    return ": ".join(texts)


def error_location(exc):
    """The file that an error of DVC's is about, where it says so."""
    while exc is not None:
        for name in ("path", "relpath", "file"):
            value = getattr(exc, name, None)
            if isinstance(value, str) and value:
                return questions.shown(value) if os.path.isabs(value) else value.replace(os.sep, "/")
        exc = exc.__cause__
    return None


class Hold:
    """The word for which a request waits that was made ready ahead."""

    def __init__(self, fd):
        self.fd = fd

    def wait(self):
        """Waits once. @returns whether it had to @raises SystemExit whoever would give the word is gone"""
        if self.fd is None:
            return False
        with open(self.fd, encoding="utf-8") as stream:
            self.fd, word = None, stream.readline()
        if not word:
            raise SystemExit(1)
        env = json.loads(word).get("env")
        if env is not None:
            os.environ.clear()
            os.environ.update(env)
        return True

    def keep_command(self):
        """Lets the next command of DVC's open the project, and wait before it does anything."""
        from dvc.cli.command import CmdBase

        do_run = CmdBase.do_run

        def held_run(command):
            self.wait()
            return do_run(command)

        CmdBase.do_run = held_run


def answer(request, send, hold=Hold(None)):
    """Runs one request in this process and returns its exit code."""
    try:
        os.chdir(request["cwd"])
        # A push replaces what is altered.
        guards.install(request.get("config") or {}, keeps_remote=request["op"] != "cli" or request["argv"][:1] != ["push"])
        yaml_memory.remember_parsed(lambda parsed: send({"parsed": parsed}) if request.get("shared") else None)
        if request["op"] == "cli":
            argv = list(request["argv"])
            if request.get("events"):
                argv = watch_stages(request, argv, send, hold)
            from dvc.cli import main

            hold.keep_command()
            return main(argv)
        questions.hold = hold.wait
        queries = questions.QUERIES if request["name"] in questions.QUERIES else ours("queries.remotes").QUERIES
        result = queries[request["name"]](request.get("args") or {})
        # A question with several answers tells each as soon as it has it.
        for each in result if isinstance(result, types.GeneratorType) else (result,):
            send({"result": each})
        return 0
    except SystemExit as exc:
        return exc.code if isinstance(exc.code, int) else 1
    except KeyboardInterrupt:
        return 130
    except BaseException as exc:  # an answer must go out whatever happened
        kinds = [kind.__name__ for kind in type(exc).__mro__]
        cause = exc.__cause__ or exc.__context__
        send({"error": {
            "type": type(exc).__name__, "kinds": kinds, "message": chain_text(exc),
            "cause": type(cause).__name__ if cause else None, "path": error_location(exc),
        }})
        return 1


def end_with(fd):
    """Ends this process group, with every stage in it, as soon as whoever has the other end of a pipe is gone: nobody else would."""

    def wait():
        with contextlib.suppress(OSError):
            os.read(fd, 1)
        with contextlib.suppress(Exception):
            family = families.Family()
            family.gather([os.getpid()])
            family.signal(signal.SIGKILL)
        if hasattr(os, "killpg"):
            os.killpg(0, signal.SIGKILL)
        os._exit(137)

    threading.Thread(target=wait, daemon=True).start()


def child_main(request, out_fd, err_fd, event_fd, hold_fd, lifeline, inherited):
    """The life of a forked child. Never returns."""
    code = 1
    try:
        os.setsid()
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.dup2(out_fd, 1)
        os.dup2(err_fd, 2)
        for fd in [null, out_fd, err_fd, *inherited]:
            if fd > 2:
                os.close(fd)
        keep_for_good()
        end_with(lifeline)
        if request.get("env") is not None:
            os.environ.clear()
            os.environ.update(request["env"])
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(line_buffering=True, encoding="utf-8", errors="replace")
        sys.argv = ["dvc", *request.get("argv", [request.get("name", "")])]
        code = answer({**request, "shared": True}, Channel(event_fd).send, Hold(hold_fd))
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        code = 1
    finally:
        os._exit(code if isinstance(code, int) else 1)


# ---------------------------------------------------------------- the resident


class Child:
    """A running request: its process and the three pipes that it writes to."""

    def __init__(self, ident, pid, pipes):
        self.id, self.pid, self.pipes, self.code = ident, pid, pipes, None
        # Whether it was asked to end: then nobody of its group may be left when its end is told.
        self.signalled = False
        # Where the word goes for which it waits.
        self.hold = None
        self.given_up_at = None
        self.family = families.Family()
        self.decoders = {kind: codecs.getincrementaldecoder("utf-8")("replace") for kind in pipes}
        self.partial = ""

    def signal(self, number):
        """Signals everything that it has started."""
        self.family.gather([self.pid])
        signal_group(self.pid, number)
        self.family.signal(number, but_group=self.pid)

    def let_go(self, word=None):
        """Gives it the word, or lets it know that none will come."""
        if self.hold is not None:
            # It may have ended before.
            with contextlib.suppress(OSError):
                if word is not None:
                    write_all(self.hold, (json.dumps(word) + "\n").encode())
            os.close(self.hold)
            self.hold = None

    def alive(self):
        return group_alive(self.pid) or self.family.alive()

    def lingers(self):
        """Whether somebody of an ended command's group still has to go. After a kill only a zombie that nobody reaps can be left."""
        if not self.signalled or (self.given_up_at is not None and time.monotonic() > self.given_up_at):
            return False
        return self.alive()


class Resident:
    def __init__(self, channel, stdin, later, last):
        self.channel, self.stdin, self.children, self.buffer, self.later, self.last = channel, stdin, {}, b"", later, last
        self.wake_read, self.wake_write = os.pipe()
        # Nothing is ever written to it: its other end closes when we are gone.
        self.lifeline, self.life = os.pipe()
        for fd in (self.wake_read, self.wake_write):
            os.set_blocking(fd, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self.wake_write, warn_on_full_buffer=False)

    def start(self, request):
        pipes = {kind: os.pipe() for kind in ("out", "err", "event")}
        held, hold = os.pipe() if request.get("held") else (None, None)
        pid = os.fork()
        if pid == 0:
            inherited = [fd for kind, pair in pipes.items() for fd in (pair[0],)]
            inherited += [fd for child in self.children.values() for fd in (*child.pipes.values(), child.hold) if fd is not None]
            inherited += [] if hold is None else [hold]
            inherited += [self.stdin, self.channel.fd, self.wake_read, self.wake_write, self.life]
            child_main(request, pipes["out"][1], pipes["err"][1], pipes["event"][1], held, self.lifeline, inherited)
        self.channel.send({"id": request["id"], "pid": pid})
        for pair in pipes.values():
            os.close(pair[1])
            os.set_blocking(pair[0], False)
        child = self.children[request["id"]] = Child(request["id"], pid, {kind: pair[0] for kind, pair in pipes.items()})
        if held is not None:
            os.close(held)
            child.hold = hold
        if request.get("events"):
            # Stages take their time.
            self.later, self.last = [*self.later, *self.last], []

    def handle(self, line):
        request = json.loads(line)
        if request["op"] == "signal":
            child = self.children.get(request["target"])
            if child:
                child.signalled = True
                if request["signal"] == "SIGKILL":
                    child.given_up_at = time.monotonic() + 1.0
                child.signal(getattr(signal, request["signal"]))
        elif request["op"] == "go":
            child = self.children.get(request["target"])
            if child:
                child.let_go({"env": request.get("env")})
        else:
            self.start(request)

    def read_requests(self):
        data = os.read(self.stdin, 1 << 16)
        if not data:
            return False
        *lines, self.buffer = (self.buffer + data).split(b"\n")
        for line in lines:
            if line.strip():
                self.handle(line)
        return True

    def pump(self, child, kind):
        """Forwards what a pipe of a child has; closes the pipe at its end."""
        try:
            data = os.read(child.pipes[kind], 1 << 16)
        except OSError as exc:
            if exc.errno == errno.EAGAIN:
                return False
            raise
        text = child.decoders[kind].decode(data, final=not data)
        if kind == "event":
            *lines, child.partial = (child.partial + text).split("\n")
            for line in lines:
                if line:
                    self.forward(child, json.loads(line))
        elif text:
            self.channel.send({"id": child.id, kind: text})
        if not data:
            os.close(child.pipes.pop(kind))
        return bool(data)

    def forward(self, child, message):
        """Passes an answer on; what a child parsed stays here, for the children after it."""
        if "parsed" in message:
            yaml_memory.memory.add(message["parsed"])
        else:
            self.channel.send({"id": child.id, **message})

    def reap(self):
        try:
            while os.read(self.wake_read, 1024):
                pass
        except OSError:
            pass
        self.collect()
        for child in list(self.children.values()):
            if child.code is not None and not child.lingers():
                # A daemon that the command left behind may hold the pipes open for ever: what is there now is all that counts.
                for kind in list(child.pipes):
                    while kind in child.pipes and self.pump(child, kind):
                        pass
                for fd in child.pipes.values():
                    os.close(fd)
                child.let_go()
                del self.children[child.id]
                self.channel.send({"id": child.id, "exit": child.code if child.code >= 0 else 128 - child.code})

    def collect(self):
        """Takes the exit codes of whoever ended: our children, and orphans of theirs that came to us (see adopt_orphans)."""
        by_pid = {child.pid: child for child in self.children.values()}
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid in by_pid:
                child = by_pid[pid]
                child.code = os.waitstatus_to_exitcode(status)
                if child.code < 0 and not child.signalled:
                    # It crashed, or the system was out of memory: nobody else ends the stages that it ran.
                    child.signalled, child.given_up_at = True, time.monotonic() + 1.0
                    signal_group(pid, signal.SIGKILL)

    def serve(self):
        while True:
            watched = {fd: (child, kind) for child in self.children.values() for kind, fd in child.pipes.items()}
            # Nobody tells when the last one of a group ends, only when the one that we forked does.
            lingering = any(child.code is not None for child in self.children.values())
            ready, _, _ = select.select([self.stdin, self.wake_read, *watched], [], [], 0 if self.later else 0.05 if lingering else None)
            if self.later and not ready:
                self.later.pop(0)()
                if not self.later:
                    keep_for_good()
            for fd in ready:
                if fd in watched:
                    child, kind = watched[fd]
                    if kind in child.pipes:
                        self.pump(child, kind)
            if lingering or self.wake_read in ready:
                self.reap()
            if self.stdin in ready and not self.read_requests():
                return

    def end(self):
        """Ends every group that still lives: an interrupt, then after a grace a kill."""
        for number, grace in ((signal.SIGINT, GRACE_SECONDS), (signal.SIGKILL, 1.0)):
            until = time.monotonic() + grace
            for child in self.children.values():
                child.signal(number)
            while self.children and time.monotonic() < until:
                self.collect()
                for child in list(self.children.values()):
                    if not child.alive():
                        del self.children[child.id]
                time.sleep(0.02)


def keep_for_good():
    """What was imported lives as long as we do: no collection ever has to look at it, and no child copies its pages for one."""
    gc.freeze()
    gc.enable()


def adopt_orphans():
    """Makes this process the parent of orphaned grandchildren (prctl(2), Linux): in a container often nobody else would reap them."""
    if sys.platform != "linux":
        return
    try:
        import ctypes

        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
    except (ImportError, OSError, AttributeError):
        pass


def signal_group(pid, number):
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        pass


def group_alive(pid):
    try:
        os.killpg(pid, 0)
        return True
    except (ProcessLookupError, PermissionError):
        return False


WARM = (
    "dvc.repo", "dvc.repo.index", "dvc.repo.status", "dvc.repo.fetch", "dvc.repo.pull", "dvc.repo.push", "dvc.repo.checkout",
    "dvc.repo.reproduce", "dvc.repo.commit", "dvc.stage", "dvc.stage.run", "dvc.stage.cache", "dvc.dependency", "dvc.output", "dvc.dvcfile",
    "dvc.cachemgr", "dvc.data_cloud", "dvc.fs", "dvc.scm", "dvc.lock", "dvc.rwlock", "dvc.repo.graph", "dvc.repo.artifacts",
    "dvc.parsing.context", "dvc.utils.serialize", "dvc.schema", "dvc.config_schema", "dvc.repo.datasets", "dvc.repo.stage",
    "dvc_data.index", "dvc_data.index.fetch", "dvc_data.index.push", "dvc_data.index.checkout", "dvc_data.index.save",
    "dvc_data.hashfile.transfer", "dvc_data.hashfile.status", "dvc_data.hashfile.state", "dvc_data.hashfile.tree",
    "dvc_data.hashfile.db.index", "dvc_data.hashfile.build", "dvc_data.hashfile.checkout", "dulwich.repo", "concurrent.futures",
    # What the modules above import only when they are used, in every command.
    "configobj", "platformdirs.unix", "dvc.dirs", "dvc.repo.open_repo", "dvc.repo.metrics", "dvc.repo.params", "dvc.repo.plots",
    "dvc.repo.trie", "dvc.repo.brancher", "dvc.repo.worktree", "dvc.utils.strictyaml", "dvc_data.hashfile._progress", "dvc_data.hashfile.db.local",
    "dulwich.ignore", "dulwich.worktree", "fsspec.implementations.memory", "psutil", "pyparsing",
)
# What the first question, which is about the project, can do without.
WARM_LATER = ("dvc.commands.repro", "dvc.commands.data_sync", "dvc.commands.status", "dulwich.index", "rich.console", "rich._emoji_codes")
# What only comparisons with another revision need, and YAML that is not plain: stages run meanwhile.
WARM_LAST = (
    "ruamel.yaml", "ruamel.yaml.mergevalue", "pygit2", "dvc.repo.metrics.show", "dvc.repo.plots.diff", "dvc.repo.experiments.brancher", "scmrepo.git.backend.pygit2.filter", "scmrepo.fs", "dvc_data.fs", "dvc.repo.collect",
    "dvc.commands.plots", "dvc.render.match", "dvc.render.convert", "dvc.render.converter.vega", "dvc.render.converter.image", "rich.json",
)
WARM_SCHEMES = {"s3": "dvc_s3", "gs": "dvc_gs", "azure": "dvc_azure", "ssh": "dvc_ssh", "webdav": "dvc_webdav", "webdavs": "dvc_webdav"}
WARM_DEEP = {"s3": ("s3fs", "aiobotocore.session"), "gs": ("gcsfs",), "azure": ("adlfs",), "ssh": ("sshfs", "asyncssh")}


def warm(name):
    """Imports a module that commands will need. One that this version of DVC does not have is no loss."""
    import importlib

    try:
        importlib.import_module(name)
    except Exception:
        pass


def warm_schema():
    """DVC compiles the schema of its configuration when it is first used, and so would every child."""
    try:
        from dvc.config import get_compiled_schema

        get_compiled_schema()
    except Exception:
        pass


def warm_parser():
    try:
        from dvc.cli.parser import get_main_parser

        get_main_parser()
    except Exception:
        pass


def warming_later(schemes):
    """What is loaded when nobody asks for anything, a bit at a time: first what the remote needs, which every child would load for itself otherwise."""
    names = []
    for scheme in schemes:
        names += [WARM_SCHEMES[scheme]] if scheme in WARM_SCHEMES else []
        names += WARM_DEEP.get(scheme, ())
    return [*(functools.partial(warm, name) for name in names), functools.partial(ours, "queries.remotes"), functools.partial(ours, "scheduler.loop"), warm_parser, *(functools.partial(warm, name) for name in WARM_LATER)]


def about():
    """Which DVC this is, and the modules beside it that it takes for its remotes."""
    from importlib.metadata import version

    found = set()
    for folder in filter(None, sys.path):
        try:
            found.update(name for name in os.listdir(folder) if name.startswith("dvc_") and os.path.isfile(os.path.join(folder, name, "__init__.py")))
        except OSError:
            pass
    return {"version": version("dvc"), "executable": sys.executable, "modules": sorted(found)}


def main():
    os.environ.setdefault("DVC_NO_ANALYTICS", "1")
    if sys.argv[1:2] == ["--once"]:
        # The answers go to descriptor 3, so that the command's own output stays on the two that it knows.
        channel = Channel(3)
        request = json.loads(sys.stdin.readline())
        # Whoever asked keeps our standard input open for as long as it lives; no stage reads from it.
        lifeline, null = os.dup(0), os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
        end_with(lifeline)
        send = lambda message: channel.send({"id": request["id"], **message})  # noqa: E731
        if request.get("env") is not None:
            os.environ.update(request["env"])
        code = answer(request, send)
        send({"exit": code})
        return
    protocol_out, protocol_in = os.dup(1), os.dup(0)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    channel = Channel(protocol_out)
    gc.disable()
    import dvc.cli  # noqa: F401  a DVC that cannot be imported fails here, before the first promise

    channel.send({"id": 0, "ready": {**about(), "python": sys.version.split()[0], "pid": os.getpid()}})
    ours("patches.lean_networkx").load()
    for name in WARM:
        warm(name)
    warm_schema()
    adopt_orphans()
    resident = Resident(channel, protocol_in, warming_later(sys.argv[1:]), [functools.partial(warm, name) for name in WARM_LAST])
    try:
        resident.serve()
    except (BrokenPipeError, KeyboardInterrupt):
        pass
    finally:
        resident.end()
    # Nothing is left to do, and taking apart what was imported takes longer than all of that.
    os._exit(0)


if __name__ == "__main__":
    main()

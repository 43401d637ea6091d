"""Runs one request in a process of its own.

The contract with DVC is its console-script entry point, dvc.cli.main(argv), which exists in every DVC 3. The queries
read the objects that the commands read: dvc.repo.Repo, its index, stages and outputs.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
import types
from typing import TYPE_CHECKING, Any, Callable, Final, NoReturn

from . import failures, patches, process_tree, queries, readers
from .protocol import Channel, uncompiled
from .queries import common

if TYPE_CHECKING:
    from dvc_ci_engine.scheduler.unmade import UnmadeOutputs

    from .protocol import Message, Send


# Commands and queries that move data.
TRANSFERS: Final = ("fetch", "pull", "push", "send", "upload")


class AlteredInputsError(Exception):
    """Data that stages would read differs from dvc.lock."""


class StartSignal:
    """The line for which a request waits that was prepared ahead. Later requests come the same way."""

    def __init__(self, fd: int | None = None, held: bool = False) -> None:
        self.stream = None if fd is None else open(fd, encoding="utf-8")  # noqa: SIM115  for the life of the process
        self.held = held
        # The environment that the signal brought.
        self.env: dict[str, str] | None = None

    def wait(self) -> bool:
        """Waits, the first time only. Returns whether it waited. Raises SystemExit where the sender has ended."""
        if not self.held:
            return False
        self.held = False
        message = self.following()
        if message is None:
            raise SystemExit(1)
        self.env = message.get("env")
        if self.env is not None:
            set_environment(self.env)
        return True

    def following(self) -> Message | None:
        """Waits for the next line; None where the sender has ended."""
        line = self.stream.readline() if self.stream else ""
        return json.loads(line) if line else None


def set_environment(env: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(env)


def answer(request: Message, send: Send, start: StartSignal | None = None) -> int:
    """Runs one request in this process and returns its exit code."""
    return Answers(send, start or StartSignal()).answer(request)


class Answers:
    """Runs requests of one folder, environment and configuration in this process."""

    def __init__(self, send: Send, start: StartSignal) -> None:
        self.send, self.start = send, start
        self.patching: patches.Patching | None = None

    def answer(self, request: Message) -> int:
        """Runs a request and returns its exit code."""
        send, start = self.send, self.start
        try:
            os.chdir(request["cwd"])
            patching = self.patching = self.patching or prepare(request, send)
            common.forget_remotes()
            patches.load("silent_remotes").forget()
            if request.get("name") in TRANSFERS or (request.get("argv") or [""])[0] in TRANSFERS:
                patching.use("transfer_progress", lambda state: send({"transfer": state}))
            if request["op"] == "cli":
                return run_command(request, send, start, patching)
            common.wait_after_open(start.wait)
            result = queries.find(request["name"])(request.get("args") or {})
            # A query with several answers sends each as soon as it is ready.
            for each in result if isinstance(result, types.GeneratorType) else (result,):
                send({"result": each})
            return 0
        except SystemExit as exc:
            return exc.code if isinstance(exc.code, int) else 1
        except KeyboardInterrupt:
            return 130
        except BaseException as exc:  # noqa: BLE001  an answer must go out after every exception
            send(failures.as_message(exc))
            return 1


def prepare(request: Message, send: Send) -> patches.Patching:
    """Applies the patches of a request, and of later ones like it."""
    patching = patches.Patching(lambda text: send({"debug": text}))
    config = request.get("config") or {}
    patching.prepare_dvc(
        config,
        # A push replaces damaged objects, so it may remove them.
        keeps_remote=request["op"] != "cli" or request["argv"][:1] != ["push"],
        tell_parsed=(lambda parsed: send({"parsed": parsed})) if request.get("shared") else None,
    )
    check_host_keys(config.get("sshKnownHosts"), send, patching)
    give_tokens(config.get("importTokens"), patching)
    if config.get("remoteTimeout"):
        watch_remotes(float(config["remoteTimeout"]), send, patching)
    return patching


def check_host_keys(known_hosts: str | None, send: Send, patching: patches.Patching) -> None:
    """Checks the host keys of SSH remotes. Raises UnsupportedError where this DVC cannot and the request needs it."""
    reason = patching.use("ssh_host_keys", known_hosts, lambda line: send({"unchecked": line}))
    if reason is not None and known_hosts is not None:
        raise patches.UnsupportedError(f"this DVC checks no host keys ({reason}), and `ssh-known-hosts` is set")


def give_tokens(tokens: list[dict[str, str]] | None, patching: patches.Patching) -> None:
    """Gives Git servers the tokens of `import-token`. Raises UnsupportedError where this DVC cannot."""
    if not tokens:
        return
    reason = patching.use("import_token", tokens)
    if reason is not None:
        raise patches.UnsupportedError(f"this DVC takes no tokens for imports ({reason}), and `import-token` is set")


def watch_remotes(limit: float, send: Send, patching: patches.Patching) -> None:
    """Ends this request with an error once its remote sends no byte for `limit` seconds."""

    def give_up(error: BaseException) -> None:
        send(failures.as_message(error))
        # Threads of the clients end with the process alone. DVC's caches and locks bear a kill.
        with contextlib.suppress(Exception):
            tree = process_tree.ProcessTree()
            tree.gather([os.getpid()])
            tree.signal(signal.SIGKILL)
        os._exit(1)

    patching.use("silent_remotes", limit, lambda line: send({"waiting": line}), give_up)


def run_command(request: Message, send: Send, start: StartSignal, patching: patches.Patching) -> int:
    argv = list(request["argv"])
    patching.use("no_advice")
    if argv[:1] == ["push"]:
        patching.use("kept_permissions")
    if request.get("events"):
        argv = watch_stages(request, argv, send, start, patching)
    from dvc.cli import main

    if patching.use("held_command", start.wait) is not None:
        start.wait()
    return int(main(argv))


def watch_stages(
    request: Message, argv: list[str], send: Send, start: StartSignal, patching: patches.Patching
) -> list[str]:
    """Reports the stages of a reproduction, and runs them side by side on demand. Returns the arguments of `dvc`."""
    sending = threading.Lock()
    options = request.get("sideBySide")
    inputs = options.get("inputs") if options else None

    def emit(event: Message) -> None:
        with sending:
            send({"event": event})

    def check(repo: Any) -> None:
        if not inputs:
            return
        with uncompiled():
            from .queries.contents import altered_outputs
        altered = altered_outputs(repo, set(inputs))
        send({"altered": altered})
        if altered:
            raise AlteredInputsError(", ".join(each["path"] for each in altered))

    if options:
        reason = patching.use("stage_loop", options, emit, check, quiet=True)
        if reason is None:
            from .patches import stage_loop

            argv = stage_loop.arguments(argv)
        else:
            send({"debug": f"one stage at a time, as DVC does it: {reason}"})
            wait_for_inputs(options, check, start)
    plan = request.get("plan")
    patching.use("thread_limits")
    patching.use("stage_variables")
    measures = plan is not None and bool(plan.get("measure"))
    if measures:
        patching.use("untouched_lock")
    patching.use("stage_events", emit, failures.chain_text, bool(request.get("tellOuts")), measures)
    if plan is not None:
        patching.use("stage_plan", emit, plan, unmade_outputs(options, emit))
    return argv


def unmade_outputs(options: Message | None, emit: Callable[[Message], None]) -> UnmadeOutputs:
    """The outputs that this reproduction may ask for."""
    with uncompiled():
        from .scheduler.unmade import UnmadeOutputs
    gates = options.get("gates") if options else None
    return UnmadeOutputs(emit, gates["folder"] if gates else None)


def wait_for_inputs(options: Message, check: Callable[[Any], None], start: StartSignal) -> None:
    """What our loop does at its start, and DVC's does not: checks the inputs and waits for data that still arrives."""
    with uncompiled():
        from .scheduler.barriers import InputBarriers
    start.wait()
    if options.get("inputs"):
        with common.open_repo() as repo:
            check(repo)
    InputBarriers(options.get("gates")).wait()


def end_with(fd: int) -> None:
    """Ends this process group, with every stage in it, once the process at the other end of a pipe has ended."""

    def wait() -> None:
        with contextlib.suppress(OSError):
            os.read(fd, 1)
        with contextlib.suppress(Exception):
            tree = process_tree.ProcessTree()
            tree.gather([os.getpid()])
            tree.signal(signal.SIGKILL)
        if hasattr(os, "killpg"):
            os.killpg(0, signal.SIGKILL)
        os._exit(137)

    threading.Thread(target=wait, daemon=True).start()


class Descriptors:
    """The file descriptors of a forked child."""

    def __init__(self, out: int, err: int, event: int, hold: int | None, lifeline: int, inherited: list[int]) -> None:
        self.out, self.err, self.event, self.hold, self.lifeline = out, err, event, hold, lifeline
        # The engine's own descriptors, which the child closes.
        self.inherited = inherited

    def take_over(self) -> None:
        """Makes them the standard streams of this process."""
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.dup2(self.out, 1)
        os.dup2(self.err, 2)
        for fd in (null, self.out, self.err, *self.inherited):
            if fd > 2:
                os.close(fd)


def child_main(request: Message, fds: Descriptors, keep: Callable[[], None], stays: bool) -> NoReturn:
    """The life of a forked child. `keep` is called once the process is its own.

    `stays`: after a success the child waits for another request, if nothing of this one is left in it (see readers).
    """
    code = 1
    try:
        os.setsid()
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        fds.take_over()
        keep()
        end_with(fds.lifeline)
        if request.get("env") is not None:
            set_environment(request["env"])
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(line_buffering=True, encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        send, start = Channel(fds.event).send, StartSignal(fds.hold, bool(request.get("held")))
        answers = Answers(send, start)
        following: Message | None = request
        while following is not None:
            following = {**request, **following, "shared": True}
            sys.argv = ["dvc", *(following.get("argv") or [following.get("name") or ""])]
            code = answers.answer(following)
            sys.stdout.flush()
            sys.stderr.flush()
            if not stays or code != 0 or start.env not in (None, request.get("env")) or not readers.may_wait():
                break
            send({"done": True})
            following = start.following()
            if following is not None:
                send({"taken": True})
            if request.get("env") is not None:
                # The last request may have changed its environment.
                set_environment(request["env"])
            start.held = following is not None and bool(following.get("held"))
    except BaseException:  # noqa: BLE001  the process must end with a code
        code = 1
    finally:
        os._exit(code)


def answer_once() -> None:
    """Answers the one request on standard input without a fork. Answers go to file descriptor 3."""
    channel = Channel(3)
    request = json.loads(sys.stdin.readline())
    # The caller keeps our standard input open for as long as it lives; no stage reads from it.
    lifeline, null = os.dup(0), os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    end_with(lifeline)

    def send(message: Message) -> None:
        channel.send({"id": request["id"], **message})

    if request.get("env") is not None:
        os.environ.update(request["env"])
    send({"exit": answer(request, send)})

"""What threads that run stages share: the repository's lock, dvc.lock and .gitignore. Used by stages.py."""

import contextlib
import inspect
import os
import threading
import time

# Seconds between two writes of dvc.lock while stages run; a large one that takes long to write is written less often.
LOCK_EVERY, LOCK_SHARE = 3.0, 10


class Current(threading.local):
    """What a thread works on."""

    stage = None
    position = -1
    locked = False
    ran = False


current = Current()


class Turn:
    """In the place of repo.lock: one thread at a time works with DVC's objects, and the repository's lock is held while one does.

    DVC gives the lock back around a stage's command, which may call dvc itself; so do we, once no thread wants it.
    """

    def __init__(self, real, commands_run):
        self.real, self.commands_run = real, commands_run
        self.mutex, self.counting, self.waiting = threading.Lock(), threading.Lock(), 0

    @property
    def is_locked(self):
        return self.mutex.locked()

    def lock(self):
        with self.counting:
            self.waiting += 1
        self.mutex.acquire()
        with self.counting:
            self.waiting -= 1
        try:
            self.lock_repository()
        except BaseException:
            self.mutex.release()
            raise

    def lock_repository(self):
        from dvc.lock import LockError

        while not self.real.is_locked:
            try:
                self.real.lock()
            except LockError:
                # A stage's own dvc may have it for as long as that stage runs; anybody else is DVC's error.
                if not self.commands_run():
                    raise

    def unlock(self):
        if not self.waiting:
            self.real.unlock()
        self.mutex.release()

    @contextlib.contextmanager
    def lent(self):
        """Nobody works with DVC's objects, and the repository's lock is free: for a command that calls dvc, which waits 3 s at most."""
        with self.mutex:
            if self.real.is_locked:
                self.real.unlock()
            yield


class LockBatch:
    """Writes the entries of finished stages to dvc.lock together, in the order in which `dvc repro` would have written them.

    New entries follow those that are there already, so each write starts from the text as it was before the reproduction. It goes to
    a file beside it and takes its place at once: whoever reads dvc.lock never sees half of it.
    """

    def __init__(self, internals, repo, path, folder):
        self.internals, self.repo, self.path = internals, repo, os.path.realpath(path)
        self.draft = os.path.join(folder, f"lock-{os.getpid()}-{abs(hash(path))}.lock")
        self.base = self.written = read_bytes(self.path)
        self.finished = {}
        self.due, self.fresh = time.monotonic() + LOCK_EVERY, False

    def add(self, position, stage):
        self.finished[position] = stage
        self.fresh = True

    def write(self):
        if not self.fresh:
            return
        self.fresh = False
        started = time.monotonic()
        if read_bytes(self.path) != self.written:
            # A stage's own `dvc` wrote it: what it wrote stays.
            self.base = read_bytes(self.path)
        stages = [stage for _, stage in sorted(self.finished.items())]
        # A stage that cleans up may have taken it away.
        os.makedirs(os.path.dirname(self.draft), exist_ok=True)
        try:
            if self.base is not None:
                with open(self.draft, "wb") as stream:
                    stream.write(self.base)
            self.dump(stages)
            self.repo.scm_context.files_to_track.discard(os.path.relpath(self.draft))
            self.written = read_bytes(self.draft)
            if self.written != read_bytes(self.path):
                self.replace()
                self.repo.scm_context.track_file(os.path.relpath(self.path))
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self.draft)
        self.due = time.monotonic() + max(LOCK_EVERY, LOCK_SHARE * (time.monotonic() - started))

    def dump(self, stages):
        lockfile = self.internals.dvcfile.Lockfile(self.repo, self.draft)
        if hasattr(lockfile, "dump_stages") and "stages" in inspect.signature(type(lockfile).dump_stages).parameters:
            lockfile.dump_stages(stages)
            return
        # DVC 3.0 parses and writes the whole file for each stage.
        modify = self.internals.dvcfile.modify_yaml
        with modify(self.draft, fs=self.repo.fs) as document:

            @contextlib.contextmanager
            def open_document(*_args, **_kwargs):
                yield document

            self.internals.dvcfile.modify_yaml = open_document
            try:
                for stage in stages:
                    lockfile.dump(stage)
            finally:
                self.internals.dvcfile.modify_yaml = modify

    def replace(self):
        if self.base is not None:
            with contextlib.suppress(OSError):
                os.chmod(self.draft, os.stat(self.path).st_mode & 0o7777)
        try:
            os.replace(self.draft, self.path)
        except OSError:
            # Another file system than .dvc/tmp.
            with open(self.path, "wb") as stream:
                stream.write(self.written)


def read_bytes(path):
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except FileNotFoundError:
        return None


class IgnoreOrder:
    """Keeps the lines of .gitignore in the order in which `dvc repro` would have added them, whoever was first."""

    def __init__(self, repo):
        self.repo, self.context, self.files = repo, repo.scm_context, {}
        self.original = self.context.ignore
        self.context.ignore = self.ignore

    def ignore(self, path):
        file = os.path.join(os.path.dirname(path), ".gitignore")
        before, count = read_bytes(file) if file not in self.files else None, len(self.context.ignored_paths)
        self.original(path)
        if len(self.context.ignored_paths) > count:
            self.files.setdefault(file, (before, []))[1].append((current.position, path))

    def settle(self):
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
                # Somebody else wrote there too.
                self.put(file, now)

    def put(self, file, data):
        if data is None:
            os.unlink(file)
        else:
            with open(file, "wb") as stream:
                stream.write(data)
        self.repo.scm._reset()

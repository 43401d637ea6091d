"""Tells the files and bytes of a download or an upload while it runs.

Gives a feature. Upstream: DVC shows its transfers as progress bars of a terminal alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dvc_ci_engine.meter import LockedSizes, Meter, local_sizes

from . import probe
from .kinds import GIVES_FEATURE

if TYPE_CHECKING:
    from dvc_ci_engine.meter import Batch, Tell

KIND = GIVES_FEATURE


def supported() -> None:
    generic = probe.module("dvc_objects.fs.generic")
    probe.has(generic, "transfer")
    probe.takes(generic.transfer, "from_fs", "from_path", "to_fs", "to_path", "callback")
    probe.has(probe.module("dvc.data_cloud").DataCloud, "get_remote")
    probe.has(probe.module("dvc_data.index.checkout"), "transfer")
    objects = probe.module("dvc_data.hashfile.transfer")
    probe.has(objects, "_do_transfer", "find_tree_by_obj_id")
    probe.takes(objects._do_transfer, "src", "dest", "obj_ids", "cache_odb")
    probe.takes(objects.find_tree_by_obj_id, "odbs", "obj_id")


def apply(tell: Tell) -> None:
    meter = Meter(tell)
    watch_plans(meter)
    watch_calls(meter)


def watch_plans(meter: Meter) -> None:
    """Counts the objects of a transfer before its first one moves."""
    import dvc_data.hashfile.transfer as objects
    from dvc.data_cloud import DataCloud
    from dvc_objects.fs.local import LocalFileSystem

    repos: list[Any] = []
    do_transfer, find_tree, get_remote = objects._do_transfer, objects.find_tree_by_obj_id, DataCloud.get_remote
    trees: dict[str, Any] = {}

    def noting(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not repos:
            repos.append(self.repo)
        return get_remote(self, *args, **kwargs)

    def remembered(odbs: Any, obj_id: Any) -> Any:
        """DVC reads each manifest again, from the remote."""
        if obj_id.value not in trees:
            trees[obj_id.value] = find_tree(odbs, obj_id)
        return trees[obj_id.value]

    def size_of(src: Any, dest: Any, infos: list[Any], cache: Any) -> int | None:
        if isinstance(src.fs, LocalFileSystem):
            sizes = local_sizes([src.oid_to_path(info.value) for info in infos])
            return None if None in sizes else sum(size or 0 for size in sizes)
        members = {
            info.value: {oid.value for _, _, oid in remembered([cache, src], info)} for info in infos if info.isdir
        }
        locked = LockedSizes(repos[0])

        def here(oid: str) -> int:
            return local_sizes([dest.oid_to_path(oid)])[0] or 0

        return locked.whole({info.value for info in infos}, members, here)

    def planned(src: Any, dest: Any, obj_ids: Any, *args: Any, **kwargs: Any) -> Any:
        infos = list(obj_ids)
        try:
            whole = size_of(src, dest, infos, kwargs.get("cache_odb"))
        except Exception:  # noqa: BLE001  a transfer never fails because of its progress
            whole = None
        with meter.planning(len(infos), whole):
            return do_transfer(src, dest, infos, *args, **kwargs)

    DataCloud.get_remote = noting
    objects.find_tree_by_obj_id = remembered
    objects._do_transfer = planned


def watch_calls(meter: Meter) -> None:
    """Counts the files and bytes of each call that moves files."""
    import dvc_data.index.checkout as versioned
    from dvc_objects.fs import generic
    from dvc_objects.fs.local import LocalFileSystem

    transfer, callback = generic.transfer, callback_class()

    def counted(from_fs: Any, from_path: Any, to_fs: Any, to_path: Any, *args: Any, **kwargs: Any) -> Any:
        paths = [from_path] if isinstance(from_path, str) else list(from_path)
        sizes = local_sizes(paths) if isinstance(from_fs, LocalFileSystem) else [None] * len(paths)
        with meter.moving(sizes) as batch:
            kwargs["callback"] = callback(batch, dict(zip(paths, sizes)), kwargs.get("callback"))
            return transfer(from_fs, from_path, to_fs, to_path, *args, **kwargs)

    generic.transfer = counted
    versioned.transfer = counted


def callback_class() -> Any:
    """Makes the callback of one call, of the class that this version of DVC expects."""
    from dvc_objects.fs import callbacks

    # DVC's libraries had a class of their own before they used that of fsspec.
    base: Any = getattr(callbacks, "Callback", None) or probe.module("fsspec").Callback
    of_file: Any = type("FileCallback", (OfFile, base), {})
    of_batch: Any = type("BatchCallback", (OfBatch, base), {})

    def make(batch: Batch, known: dict[str, int | None], inner: Any) -> Any:
        made = of_batch()
        made.batch, made.known, made.inner, made.of_file = batch, known, inner, of_file
        return made

    return make


class Silent:
    """What both callbacks have of fsspec's class."""

    value: int
    size: int | None

    def call(self, *_: Any, **__: Any) -> None:
        """fsspec's hooks are not used."""


class OfFile(Silent):
    """The bytes of one file."""

    batch: Batch
    learned = ended = False

    def set_size(self, size: int | None) -> None:
        if size is None:
            return
        if not self.learned:
            self.batch.learn(size)
        self.size, self.learned = size, True

    def relative_update(self, inc: int | None = 1) -> None:
        self.value += inc or 0
        self.batch.add(inc or 0)

    def absolute_update(self, value: int | None) -> None:
        if value is not None:
            self.relative_update(value - self.value)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # Some versions of DVC leave the same callback twice.
        if self.ended:
            return
        self.ended = True
        # A client may tell no bytes, or those of a repeated part twice. A file that failed did not move.
        if kind is not None:
            self.batch.add(-self.value)
        else:
            self.batch.finish((self.size if self.size is not None else self.value) - self.value)


class OfBatch(Silent):
    """The callback of a call. DVC's own one still counts the files."""

    batch: Batch
    known: dict[str, int | None]
    inner: Any
    of_file: Any

    def set_size(self, size: int | None) -> None:
        self.size = size
        if self.inner is not None:
            self.inner.set_size(size)

    def relative_update(self, inc: int = 1) -> None:
        self.value += inc
        if self.inner is not None:
            self.inner.relative_update(inc)

    def child(self, *names: Any) -> Any:
        sizes = (self.known.get(name) for name in names if isinstance(name, str))
        made = self.of_file()
        made.batch, made.size = self.batch, next((size for size in sizes if size is not None), None)
        made.learned = made.size is not None
        return made

    def branched(self, path_1: Any, path_2: Any, **_: Any) -> Any:
        return self.child(path_1, path_2)

    def branch(self, path_1: Any, path_2: Any, kwargs: dict[str, Any], **_: Any) -> Any:
        """As DVC's libraries before branched() call it."""
        child = kwargs["callback"] = self.child(path_1, path_2)
        return child

"""Keeps DVC from removing damaged objects of a remote that is a folder.

Prevents harm. Upstream: dvc_data.hashfile.db.HashFileDB.check removes every object whose hash is wrong, unless the
file is read-only. Then a read would destroy data, and a damaged object could not be told from one that was never
pushed.
"""

from __future__ import annotations

from typing import Any

from dvc_ci_engine.queries.common import content_hash

from . import probe
from .kinds import PREVENTS_HARM

KIND = PREVENTS_HARM


def supported() -> None:
    database = probe.module("dvc_data.hashfile.db").HashFileDB
    probe.has(database, "check", "oid_to_path")
    probe.takes(database.check, "oid", "check_hash")
    probe.has(probe.module("dvc_data.hashfile.meta").Meta, "from_info")
    probe.has(probe.module("dvc_objects.errors"), "ObjectFormatError")


def apply() -> None:
    from dvc_data.hashfile.db import HashFileDB
    from dvc_data.hashfile.meta import Meta
    from dvc_objects.errors import ObjectFormatError

    check = HashFileDB.check

    def check_only(self: Any, oid: str, check_hash: bool = True, *args: Any, **kwargs: Any) -> Any:
        # A remote has the option `verify`; a cache never has it.
        if not check_hash or not self.verify or self.hash_name not in ("md5", "md5-dos2unix"):
            return check(self, oid, check_hash, *args, **kwargs)
        path = self.oid_to_path(oid)
        if content_hash(self.fs, path, self.hash_name).split(".", 1)[0] != oid.split(".", 1)[0]:
            raise ObjectFormatError(f"{path} is corrupted")
        return Meta.from_info(self.fs.info(path))

    HashFileDB.check = check_only

"""Opens DVC's memory of files when it is first used.

Saves time: to open its two databases takes 7 ms, and most requests ask for no hash of a file. Upstream:
dvc_data.hashfile.state.State opens both as soon as a project is opened.
"""

from __future__ import annotations

import functools
import os
import threading
from typing import Any, Final

from . import probe
from .kinds import SAVES_TIME

KIND = SAVES_TIME
MODULE = "dvc_data.hashfile.state"
# The attributes of the databases, and their folders.
FOLDERS: Final = {"links": ("links",), "hashes": ("hashes", "local")}


def supported() -> None:
    state = probe.module(MODULE).State
    probe.takes(state.__init__, "root_dir", "tmp_dir", "ignore")
    probe.has(state, "close")
    probe.has(probe.module("dvc_data.hashfile.cache"), "Cache")
    if set(state.close.__code__.co_names) != {"close", *FOLDERS}:
        raise probe.UnsupportedError(f"{MODULE}.State has other databases")


def apply() -> None:
    from dvc_data.hashfile import cache

    state = probe.module(MODULE).State
    # Python 3.12 and later let two threads fill a cached property at once.
    opening = threading.Lock()
    kinds = {"links": cache.Cache, "hashes": getattr(cache, "HashesCache", cache.Cache)}

    def start(self: Any, root_dir: Any = None, tmp_dir: Any = None, ignore: Any = None) -> None:
        super(state, self).__init__()
        self.root_dir, self.tmp_dir, self.ignore = root_dir, tmp_dir, ignore

    def opened(name: str) -> functools.cached_property[Any]:
        def open_database(self: Any) -> Any:
            if not self.tmp_dir:
                raise AttributeError(f"a state without a folder has no {name}")
            with opening:
                if name not in vars(self):
                    vars(self)[name] = kinds[name](os.path.join(self.tmp_dir, *FOLDERS[name]))
                return vars(self)[name]

        database: functools.cached_property[Any] = functools.cached_property(open_database)
        database.__set_name__(state, name)
        return database

    def close(self: Any) -> None:
        for name in FOLDERS:
            if name in vars(self):
                getattr(self, name).close()

    for name in FOLDERS:
        setattr(state, name, opened(name))
    state.__init__, state.close = start, close

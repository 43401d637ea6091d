"""Lays options over the configuration that DVC reads, as config.local would, without a file.

Gives a feature: `remote-config` and `remote` of dvc-ci. Secrets among these options must reach no file and no argument.
Upstream: DVC has no way to pass a configuration in memory to its commands (dvc.config.Config.load).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from . import probe
from .kinds import GIVES_FEATURE

KIND = GIVES_FEATURE


def supported() -> None:
    config = probe.module("dvc.config")
    probe.has(config, "Config", "merge")
    probe.has(config.Config, "load", "validate", "load_config_to_level")


def _is_of_project(config: Any) -> bool:
    """Whether the working directory lies in the folder of this configuration. An import has a folder of its own."""
    if config.dvc_dir is None or getattr(config.fs, "protocol", "local") != "local":
        return False
    folder, here = Path(os.path.realpath(config.dvc_dir)).parent, Path(os.path.realpath(os.getcwd()))
    return here == folder or folder in here.parents


def options_of_remotes(known: dict[str, Any], in_use: str | None, given: dict[str, str]) -> dict[str, dict[str, str]]:
    """The options of each remote: `OPTION` is about the one in use, `NAME.OPTION`, which has the last word, about NAME.

    Only existing remotes get options: an unknown name must stay unknown.
    """
    options: dict[str, dict[str, str]] = {}
    parts = {key: key.rpartition(".") for key in given}
    for key, (name, _, option) in sorted(parts.items(), key=lambda each: bool(each[1][0])):
        # DVC takes the names of remotes in lower case.
        remote = (name or in_use or "").lower()
        if remote in known:
            options.setdefault(remote, {})[option] = given[key]
    return options


def apply(extra: dict[str, Any]) -> None:
    """Merges `core` as it is, `remotes` into every configured remote, and `remoteConfig` into those that it names."""
    from dvc import config as dvc_config

    load = dvc_config.Config.load

    def with_extra(self: Any, *args: Any, **kwargs: Any) -> None:
        load(self, *args, **kwargs)
        core = {"analytics": False, "check_update": False, **(extra.get("core") or {})}
        name = core.get("remote") or self["core"].get("remote")
        remotes = {known: dict(extra.get("remotes") or {}) for known in self["remote"]}
        # An import reads the configuration of another repository, whose remotes must not get the options.
        if _is_of_project(self):
            for known, options in options_of_remotes(self["remote"], name, extra.get("remoteConfig") or {}).items():
                remotes[known].update(options)
        # DVC has added the defaults of the protocol in .dvc/config. Another protocol rejects them.
        moved = [known for known, given in remotes.items() if "url" in given]
        if moved:
            written = self.load_config_to_level().get("remote") or {}
            self["remote"].update({known: dict(written[known]) for known in moved if known in written})
        dvc_config.merge(self, {"core": core, "remote": remotes})
        self.update(type(self).validate(dict(self)))

    dvc_config.Config.load = with_extra

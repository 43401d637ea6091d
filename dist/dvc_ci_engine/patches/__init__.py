"""What the engine changes in DVC and its libraries: one module a patch.

Each module has
- `KIND`: whether the patch saves time, prevents harm or gives a feature;
- `supported()`, which raises probe.UnsupportedError where this version of DVC does not suit the patch;
- `apply(...)`, which makes the change in this process.

An unsupported patch leaves DVC as it is, and the log of `--verbose` says so. `DVC_CI_NO_PATCHES` leaves patches out:
`all` stands for those that only save time, and a name for the patch of that name, of any kind. Names are
separated by commas.
"""

from __future__ import annotations

import contextlib
import importlib
import os
from typing import Any, Callable, Final

from dvc_ci_engine.protocol import uncompiled

from .kinds import SAVES_TIME
from .probe import UnsupportedError

VARIABLE: Final = "DVC_CI_NO_PATCHES"
# The resident process applies these to itself, before it imports DVC.
OF_RESIDENT: Final = ("lean_networkx",)
# And this one once it has imported the client of S3.
OF_S3: Final = "s3_models"
# Of those that every request gets: those without arguments, and those that read texts.
PLAIN: Final = (
    "database_locks",
    "whole_index",
    "manifests",
    "dead_owners",
    "gcs_client",
    "acyclic_check",
    "stage_schema",
    "config_paths",
    "state_on_demand",
)
OF_TEXTS: Final = ("libyaml_reader", "parsed_memory", "schema_memory", "expression_memory", "lock_updates")
# Every request gets these.
OF_REQUEST: Final = (
    "config_overlay",
    "remote_objects",
    "silent_remotes",
    "ssh_host_keys",
    "import_token",
    *PLAIN,
    *OF_TEXTS,
)
# Some commands get these.
OF_COMMAND: Final = (
    "transfer_progress",
    "kept_permissions",
    "held_command",
    "no_advice",
    "thread_limits",
    "stage_variables",
    "untouched_lock",
    "stage_events",
    "stage_plan",
    "stage_loop",
)
NAMES: Final = (*OF_RESIDENT, OF_S3, *OF_REQUEST, *OF_COMMAND)


class UnknownPatchError(ValueError):
    """DVC_CI_NO_PATCHES names a patch that does not exist."""


def load(name: str) -> Any:
    with uncompiled():
        return importlib.import_module(f"{__name__}.{name}")


def left_out() -> frozenset[str]:
    """The names in DVC_CI_NO_PATCHES. Raises UnknownPatchError."""
    names = frozenset(filter(None, (name.strip() for name in os.environ.get(VARIABLE, "").split(","))))
    unknown = sorted(names - {"all", *NAMES})
    if unknown:
        known = ", ".join(sorted(NAMES))
        raise UnknownPatchError(
            f"{VARIABLE} has '{unknown[0]}', which is no patch. Use 'all' or names out of: {known}."
        )
    return names


def why_unsupported(name: str) -> str | None:
    """Why this version of DVC does not suit a patch; None where it does."""
    try:
        load(name).supported()
    except UnsupportedError as exc:
        return str(exc)
    except Exception as exc:  # noqa: BLE001  a DVC that we do not know may fail in any way
        return f"{type(exc).__name__}: {exc}"
    return None


# The answers for the patches of every request, which the resident process keeps for its children.
_probed: Final[dict[str, str | None]] = {}


class Patching:
    """Applies patches in this process. `say` gets a sentence for each patch that is left out."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say, self.left_out = say, left_out()
        self.used: set[str] = set()

    def use(self, name: str, *args: Any, quiet: bool = False) -> str | None:
        """Applies a patch, once. Returns None, or why the patch was left out."""
        if name in self.used:
            return None
        patch = load(name)
        reason: str | None = None
        if name in self.left_out or ("all" in self.left_out and patch.KIND == SAVES_TIME):
            reason = f"{VARIABLE} leaves it out"
        else:
            reason = _probed[name] if name in _probed else why_unsupported(name)
            if reason is None:
                patch.apply(*args)
                self.used.add(name)
                return None
        if not quiet:
            self.say(f"the patch {name} is not applied: {reason}")
        return reason

    def prepare_dvc(
        self,
        config: dict[str, Any],
        keeps_remote: bool,
        tell_parsed: Callable[[dict[str, str]], None] | None,
    ) -> None:
        """Applies the patches of every request.

        `config` holds options laid over DVC's configuration. `keeps_remote`: DVC may remove nothing from a remote.
        `tell_parsed` gets what this process parsed, {key: JSON}.
        """
        reason = self.use("config_overlay", config)
        if reason is not None and any(config.get(key) for key in ("core", "remotes", "remoteConfig")):
            raise UnsupportedError(f"this DVC accepts no options in memory ({reason}), and the request has some")
        for name in PLAIN:
            self.use(name)
        if keeps_remote:
            self.use("remote_objects")
        for name in OF_TEXTS:
            self.use(name, *(() if name == "libyaml_reader" else (tell_parsed or (lambda _: None),)))


def load_all() -> None:
    """Imports the patches of every request, so that no forked child has to."""
    for name in OF_REQUEST:
        load(name)


def probe_all() -> None:
    """Probes once what every request would probe: 300 pages of memory that no child copies."""
    for name in ("config_overlay", *PLAIN, "remote_objects", *OF_TEXTS):
        _probed[name] = why_unsupported(name)


def prepare_resident(names: tuple[str, ...] = OF_RESIDENT) -> None:
    """Applies patches to the resident process. A wrong name in DVC_CI_NO_PATCHES is an error of each request."""
    with contextlib.suppress(UnknownPatchError):
        patching = Patching(lambda _: None)
        for name in names:
            patching.use(name)

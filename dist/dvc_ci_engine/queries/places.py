"""Where the remotes of committed configurations are: hosts, buckets, and the options that decide where requests go."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from typing import TYPE_CHECKING, Any, Final

from dvc_ci_engine.patches import config_overlay

from .asking import protocol_of

if TYPE_CHECKING:
    from collections.abc import Iterator

# Options that cannot send a credential elsewhere (dvc/config_schema.py). Every other one is a part of the place, also
# one that a later DVC adds.
HARMLESS: Final = frozenset(
    {
        *("acl", "cache_regions", "cert_path", "checksum_jobs", "connect_timeout", "connection_timeout"),
        *("credentialpath", "gdrive_acknowledge_abuse", "gdrive_service_account_json_file_path"),
        *("gdrive_trash_only", "gdrive_user_credentials_file", "grant_full_control", "grant_read"),
        *("grant_read_acp", "grant_write_acp", "jobs", "key_path", "keyfile", "listobjects", "max_sessions"),
        *("method", "no_traverse", "projectname", "read_timeout", "shared", "slow_link_warning", "sse"),
        *("sse_customer_algorithm", "sse_kms_key_id", "timeout", "url", "user", "verify", "version_aware"),
        *("worktree"),
    }
)
SECRETS: Final = (
    "password",
    "passphrase",
    "secret",
    "token",
    "account_key",
    "access_key",
    "customer_key",
    "oss_key_id",
)
NOTHING: Final = object()
# The parts of Azure's connection string that name a host.
HOST_PARTS: Final = ("accountname", "blobendpoint", "defaultendpointsprotocol", "endpointsuffix")

Record = dict[str, Any]


def address_of(url: str) -> str:
    """Scheme, host or bucket, and port, without the account; empty for a folder."""
    protocol = protocol_of(url)
    if protocol in ("", "file", "local"):
        return ""
    host = url.partition("://")[2].replace("\\", "/").partition("/")[0].partition("?")[0].partition("#")[0]
    return f"{protocol}://{host.rpartition('@')[2].lower()}"


def place_of(options: Record) -> str:
    """The address, and each option that decides where a request goes."""
    address = address_of(str(options.get("url", "")))
    if not address:
        return ""
    parts = [address]
    for name, value in sorted(options.items()):
        if name == "connection_string":
            named = [part for part in str(value).split(";") if part.partition("=")[0].strip().lower() in HOST_PARTS]
            parts.append(f"{name}={';'.join(sorted(named))}")
        elif name not in HARMLESS and not any(secret in name for secret in SECRETS) and value not in (None, ""):
            parts.append(f"{name}={value}")
    return " ".join(parts)


def resolved(known: Record, name: str) -> tuple[Record, list[str]]:
    """The options of a remote with those that it inherits (`remote://PARENT/…`), and the names of these remotes."""
    chain, options = [name], dict(known[name])
    while str(options.get("url", "")).startswith("remote://"):
        parent = options["url"].partition("://")[2].partition("/")[0].lower()
        if parent in chain or parent not in known:
            break
        chain.append(parent)
        options = {**known[parent], **options, "url": known[parent].get("url", "")}
    return options, chain


@contextlib.contextmanager
def folder_of(config: str, local: str | None) -> Iterator[str]:
    """A `.dvc` with these texts as its configuration. None: config.local as it is here."""
    own = os.getcwd()
    while not os.path.isdir(os.path.join(own, ".dvc")) and own != os.path.dirname(own):
        own = os.path.dirname(own)
    with tempfile.TemporaryDirectory() as folder:
        target = os.path.join(folder, ".dvc")
        os.makedirs(target)
        for name, text in (("config", config), ("config.local", local)):
            if text is not None:
                with open(os.path.join(target, name), "w", encoding="utf-8") as file:
                    file.write(text)
            elif os.path.exists(os.path.join(own, ".dvc", name)):
                shutil.copyfile(os.path.join(own, ".dvc", name), os.path.join(target, name))
        yield target


def remotes_of(config: str, local: str | None, remote: str | None, options: Record) -> Record:
    """The remotes of a committed configuration, with the options that only this machine adds to each.

    `remote` and `options` are the settings of a run: as dvc_ci_engine.patches.config_overlay lays them over it.
    """
    from dvc import config as dvc_config

    with folder_of(config, local) as folder:
        committed = dvc_config.Config(folder, validate=False)
        # Without the options of this request: they are those of the change, not of the base.
        whole = committed.load_config_to_level()
        own = committed.load_one("repo")["remote"]
    given = config_overlay.options_of_remotes(whole["remote"], remote or whole["core"].get("remote"), options)
    dvc_config.merge(whole, {"remote": given})
    known: Record = {name.lower(): each for name, each in dvc_config.Config.validate(whole)["remote"].items()}
    remotes: Record = {}
    for name in known:
        values, chain = resolved(known, name)
        # The schema adds its defaults to every remote.
        plain = dvc_config.Config.validate({"remote": {name: {"url": values.get("url", "")}}})["remote"][name]
        plain.pop("url", None)
        written = {option for each in chain for option in own.get(each, {})}
        added = {option for each in chain for option in given.get(each, {})}
        remotes[name] = {
            "place": place_of({key: value for key, value in values.items() if value != plain.get(key, NOTHING)}),
            "added": sorted(option for option in values if option not in written or option in added),
        }
    return remotes


def places(args: Record) -> list[Record]:
    """The remotes of each configuration: of the change, and of the base. A base that DVC cannot read has none."""
    from dvc.config import ConfigError

    found: list[Record] = []
    for each in args["configurations"]:
        try:
            found.append(remotes_of(each["config"], each.get("local"), each.get("remote"), each.get("options") or {}))
        except ConfigError:
            if not found:
                raise
            found.append({})
    return found


QUERIES = {"places": places}

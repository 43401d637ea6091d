"""Where the remotes of committed configurations are: hosts, buckets, and the options that decide where requests go."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from typing import TYPE_CHECKING, Any, Final

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
def project_of(config: str, local: str | None) -> Iterator[str]:
    """A working directory with these texts as its configuration. None: config.local as it is here."""
    here = os.getcwd()
    own = here
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
        os.chdir(folder)
        try:
            yield target
        finally:
            os.chdir(here)


def remotes_of(config: str, local: str | None) -> Record:
    """The remotes of a committed configuration, with the options that only this machine adds to each."""
    from dvc.config import Config

    with project_of(config, local) as folder:
        full = Config(folder)
        known: Record = {name.lower(): dict(options) for name, options in full["remote"].items()}
        own = Config(folder, validate=False).load_one("repo")["remote"]
    remotes: Record = {}
    for name in known:
        options, chain = resolved(known, name)
        # The schema adds its defaults to every remote.
        plain = Config.validate({"remote": {name: {"url": options.get("url", "")}}})["remote"][name]
        plain.pop("url", None)
        committed = {option for each in chain for option in own.get(each, {})}
        remotes[name] = {
            "place": place_of({key: value for key, value in options.items() if value != plain.get(key, NOTHING)}),
            "added": sorted(option for option in options if option not in committed),
        }
    return remotes


def places(args: Record) -> list[Record]:
    """For each pair of texts of `.dvc/config` and `config.local`: its remotes. A base that DVC cannot read has none."""
    from dvc.config import ConfigError

    found = []
    for index, each in enumerate(args["configurations"]):
        try:
            found.append(remotes_of(each["config"], each.get("local")))
        except ConfigError:
            if index == 0:
                raise
            found.append({})
    return found


QUERIES = {"places": places}

"""Questions to a remote: each failure becomes a RemoteError, unless the remote said that it lacks the object."""

from __future__ import annotations

import contextlib
import os
import urllib.parse
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Final

from dvc_ci_engine.answers import ABSENT, FULL, NO_PLACE, REFUSED, kind_of, reason_of, status_of, without_credentials

if TYPE_CHECKING:
    from collections.abc import Iterator

# Options that name a file of this machine, by protocol. boto3 takes other credentials where S3's file is absent.
KEY_FILES: Final = {
    "gs": ("credentialpath",),
    "http": ("ssl_verify",),
    "https": ("ssl_verify",),
    "s3": ("ssl_verify",),
    "ssh": ("keyfile",),
    "webdav": ("cert_path", "key_path", "ssl_verify"),
    "webdavs": ("cert_path", "key_path", "ssl_verify"),
}


@dataclass(frozen=True)
class Place:
    """A remote, or a dependency outside of the repository, as messages name it."""

    # "remote" or "dependency".
    role: str
    name: str
    # Without credentials.
    url: str
    # A folder has an empty one.
    protocol: str
    endpoint: str | None = None
    # Why its credentials cannot be right, as far as they tell.
    doubt: str | None = None


class RemoteError(Exception):
    """A remote does not answer as it should. `kind` is one of dvc_ci_engine.answers."""

    def __init__(
        self, place: Place, kind: str, reason: str, option: str | None = None, *, writing: bool = False
    ) -> None:
        super().__init__(f"{place.role} {place.name!r} ({place.url}): {kind}: {reason}")
        self.place, self.kind, self.reason, self.option, self.writing = place, kind, reason, option, writing

    def as_record(self) -> dict[str, Any]:
        """For the protocol (dvc_ci_engine.failures)."""
        place = self.place
        return {
            "role": place.role,
            "name": place.name,
            "url": place.url,
            "protocol": place.protocol,
            "endpoint": place.endpoint,
            "kind": self.kind,
            "reason": self.reason,
            "option": self.option,
            "writing": self.writing,
        }


def place_of_remote(repo: Any, name: str | None) -> Place:
    options = options_of(repo, name)
    url = str(options.get("url", ""))
    protocol = protocol_of(url)
    azure = connection_of(options) if protocol == "azure" else {}
    endpoint = options.get("endpointurl") or azure.get("blobendpoint")
    return Place(
        role="remote",
        name=name or "",
        url=without_credentials(url),
        protocol=protocol,
        endpoint=without_credentials(str(endpoint)) if endpoint else None,
        doubt=expiry_of(azure.get("sharedaccesssignature")),
    )


def connection_of(options: dict[str, Any]) -> dict[str, str]:
    """The parts of Azure's connection string, with names in lower case; an SAS token given apart is one of them."""
    text = options.get("connection_string") or os.environ.get("AZURE_STORAGE_CONNECTION_STRING") or ""
    pairs = (part.partition("=") for part in str(text).split(";"))
    parts = {name.strip().lower(): value for name, _, value in pairs}
    token = options.get("sas_token") or os.environ.get("AZURE_STORAGE_SAS_TOKEN")
    if token and not text:
        parts["sharedaccesssignature"] = str(token)
    return parts


def expiry_of(signature: str | None) -> str | None:
    """A sentence about an SAS token whose time is over; None while it may be valid."""
    end = dict(urllib.parse.parse_qsl((signature or "").lstrip("?"))).get("se", "")
    try:
        moment = datetime.fromisoformat(end.replace("Z", "+00:00"))
    except ValueError:
        return None
    # A date without a time is one of UTC.
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=timezone.utc)
    return f"its SAS token expired at {end}" if moment < datetime.now(timezone.utc) else None


def place_of_dependency(dep: Any) -> Place:
    url = str(getattr(dep, "def_path", dep))
    if url.startswith("remote://"):
        remote = place_of_remote(dep.repo, url.partition("://")[2].partition("/")[0])
        return Place("dependency", url, remote.url, remote.protocol, remote.endpoint)
    bare = without_credentials(url)
    return Place(role="dependency", name=bare, url=bare, protocol=protocol_of(url))


def protocol_of(url: str) -> str:
    scheme, mark, _ = url.partition("://")
    return scheme.lower() if mark else ""


def options_of(repo: Any, name: str | None) -> dict[str, Any]:
    """The options of a remote. A remote below another one (`remote://NAME/…`) inherits its options."""
    known: dict[str, Any] = repo.config["remote"]
    options = dict((known.get(name) if name is not None else None) or {})
    parent, _, inside = str(options.get("url", "")).partition("://")[2].partition("/")
    if str(options.get("url", "")).startswith("remote://") and parent != name and parent in known:
        base = options_of(repo, parent)
        url = f"{str(base.get('url', '')).rstrip('/')}/{inside}"
        return {**base, **options, "url": url}
    return options


@contextlib.contextmanager
def asking(place: Place, *, connecting: bool = False, writing: bool = False) -> Iterator[None]:
    """Raises RemoteError for a failure inside. FileNotFoundError leaves it only if the object is absent.

    An exception that is no answer of a remote, such as a defect of DVC's, leaves it as it is.
    """
    try:
        yield
    except Exception as exc:
        answer = answer_of(exc, place, connecting=connecting, writing=writing)
        if answer is exc:
            raise
        raise answer from exc


def answer_of(exc: Exception, place: Place, *, connecting: bool, writing: bool) -> Exception:
    """The RemoteError that an exception means, or FileNotFoundError for an absent object, or the exception itself."""
    # DVC's own errors say that .dvc/config is wrong.
    if isinstance(exc, RemoteError) or any(
        kind.__name__ in ("DvcException", "RemoteMissingDepsError") for kind in type(exc).__mro__
    ):
        return exc
    kind, decisive = kind_of(exc, connecting=connecting)
    if kind is None or (kind == FULL and not writing):
        return exc
    if kind == ABSENT and not writing:
        return exc if isinstance(exc, FileNotFoundError) else FileNotFoundError(str(exc))
    # A write to an absent object fails where its bucket or folder is absent.
    kind, reason = NO_PLACE if kind == ABSENT else kind, reason_of(decisive)
    if kind == REFUSED and place.doubt is not None:
        reason = f"{reason}; {place.doubt}"
    return RemoteError(place, kind, reason, writing=writing)


def require_credentials(place: Place, options: dict[str, Any], root: str) -> None:
    """Raises RemoteError where an option asks for what this machine does not have: a terminal, a file, a password."""
    for secret in ("password", "passphrase"):
        if options.get(f"ask_{secret}") and options.get(secret) is None:
            reason = f"ask_{secret} asks for the {secret} on a terminal, and a run has none"
            raise RemoteError(place, REFUSED, reason, secret)
    for option in KEY_FILES.get(place.protocol, ()):
        value = options.get(option)
        if not isinstance(value, str) or value.lower() in ("true", "false"):
            continue
        path = os.path.expanduser(value)
        if not os.path.exists(path) and not os.path.exists(os.path.join(root, path)):
            raise RemoteError(place, REFUSED, f"its {option} {value} does not exist on this machine", option)
    given = options.get("password") is not None or options.get("token") is not None
    if place.protocol in ("webdav", "webdavs") and options.get("user") is not None and not given:
        raise RemoteError(place, REFUSED, "it has a user and no password", "password")


def require_root(place: Place, odb: Any, remote_path: str) -> None:
    """Raises RemoteError where the folder or bucket of a remote does not exist.

    Only a remote that lacks every object is asked: a key may read objects and no root.
    """
    fs = odb.fs
    if place.protocol in ("", "http", "https"):
        return
    bucket = remote_path.strip("/").split("/", 1)[0] if place.protocol in ("s3", "gs", "azure", "oss") else None
    try:
        fs.fs.info(bucket or remote_path)
    except FileNotFoundError as exc:
        kind, decisive = kind_of(exc)
        if bucket is not None and status_of(decisive) is None:
            # The answer to a HEAD has no body. Some servers answer an unknown key by a bare 404.
            with contextlib.suppress(FileNotFoundError), asking(place):
                fs.fs.ls(bucket, detail=False)
                return
        if kind in (ABSENT, NO_PLACE):
            raise RemoteError(place, NO_PLACE, reason_of(decisive)) from exc
    except Exception:  # noqa: BLE001  a server may refuse this question alone
        return

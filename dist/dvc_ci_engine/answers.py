"""The meaning of an exception of a remote's client: one function decides for every protocol.

The libraries are not imported: an exception tells by the names of its classes, its status and its code. fsspec wraps
every failure of HTTP in FileNotFoundError, so the chain of causes is read as a whole.
"""

from __future__ import annotations

import errno
import http
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

# The remote itself said that it lacks this object.
ABSENT: Final = "absent"
# 401, 403, or credentials that are absent, expired or unreadable.
REFUSED: Final = "refused"
# An SSH server has another key than known_hosts says.
HOST_KEY: Final = "host-key"
# The bucket, container or folder does not exist.
NO_PLACE: Final = "no-place"
# No connection, no name, a time-out, or an error of the server.
UNREACHABLE: Final = "unreachable"
# A write found no space.
FULL: Final = "full"

# Codes of S3 and compatible servers (Error.Code), of Azure (error_code) and of botocore.
CODES: Final = {
    ABSENT: {"NoSuchKey", "NoSuchVersion", "BlobNotFound", "ResourceNotFound"},
    NO_PLACE: {
        *("NoSuchBucket", "InvalidBucketName", "ContainerNotFound", "ContainerBeingDeleted", "InvalidResourceName"),
        *("PermanentRedirect", "TemporaryRedirect", "Redirect", "IllegalLocationConstraintException"),
    },
    REFUSED: {
        *("AccessDenied", "AccountProblem", "AllAccessDisabled", "AuthFailure", "AuthenticationFailed"),
        *("AuthorizationFailure", "AuthorizationHeaderMalformed", "AuthorizationPermissionMismatch"),
        *("ExpiredToken", "ExpiredTokenException", "InvalidAccessKeyId", "InvalidToken", "NoAuthenticationInformation"),
        *(
            "NotSignedUp",
            "PublicAccessNotPermitted",
            "RequestTimeTooSkewed",
            "SignatureDoesNotMatch",
            "TokenRefreshRequired",
        ),
        *("UnrecognizedClientException", "InvalidClientTokenId", "InvalidAuthenticationInfo"),
        # versitygw tells an unknown access key by status 404.
        "XAdminUserNotFound",
    },
    FULL: {"QuotaExceeded", "XMinioStorageFull"},
    UNREACHABLE: {
        "InternalError",
        "ServiceUnavailable",
        "SlowDown",
        "RequestTimeout",
        "ServerBusy",
        "OperationAborted",
    },
}

# Names of classes. The first kind with a match counts: a TransportError of Google is a GoogleAuthError too.
CLASSES: Final = (
    (HOST_KEY, {"HostKeyNotVerifiable"}),
    (FULL, {"SFTPNoSpaceOnFilesystem", "SFTPQuotaExceeded", "InsufficientStorage"}),
    (
        UNREACHABLE,
        {
            # botocore
            *("HTTPClientError", "EndpointConnectionError", "ConnectTimeoutError", "ReadTimeoutError"),
            *("ConnectionClosedError", "ProxyConnectionError"),
            # aiohttp, httpx, requests, urllib3, google.auth, azure.core, azure with aiohttp, asyncssh, Python
            *("ClientConnectionError", "ClientPayloadError", "InvalidURL", "TransportError", "ServiceRequestError"),
            *("ServiceResponseError", "IncompleteReadError", "MaxRetryError", "NewConnectionError", "SSLError"),
            *("ConnectionLost", "ConnectionError", "TimeoutError", "gaierror", "herror", "FSTimeoutError"),
            *("SFTPConnectionLost", "SFTPNoConnection", "ServerTimeoutError", "RequestException"),
        },
    ),
    (
        REFUSED,
        {
            # botocore
            *("NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "ProfileNotFound"),
            *("TokenRetrievalError", "SSOError", "NoAuthTokenError", "RefreshWithMFAUnsupportedError"),
            # google.auth, azure, dvc_objects, asyncssh, Python
            *("GoogleAuthError", "ClientAuthenticationError", "AuthError", "AzureAuthError", "GDriveAuthError"),
            *("PermissionDenied", "KeyImportError", "KeyEncryptionError", "KeyExportError"),
            *("SFTPPermissionDenied", "PermissionError", "ForbiddenOperation"),
        },
    ),
    (NO_PLACE, {"SFTPNoSuchPath", "ParamValidationError", "ResourceConflict"}),
    (
        ABSENT,
        {"FileNotFoundError", "SFTPNoSuchFile", "ResourceNotFoundError", "ResourceNotFound", "NoSuchKey"},
    ),
    # What is left of asyncssh: key exchange, protocol, a closed connection.
    (UNREACHABLE, {"DisconnectError", "ChannelOpenError"}),
)

# A client that connects raises these for options that make no credentials, and for a question on a terminal.
NO_CREDENTIALS: Final = {"ConfigError", "TypeError", "ValueError", "EOFError"}
NO_SPACE: Final = {errno.ENOSPC, errno.EDQUOT}
NO_NETWORK: Final = {
    *(errno.ECONNREFUSED, errno.ECONNRESET, errno.ECONNABORTED, errno.ETIMEDOUT, errno.EPIPE),
    *(errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN, errno.ESTALE),
}


def chain(error: BaseException) -> Iterator[BaseException]:
    """An exception and its causes, outermost first."""
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def class_names(error: BaseException) -> set[str]:
    return {kind.__name__ for kind in type(error).__mro__}


def status_of(error: BaseException) -> int | None:
    """The HTTP status of an exception of aiohttp, botocore, azure.core, gcsfs, httpx, requests or webdav4."""
    response = getattr(error, "response", None)
    names = ("status", "status_code") if hasattr(error, "status") else ("status_code", "code")
    candidates: list[Any] = [getattr(error, name, None) for name in names]
    if isinstance(response, dict):
        candidates.append((response.get("ResponseMetadata") or {}).get("HTTPStatusCode"))
    else:
        candidates += [getattr(response, name, None) for name in ("status", "status_code")]
    for value in candidates:
        # asyncssh numbers its reasons from 1.
        if isinstance(value, (int, str)) and str(value).isdigit() and 300 <= int(value) < 600:
            return int(value)
    return None


def code_of(error: BaseException) -> str | None:
    """The word of the server: S3's Error.Code, Azure's error_code."""
    response = getattr(error, "response", None)
    found = (response.get("Error") or {}).get("Code") if isinstance(response, dict) else None
    found = found or getattr(error, "error_code", None)
    return None if found is None else str(getattr(found, "value", found))


def kind_of_status(status: int) -> str:
    if status in (404, 410):
        return ABSENT
    # WebDAV: the folder above is absent (RFC 4918, 9.3.1).
    if status == 409:
        return NO_PLACE
    if status == 507:
        return FULL
    if status < 400:
        return NO_PLACE
    # S3 answers a HEAD with an expired token by a bare 400.
    return UNREACHABLE if status in (408, 425, 429) or status >= 500 else REFUSED


def kind_of_link(error: BaseException) -> str | None:
    """The kind of one exception without its causes; None if it tells nothing."""
    code, status = code_of(error), status_of(error)
    for kind, codes in CODES.items():
        if code in codes:
            return kind
    if status == 404 and re.search(
        r"\b(bucket|container)\b.*\b(does not exist|not found)\b", str(error), re.IGNORECASE
    ):
        return NO_PLACE
    return kind_of_class(error) if status is None else kind_of_status(status)


def kind_of_class(error: BaseException) -> str | None:
    number = getattr(error, "errno", None)
    if number in NO_SPACE:
        return FULL
    names = class_names(error)
    # SSH tells a failed login by the text alone (RFC 4253, 11.1).
    if "DisconnectError" in names and "authentication" in str(error).lower():
        return REFUSED
    # The server has no key of a type that known_hosts names for it.
    if "KeyExchangeFailed" in names and "host key" in str(error).lower():
        return HOST_KEY
    known = next((kind for kind, classes in CLASSES if names & classes), None)
    return UNREACHABLE if known is None and isinstance(error, OSError) and number in NO_NETWORK else known


def kind_of(error: BaseException, *, connecting: bool = False) -> tuple[str | None, BaseException]:
    """The kind of an answer, and the exception that decides it. None: no answer of a remote.

    `connecting`: no object was asked for yet. A file that is absent then is a key of this machine, and an option that
    is rejected is a credential that is absent.
    """
    first: tuple[str, BaseException] | None = None
    for link in chain(error):
        kind = kind_of_link(link)
        if kind is not None and kind != ABSENT:
            return kind, best_told(link, kind)
        if kind is not None and first is None:
            first = (kind, link)
        elif kind is None and link is not error and first is not None and is_cause(error, link):
            # "Not found" because of an exception that says nothing of the object.
            return UNREACHABLE, link
    if connecting and (first is not None or class_names(error) & NO_CREDENTIALS):
        return REFUSED, error
    return first if first is not None else (None, error)


def best_told(error: BaseException, kind: str) -> BaseException:
    """The exception with the status of the server, where a library raised another one for it."""
    return next((link for link in chain(error) if kind_of_link(link) == kind and status_of(link) is not None), error)


def is_cause(error: BaseException, link: BaseException) -> bool:
    """Whether `raise … from` leads from an exception to this one."""
    cause = error.__cause__
    while cause is not None and cause is not link:
        cause = cause.__cause__
    return cause is link


def reason_of(error: BaseException) -> str:
    """An exception in one line, without credentials."""
    status, code = status_of(error), code_of(error)
    if status is not None:
        phrase = http.HTTPStatus(status).phrase if status in set(http.HTTPStatus) else ""
        shown = code if code is not None and not code.isdigit() else None
        return " ".join(filter(None, ("HTTP", str(status), phrase, f"({shown})" if shown else "")))
    if type(error) is EOFError:
        return "its client asks for a password on a terminal, and a run has none"
    text = " ".join(str(error).split()) or type(error).__name__
    return without_credentials(text if len(text) <= 300 else f"{text[:297]}...")


def without_credentials(text: str) -> str:
    """A text whose addresses have no user information and no query, which may be a signature."""
    bare = re.sub(r"(\w://)[^/\s@'\"]*@", r"\1", text)
    return re.sub(r"(\w://[^\s'\"?]*)\?[^\s'\")]*", r"\1", bare)

"""The answers of remotes: exceptions as the libraries of each protocol raise them, and a real server of HTTP."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import importlib
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from support import ask, make_project

from dvc_ci_engine.answers import ABSENT, FULL, NO_PLACE, REFUSED, UNREACHABLE, kind_of, reason_of
from dvc_ci_engine.queries.asking import connection_of, expiry_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def caused(outer: BaseException, cause: BaseException) -> BaseException:
    outer.__cause__ = cause
    return outer


def client_response_error(status: int) -> BaseException:
    aiohttp: Any = importlib.import_module("aiohttp")
    url = importlib.import_module("yarl").URL("http://u:secret@host/files/md5/d4/1d?sig=secret")
    info = aiohttp.RequestInfo(url, "GET", {}, url)
    error: BaseException = aiohttp.ClientResponseError(info, (), status=status, message="told by the server")
    return error


def http_error(cause: BaseException) -> BaseException:
    """As fsspec's HTTP raises it."""
    return caused(FileNotFoundError("http://host/files/md5/d4/1d"), cause)


def s3_error(code: str, status: int) -> BaseException:
    """As s3fs raises it."""
    translate_boto_error: Any = importlib.import_module("s3fs.errors").translate_boto_error
    response = {"Error": {"Code": code, "Message": "m"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    error: BaseException = importlib.import_module("botocore.exceptions").ClientError(response, "HeadObject")
    return caused(translate_boto_error(error), error)


def botocore_error(name: str, **fields: Any) -> BaseException:
    error: BaseException = getattr(importlib.import_module("botocore.exceptions"), name)(**fields)
    return error


def ssh_error(name: str, *args: Any) -> BaseException:
    error: BaseException = getattr(importlib.import_module("asyncssh"), name)(*args)
    return error


def like(name: str, *bases: type, **fields: Any) -> BaseException:
    """An exception of a library that the tests do not install, with its class names and fields."""
    error: BaseException = type(name, bases or (Exception,), {})("said")
    for key, value in fields.items():
        setattr(error, key, value)
    return error


def connector_error(number: int) -> BaseException:
    aiohttp: Any = importlib.import_module("aiohttp")
    key: Any = type("Key", (), {"host": "host", "port": 1, "ssl": None, "is_ssl": False})()
    error: BaseException = aiohttp.ClientConnectorError(key, OSError(number, "cannot connect"))
    return error


GOOGLE = type("GoogleAuthError", (Exception,), {})
AZURE = type("AzureError", (Exception,), {})
SERVED = {
    404: ABSENT,
    410: ABSENT,
    **dict.fromkeys((400, 401, 403, 405, 407, 413), REFUSED),
    **dict.fromkeys((408, 429, 500, 502, 503, 504), UNREACHABLE),
    507: FULL,
}


@pytest.mark.parametrize("status, kind", SERVED.items())
def test_the_status_of_a_server_decides_below_the_error_that_fsspec_raises(status: int, kind: str) -> None:
    assert kind_of(http_error(client_response_error(status)))[0] == kind
    assert kind_of(client_response_error(status))[0] == kind


TABLE: list[tuple[str, Any, str | None]] = [
    ("http: absent without a cause", lambda: FileNotFoundError("http://host/x"), ABSENT),
    ("http: a refused port", lambda: http_error(connector_error(errno.ECONNREFUSED)), UNREACHABLE),
    ("http: no name", lambda: http_error(connector_error(socket.EAI_NONAME)), UNREACHABLE),
    ("http: a time-out", lambda: http_error(TimeoutError()), UNREACHABLE),
    ("http: a cause that the table lacks", lambda: http_error(RuntimeError("loop closed")), UNREACHABLE),
    ("s3: no key", lambda: s3_error("NoSuchKey", 404), ABSENT),
    ("s3: a HEAD without a body", lambda: s3_error("404", 404), ABSENT),
    ("s3: no bucket", lambda: s3_error("NoSuchBucket", 404), NO_PLACE),
    ("s3: another region", lambda: s3_error("PermanentRedirect", 301), NO_PLACE),
    ("s3: denied", lambda: s3_error("AccessDenied", 403), REFUSED),
    ("s3: a HEAD that is denied", lambda: s3_error("403", 403), REFUSED),
    ("s3: an expired token, HEAD", lambda: s3_error("400", 400), REFUSED),
    ("s3: an expired token, GET", lambda: s3_error("ExpiredToken", 400), REFUSED),
    ("s3: a wrong key", lambda: s3_error("InvalidAccessKeyId", 403), REFUSED),
    ("s3: an unknown key of versitygw", lambda: s3_error("XAdminUserNotFound", 404), REFUSED),
    ("s3: slow down", lambda: s3_error("SlowDown", 503), UNREACHABLE),
    ("s3: a failing server", lambda: s3_error("500", 500), UNREACHABLE),
    ("s3: a full server", lambda: s3_error("XMinioStorageFull", 507), FULL),
    ("s3: no credentials", lambda: botocore_error("NoCredentialsError"), REFUSED),
    ("s3: no profile", lambda: botocore_error("ProfileNotFound", profile="x"), REFUSED),
    ("s3: no server", lambda: botocore_error("EndpointConnectionError", endpoint_url="http://x"), UNREACHABLE),
    ("s3: a time-out", lambda: botocore_error("ConnectTimeoutError", endpoint_url="http://x"), UNREACHABLE),
    ("ssh: absent", lambda: caused(FileNotFoundError(2, "no"), ssh_error("SFTPNoSuchFile", "no")), ABSENT),
    ("ssh: a wrong key", lambda: caused(PermissionError("no"), ssh_error("PermissionDenied", "no")), REFUSED),
    ("ssh: too many keys", lambda: ssh_error("ProtocolError", "Too many authentication failures"), REFUSED),
    ("ssh: a bad key file", lambda: ssh_error("KeyImportError", "Invalid private key"), REFUSED),
    ("ssh: no right", lambda: ssh_error("SFTPPermissionDenied", "no"), REFUSED),
    ("ssh: lost", lambda: ssh_error("ConnectionLost", "Connection lost"), UNREACHABLE),
    ("ssh: another protocol", lambda: ssh_error("ProtocolError", "Banner"), UNREACHABLE),
    ("ssh: no space", lambda: ssh_error("SFTPNoSpaceOnFilesystem", "full"), FULL),
    ("ssh: a refused port", lambda: ConnectionRefusedError(errno.ECONNREFUSED, "refused"), UNREACHABLE),
    ("ssh: no route", lambda: OSError(errno.EHOSTUNREACH, "no route"), UNREACHABLE),
    ("any: no name", lambda: socket.gaierror(socket.EAI_NONAME, "Name or service not known"), UNREACHABLE),
    ("gs: absent", lambda: FileNotFoundError("bucket/x"), ABSENT),
    ("gs: denied", lambda: like("HttpError", code=403), REFUSED),
    ("gs: denied, as the patch gcs_client leaves it", lambda: like("OSError", OSError, status_code=403), REFUSED),
    ("gs: no token", lambda: like("DefaultCredentialsError", GOOGLE), REFUSED),
    ("gs: an expired token", lambda: like("RefreshError", GOOGLE), REFUSED),
    ("gs: no connection to Google", lambda: like("TransportError", GOOGLE), UNREACHABLE),
    ("gs: a failing server", lambda: like("HttpError", code="503"), UNREACHABLE),
    (
        "azure: absent",
        lambda: caused(FileNotFoundError("x"), like("ResourceNotFoundError", AZURE, status_code=404)),
        ABSENT,
    ),
    (
        "azure: no container",
        lambda: like("ResourceNotFoundError", AZURE, status_code=404, error_code="ContainerNotFound"),
        NO_PLACE,
    ),
    ("azure: denied", lambda: like("ClientAuthenticationError", AZURE, status_code=403), REFUSED),
    ("azure: no connection", lambda: like("ServiceRequestError", AZURE), UNREACHABLE),
    ("webdav: absent", lambda: caused(FileNotFoundError(2, "x"), like("ResourceNotFound")), ABSENT),
    ("webdav: no folder above", lambda: like("HTTPError", status_code=409), NO_PLACE),
    ("webdav: denied", lambda: like("HTTPError", status_code=401), REFUSED),
    ("webdav: no connection", lambda: like("ConnectError", type("TransportError", (Exception,), {})), UNREACHABLE),
    ("folder: absent", lambda: FileNotFoundError(errno.ENOENT, "no", "/mnt/x"), ABSENT),
    ("folder: no right", lambda: PermissionError(errno.EACCES, "no", "/mnt/x"), REFUSED),
    ("folder: full", lambda: OSError(errno.ENOSPC, "No space left on device"), FULL),
    ("a defect", lambda: AttributeError("x"), None),
]


@pytest.mark.parametrize("make, kind", [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_the_exception_of_each_protocol_has_its_kind(make: Any, kind: str | None) -> None:
    assert kind_of(make())[0] == kind


def test_a_file_that_is_absent_before_any_question_is_a_credential() -> None:
    assert kind_of(FileNotFoundError(2, "no", "/keys/id"), connecting=True)[0] == REFUSED
    assert kind_of(TypeError("Invalid 'auth' argument"), connecting=True)[0] == REFUSED
    assert kind_of(AttributeError("x"), connecting=True)[0] is None


def test_a_client_that_asks_on_a_terminal_has_no_credentials() -> None:
    """SSH's asks for another password where the server rejects the given one."""
    kind, decisive = kind_of(caused(EOFError(), OSError(errno.ENOTTY, "no terminal")), connecting=True)
    assert (kind, reason_of(decisive)) == (
        REFUSED,
        "its client asks for a password on a terminal, and a run has none",
    )
    assert kind_of(EOFError())[0] is None


@pytest.mark.parametrize(
    "options, expired",
    [
        ({"sas_token": "?sv=2021-06-08&se=2020-01-01T00%3A00%3A00Z&sig=secret"}, True),
        ({"connection_string": "BlobEndpoint=http://host/a;SharedAccessSignature=se=2020-01-01&sig=secret"}, True),
        ({"sas_token": "se=2999-01-01T00:00:00Z&sig=secret"}, False),
        ({"sas_token": "se=soon"}, False),
        ({"connection_string": "AccountName=a;AccountKey=c2VjcmV0"}, False),
    ],
)
def test_an_sas_token_tells_that_its_time_is_over(options: dict[str, str], expired: bool) -> None:
    doubt = expiry_of(connection_of(options).get("sharedaccesssignature"))
    assert (doubt is not None) == expired
    assert "secret" not in (doubt or "")


def test_a_reason_has_no_credentials() -> None:
    assert reason_of(client_response_error(403)) == "HTTP 403 Forbidden"
    assert reason_of(OSError("no GET http://u:pw@host/x?sig=abc now")) == "no GET http://host/x now"
    decisive = kind_of(s3_error("InvalidAccessKeyId", 403))[1]
    assert reason_of(decisive) == "HTTP 403 Forbidden (InvalidAccessKeyId)"


# A real server and real clients.


@contextlib.contextmanager
def server(status: dict[str, int]) -> Iterator[str]:
    """An HTTP server that answers each method with its status. Yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def reply(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.close_connection = True
            self.send_response(status.get(self.command, status["GET"]))
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_HEAD = do_POST = do_PUT = reply  # noqa: N815

        def log_message(self, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as served:
        thread = threading.Thread(target=served.serve_forever, daemon=True)
        thread.start()
        yield f"http://u:pw@127.0.0.1:{served.server_port}/d"
        served.shutdown()


def closed_port() -> str:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{sock.getsockname()[1]}/d"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = make_project(tmp_path / "project")
    (folder / "d.txt.dvc").write_text(data_file(b"data\n"))
    with (folder / ".dvc" / "config").open("a") as config:
        config.write("[core]\n    remote = storage\n['remote \"storage\"']\n    url = http://127.0.0.1:1/d\n")
    return folder


def data_file(content: bytes, size: int | None = None, modern: bool = True) -> str:
    oid = hashlib.md5(content).hexdigest()
    kind = "  hash: md5\n" if modern else ""
    return f"outs:\n- md5: {oid}\n  size: {size or len(content)}\n{kind}  path: d.txt\n"


def question(project: Path, name: str, options: dict[str, Any], args: dict[str, Any]) -> dict[str, Any]:
    """The answer to a query with these options of the remote: a result, or an error."""
    answers = ask(project, op="query", name=name, args=args, config={"remoteConfig": options})
    answer = next(each for each in answers if "result" in each or "error" in each)
    told: dict[str, Any] = answer.get("error", answer)
    return told


def verify(project: Path, **options: Any) -> dict[str, Any]:
    return question(project, "verify", options, {"mode": "sizes"})


@pytest.mark.parametrize("status, kind", [(404, ABSENT), (401, REFUSED), (503, UNREACHABLE)])
def test_a_real_server_answers_for_an_object(project: Path, status: int, kind: str) -> None:
    (project / "e.txt.dvc").write_text(data_file(b"other\n").replace("d.txt", "e.txt"))
    with server({"GET": status}) as url:
        answer = verify(project, url=url)
    if kind == ABSENT:
        assert [bad["reason"] for bad in answer["result"]["bad"]] == ["missing", "missing"]
        assert answer["result"]["empty"] == ["storage"]
    else:
        remote = answer["remote"]
        assert (remote["kind"], remote["name"], remote["reason"][:8]) == (kind, "storage", f"HTTP {status}")
        assert "pw" not in str(remote)


def test_no_server_and_no_name_are_unreachable(project: Path) -> None:
    assert verify(project, url=closed_port())["remote"]["kind"] == UNREACHABLE
    assert verify(project, url="http://no-such-host.invalid/d")["remote"]["kind"] == UNREACHABLE


def test_credentials_that_are_absent_are_refused_before_any_question(project: Path, tmp_path: Path) -> None:
    url = closed_port()
    asked = verify(project, url=url, auth="basic", user="u", ask_password=True)["remote"]
    assert (asked["kind"], asked["option"]) == (REFUSED, "password")
    assert "terminal" in asked["reason"]
    assert verify(project, url=url, auth="basic", user="u")["remote"]["kind"] == REFUSED
    key = str(tmp_path / "absent-key")
    refused = verify(project, url="ssh://127.0.0.1:1/d", keyfile=key)["remote"]
    assert (refused["kind"], refused["option"]) == (REFUSED, "keyfile")
    assert key in refused["reason"]


def test_the_probe_uploads_by_the_method_of_the_remote(project: Path) -> None:
    with server({"GET": 404, "POST": 200, "PUT": 405}) as url:
        assert question(project, "probe", {"url": url}, {})["result"] == {"remote": "storage"}
        refused = question(project, "probe", {"url": url, "method": "PUT"}, {})["remote"]
        assert (refused["kind"], refused["reason"]) == (REFUSED, "HTTP 405 Method Not Allowed")


def test_a_dependency_is_absent_only_if_its_server_says_so(project: Path) -> None:
    def asked(url: str) -> dict[str, Any]:
        (project / "dvc.yaml").write_text(f'{{"stages": {{"a": {{"cmd": "echo", "deps": ["{url}"]}}}}}}')
        return question(project, "status", {}, {"allowMissing": True})

    with server({"GET": 404}) as url:
        assert asked(url)["result"]["a"]["deps"] == {url: "deleted"}
    with server({"GET": 503}) as url:
        answer = asked(url)
    assert answer["remote"]["kind"] == UNREACHABLE
    assert (answer["remote"]["role"], "pw" in answer["remote"]["url"]) == ("dependency", False)


def test_an_upload_by_hash_to_a_remote_that_keeps_versions_is_named_as_such(project: Path) -> None:
    objects = [{"hash": "0" * 32, "hashName": "md5"}]
    answer = question(project, "upload", {"url": "s3://bucket/d", "version_aware": True}, {"objects": objects})
    assert (answer["type"], answer["message"]) == (
        "VersionedRemoteError",
        "the remote 'storage' has version_aware = true",
    )


def test_an_altered_object_of_dvc_2_is_altered(project: Path, tmp_path: Path) -> None:
    """Its hash is that of the content with the line ends of Unix."""
    (project / "d.txt.dvc").write_text(data_file(b"a\nb\nc\n", 8, modern=False))
    store, oid = tmp_path / "store", hashlib.md5(b"a\nb\nc\n").hexdigest()
    kept = store / oid[:2] / oid[2:]
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"a\r\nb\r\nc\n")

    def told(mode: str) -> tuple[list[str], int]:
        answer = question(project, "verify", {"url": str(store)}, {"mode": mode, "download": mode == "full"})["result"]
        return [bad["reason"] for bad in answer["bad"]], answer["unread"]

    assert told("full") == ([], 0)
    assert told("sizes") == ([], 1)
    kept.write_bytes(b"a\r\nb\r\nX\n")
    assert told("full") == (["altered"], 0)
    # A folder lists no hash: the answer says that it read no content.
    assert told("sizes") == ([], 1)


def test_a_missing_dataset_is_named(project: Path) -> None:
    pytest.importorskip("dvc.dependency.dataset", reason="this DVC has no datasets")
    (project / "dvc.yaml").write_text('{"stages": {"a": {"cmd": "echo", "deps": ["ds://faces"]}}}')
    answer = question(project, "status", {}, {"allowMissing": True})
    assert answer["message"] == "dataset not found: 'faces'"


def test_options_reach_the_remote_that_they_name(project: Path) -> None:
    """Both remotes ask the server at which their own options point."""
    with (project / ".dvc" / "config").open("a") as config:
        config.write("['remote \"second\"']\n    url = http://127.0.0.1:1/d\n")
    with server({"GET": 403}) as first, server({"GET": 503}) as second:
        options = {"second.url": second, "url": first}
        kinds = [question(project, "verify", options, {"mode": "sizes"})["remote"]["kind"]]
        args = {"mode": "sizes", "remote": "second"}
        kinds.append(question(project, "verify", options, args)["remote"]["kind"])
    assert kinds == [REFUSED, UNREACHABLE]
    assert str(second) not in (project / ".dvc" / "config").read_text()

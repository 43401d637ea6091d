"""Who the credentials of a remote are: real clients, a server that answers as STS does, and one that does not."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from support import NEWEST, ask, make_project

from dvc_ci_engine.queries import identity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY"
# The answer of "GetCallerIdentity" in the API reference of AWS STS.
CALLER = """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::123456789012:user/Alice</Arn><UserId>AIDACKCEVSQ6C2EXAMPLE</UserId>
<Account>123456789012</Account></GetCallerIdentityResult>
<ResponseMetadata><RequestId>01234567-89ab-cdef-0123-456789abcdef</RequestId></ResponseMetadata>
</GetCallerIdentityResponse>"""
# As versitygw answers a request that it does not know.
NOT_S3 = "<Error><Code>MethodNotAllowed</Code><Message>not allowed</Message></Error>"


@pytest.fixture
def server() -> Iterator[Any]:
    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            status, text = self.server.answer  # type: ignore[attr-defined]
            self.send_response(status)
            self.send_header("content-type", "text/xml")
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.mark.skipif(not NEWEST, reason="the lab has the client of S3 for the newest DVC")
@pytest.mark.parametrize(
    "answer, who, note",
    [
        ((200, CALLER), "arn:aws:iam::123456789012:user/Alice, access key AKIA…MPLE", None),
        ((405, NOT_S3), "access key AKIA…MPLE", "no STS at this endpoint"),
        ((500, "broken"), "access key AKIA…MPLE", "no STS at this endpoint"),
    ],
)
def test_a_remote_of_s3(tmp_path: Path, server: Any, answer: Any, who: str, note: str | None) -> None:
    server.answer = answer
    project = make_project(tmp_path / "project")
    (project / ".dvc" / "config").write_text(
        "[core]\n    remote = storage\n['remote \"storage\"']\n    url = s3://bucket/dvc\n"
        f"    endpointurl = http://127.0.0.1:{server.server_port}\n"
    )
    env = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
    answers = ask(project, op="query", name="identity", args={"remotes": ["storage", "gone"]}, env=env)
    assert answers[0]["result"] == [{"name": "storage", "who": who, "how": "env", "note": note}]
    assert SECRET not in str(answers)


def test_a_machine_tells_its_cache_and_what_a_remote_needs(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    (project / ".dvc" / "config").write_text(
        "['remote \"here\"']\n    url = /storage\n['remote \"drive\"']\n    url = gdrive://root/dvc\n"
    )
    answers = ask(project, op="query", name="surroundings", args={"remotes": ["drive", "here"]})
    found = answers[0]["result"]
    drive, here = found["remotes"]
    assert (drive["extra"], drive["lacking"]) == ("gdrive", ["dvc-gdrive"])
    assert (here["extra"], here["lacking"], here["address"]) == (None, [], None)
    assert (found["cache"]["works"][-1], found["cache"]["reason"]) == ("copy", None)
    assert [*(project / ".dvc" / "tmp").glob("*.tmp"), *(project / ".dvc").glob("cache/**/*.tmp")] == []

    # A file in the place of the cache.
    (project / ".dvc" / "config").write_text("[cache]\n    dir = ../file\n")
    (project / "file").write_text("")
    answers = ask(project, op="query", name="surroundings", args={"remotes": []})
    assert "file" in answers[0]["result"]["cache"]["reason"]


def client(args: dict[str, Any], **fields: Any) -> Any:
    """A file system of DVC, as far as an identity reads it."""
    return SimpleNamespace(fs_args=args, fs=SimpleNamespace(**fields))


def account(email: str | None) -> Any:
    return SimpleNamespace(method="google_default", credentials=SimpleNamespace(service_account_email=email))


@pytest.mark.parametrize(
    "protocol, fs, options, expected",
    [
        ("gs", client({}, credentials=account("ci@team.iam")), {}, ("service account ci@team.iam", "google_default")),
        ("gs", client({}, credentials=account(None)), {}, (None, "google_default")),
        (
            "azure",
            client({"account_name": "team", "account_key": SECRET}),
            {},
            ("the owner of the account team", "an account key"),
        ),
        ("azure", client({"account_name": "team", "client_id": "4711"}), {}, ("service principal 4711", "client_id")),
        ("https", None, {"url": "https://u:p@host/x", "password": SECRET}, ("user u", "password")),
        ("https", None, {"url": "https://host/x", "custom_auth_header": "X-Key"}, (None, "header X-Key")),
        ("webdavs", None, {"url": "webdavs://host/x"}, ("anonymous", None)),
        ("ssh", client({"username": "ci", "client_keys": ["k"]}), {}, ("user ci", "keyfile")),
    ],
)
def test_the_account_of_other_remotes(protocol: str, fs: Any, options: Any, expected: Any) -> None:
    found = identity.ASKED[protocol](fs, options)
    assert (found.get("who"), found.get("how")) == expected
    assert SECRET not in str(found)


@pytest.mark.parametrize(
    "protocol, options, address",
    [
        ("s3", {}, "https://s3.amazonaws.com/"),
        ("s3", {"region": "eu-west-1"}, "https://s3.eu-west-1.amazonaws.com/"),
        ("s3", {"endpointurl": "http://u:p@store:9000"}, "http://store:9000"),
        ("gs", {}, "https://storage.googleapis.com/"),
        (
            "azure",
            {"connection_string": f"AccountName=team;AccountKey={SECRET}=="},
            "https://team.blob.core.windows.net/",
        ),
        ("azure", {"connection_string": "BlobEndpoint=http://localhost:1/d"}, "http://localhost:1/d"),
        ("webdavs", {"url": "webdavs://u:p@host:8443/dav"}, "https://host:8443/"),
        ("ssh", {"url": "ssh://host/x"}, None),
    ],
)
def test_the_address_that_tells_the_time_has_no_credentials(protocol: str, options: Any, address: str | None) -> None:
    assert identity.clock_address(protocol, options) == address


def test_parts_of_a_short_key_are_not_shown() -> None:
    assert [identity.masked(key) for key in ("short", KEY)] == ["***", "AKIA…MPLE"]

"""Remotes that do not answer, on real sockets: each protocol ends within the limit of `remote-timeout`."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from support import ask, in_child, make_project

from dvc_ci_engine import child, patience
from dvc_ci_engine.answers import UNREACHABLE
from dvc_ci_engine.patches import silent_remotes
from dvc_ci_engine.queries.asking import Place
from dvc_ci_engine.traffic import Traffic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIMIT = 1.0
# A loaded machine imports the client of a remote in some seconds.
LONGEST = 20.0

CONNECTION = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=c2VjcmV0;BlobEndpoint=http://127.0.0.1:PORT/a"
OPTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "http": ("dvc_http", {"url": "http://u:pw@127.0.0.1:PORT/d"}),
    "s3": (
        "dvc_s3",
        {
            "url": "s3://bucket/d",
            "endpointurl": "http://127.0.0.1:PORT",
            "access_key_id": "k",
            "secret_access_key": "pw",
        },
    ),
    "ssh": ("dvc_ssh", {"url": "ssh://127.0.0.1:PORT/d", "user": "u", "password": "pw"}),
    "azure": ("dvc_azure", {"url": "azure://bucket/d", "connection_string": CONNECTION}),
    "gs": ("dvc_gs", {"url": "gs://bucket/d", "endpointurl": "http://127.0.0.1:PORT", "allow_anonymous_login": True}),
    "webdav": ("dvc_webdav", {"url": "webdav://127.0.0.1:PORT/d", "user": "u", "password": "pw"}),
}


def is_usable(protocol: str) -> bool:
    """Whether this DVC has the client of a protocol: the older environments of the lab lack some."""
    from dvc.fs import registry

    if importlib.util.find_spec(OPTIONS[protocol][0]) is None:
        return False
    return not registry[protocol].get_missing_deps()


PROTOCOLS = [name for name in OPTIONS if is_usable(name)]


@contextlib.contextmanager
def accepting() -> Iterator[int]:
    """A port whose connections the system accepts, and which no process reads."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield server.getsockname()[1]


@contextlib.contextmanager
def black_hole() -> Iterator[int]:
    """A port that drops each SYN: its queue is full."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        port: int = server.getsockname()[1]
        for _ in range(4):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                client.connect(("127.0.0.1", port))
        yield port


@contextlib.contextmanager
def refusing() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    yield port


@contextlib.contextmanager
def dripping(seconds: float, size: int) -> Iterator[int]:
    """A server of HTTP that sends a byte of its answer each `seconds`, `size` in all."""

    def serve(server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = server.accept()
                threading.Thread(target=answer, args=(client,), daemon=True).start()

    def answer(client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:
            head = client.recv(65536)
            client.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n".encode())
            if not head.startswith(b"HEAD"):
                for _ in range(size):
                    time.sleep(seconds)
                    client.sendall(b"x")

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, args=(server,), daemon=True).start()
        yield server.getsockname()[1]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_project(tmp_path_factory.mktemp("silent") / "project")
    oid = hashlib.md5(b"xxxxxx").hexdigest()
    (folder / "d.txt.dvc").write_text(f"outs:\n- md5: {oid}\n  size: 6\n  hash: md5\n  path: d.txt\n")
    with (folder / ".dvc" / "config").open("a") as config:
        config.write("[core]\n    remote = storage\n['remote \"storage\"']\n    url = http://127.0.0.1:1/d\n")
    return folder


def answers_to(project: Path, **request: Any) -> tuple[list[dict[str, Any]], float]:
    """All answers of a request in a process that may end itself, and the seconds until its end."""
    read, write = os.pipe()
    began, pid = time.monotonic(), os.fork()
    if pid == 0:
        os.close(read)
        os.setsid()
        with open(project / ".log", "w") as log:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
        os.environ.update({"DVC_NO_ANALYTICS": "1", "AWS_EC2_METADATA_DISABLED": "true"})

        def send(message: dict[str, Any]) -> None:
            os.write(write, (json.dumps(message, default=str) + "\n").encode())

        code = child.answer({"cwd": str(project), **request}, send)
        os._exit(code)
    os.close(write)
    with os.fdopen(read) as stream:
        lines = [json.loads(line) for line in stream]
    os.waitpid(pid, 0)
    return lines, time.monotonic() - began


def config_of(protocol: str, port: int, limit: float = LIMIT) -> dict[str, Any]:
    options = {
        name: value.replace("PORT", str(port)) if isinstance(value, str) else value
        for name, value in OPTIONS[protocol][1].items()
    }
    return {"remoteConfig": options, "remoteTimeout": limit}


@pytest.mark.parametrize("protocol, fault", [*((protocol, accepting) for protocol in PROTOCOLS), ("http", black_hole)])
def test_a_silent_remote_is_unreachable_after_the_limit(project: Path, protocol: str, fault: Any) -> None:
    # A wait is told after half of the limit. On a loaded machine the client may take longer until it asks its host.
    for limit in (1, 8):
        with fault() as port:
            config = {**config_of(protocol, port), "remoteTimeout": limit}
            answers, seconds = answers_to(project, op="query", name="verify", args={"mode": "sizes"}, config=config)
        remote = next(answer["error"] for answer in answers if "error" in answer)["remote"]
        assert (remote["kind"], remote["name"], remote["protocol"]) == (UNREACHABLE, "storage", protocol)
        assert f"sent no byte for {limit} s" in remote["reason"]
        assert "remote-timeout" in remote["reason"]
        assert "pw" not in json.dumps(remote)
        assert seconds < LONGEST + limit
        waits = [answer["waiting"] for answer in answers if "waiting" in answer]
        assert {(wait["host"] or f"127.0.0.1:{port}", wait["bytes"]) for wait in waits} == {(f"127.0.0.1:{port}", 0)}
        # The log and the error name the host before the request ends.
        if waits[-1]["host"] != "" and f"127.0.0.1:{port} sent no byte" in remote["reason"]:
            return
    raise AssertionError("no wait was told with its host")


@pytest.mark.parametrize("protocol", ["s3"] if "s3" in PROTOCOLS else ["http"])
def test_a_refused_port_is_unreachable_at_once(project: Path, protocol: str) -> None:
    """Azure's client alone would connect again for 90 s. The limit of silence is longer than this test waits."""
    with refusing() as port:
        config = {**config_of(protocol, port), "remoteTimeout": 60}
        answers, seconds = answers_to(project, op="query", name="verify", args={"mode": "sizes"}, config=config)
    remote = next(answer["error"] for answer in answers if "error" in answer)["remote"]
    assert remote["kind"] == UNREACHABLE
    assert seconds < LONGEST


@pytest.mark.skipif("webdav" not in PROTOCOLS, reason="needs the client of WebDAV")
def test_the_client_of_webdav_does_not_give_up_before_the_limit(project: Path) -> None:
    """Its own limit is 30 s, without another attempt."""

    def limit_of(options: dict[str, str]) -> float:
        from dvc.repo import Repo

        silent_remotes.apply(300.0, lambda _: None, lambda _: None)
        config = {"remote": {"storage": {"url": "webdav://127.0.0.1:1/d", **options}}}
        return float(Repo(str(project), config=config).cloud.get_remote("storage").fs.fs_args["timeout"])

    assert in_child(lambda: limit_of({})) == 330
    assert in_child(lambda: limit_of({"timeout": "7"})) == 7


def test_a_command_of_dvc_ends_too(project: Path) -> None:
    with accepting() as port:
        answers, seconds = answers_to(project, op="cli", argv=["pull"], config=config_of("http", port))
    assert [answer["error"]["remote"]["kind"] for answer in answers if "error" in answer] == [UNREACHABLE]
    assert seconds < LONGEST


def test_a_slow_transfer_goes_on(project: Path) -> None:
    """Longer than the limit, and never silent for a third of it: a busy machine may halt the server for seconds."""
    with dripping(0.9, 6) as port:
        config = config_of("http", port, limit=4.0)
        answers, _ = answers_to(project, op="query", name="verify", args={"mode": "full"}, config=config)
    assert [answer["result"]["bad"] for answer in answers if "result" in answer] == [[]]


def test_a_folder_starts_no_thread(project: Path, tmp_path: Path) -> None:
    def refuse_thread(message: dict[str, Any]) -> None:
        assert "patience" not in {thread.name for thread in threading.enumerate()}

    config = {"remoteConfig": {"url": str(tmp_path)}, "remoteTimeout": LIMIT}
    answers = ask(project, refuse_thread, op="query", name="verify", args={"mode": "sizes"}, config=config)
    assert [bad["reason"] for bad in answers[0]["result"]["bad"]] == ["missing"]


# ------------------------------------------------------------ the judge, on plain data


def waiting(**fields: Any) -> Traffic:
    traffic = Traffic()
    traffic.waiting, traffic.since, traffic.progressed, traffic.host = 1, 100.0, 100.0, "store.example.org:443"
    for name, value in fields.items():
        setattr(traffic, name, value)
    return traffic


PLACES = [
    Place("remote", "first", "s3://a/b", "s3", "https://store.example.org"),
    Place("remote", "second", "ssh://other.example.org/d", "ssh"),
]


def judge(traffic: Traffic, limit: float = 30.0) -> patience.Patience:
    return patience.Patience(traffic, limit, patience.Places(PLACES))


def test_only_a_wait_without_a_byte_is_given_up() -> None:
    assert judge(waiting()).verdict(129.0) is None
    assert judge(waiting(waiting=0)).verdict(999.0) is None
    assert judge(waiting(progressed=140.0)).verdict(169.0) is None
    error = judge(waiting()).verdict(130.0)
    assert error is not None
    assert (error.place.name, error.option) == ("first", "remote-timeout")
    other = judge(waiting(host="other.example.org:22")).verdict(130.0)
    assert other is not None
    assert other.place.name == "second"


def test_a_refusal_counts_unless_another_connection_is_open() -> None:
    refused = waiting(failed=(100.0, "Connection refused"))
    assert judge(refused).verdict(104.0) is None
    error = judge(refused).verdict(105.0)
    assert error is not None
    assert error.reason == "store.example.org:443: Connection refused"
    with socket.socket() as pending:
        refused.connecting.add(pending)
        assert judge(refused).verdict(105.0) is None
    assert judge(refused).verdict(105.0) is not None


def test_a_long_wait_is_told_every_30_seconds_or_twice_in_a_shorter_limit() -> None:
    traffic = waiting(received=500)
    assert judge(traffic, 30).line(114.9) is None
    assert judge(traffic, 30).line(115.0) is not None
    patient = judge(traffic, 600)
    assert [patient.line(now) for now in (100.0, 129.0)] == [None, None]
    traffic.received, traffic.progressed = 2500, 130.0
    host = "store.example.org:443"
    assert patient.line(130.0) == {"host": host, "seconds": 30, "silent": 0, "bytes": 2000}
    assert patient.line(159.0) is None
    assert patient.line(160.0) == {"host": host, "seconds": 60, "silent": 30, "bytes": 0}
    traffic.since = 165.0
    assert patient.line(170.0) is None

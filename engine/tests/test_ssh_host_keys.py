"""A real SSH server with a key of its own, and DVC's client with known_hosts of the user or of the setting."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from support import ask, make_project

from dvc_ci_engine.answers import HOST_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

asyncssh = pytest.importorskip("asyncssh")
pytest.importorskip("dvc_ssh")

# Serves the file system over SFTP until its standard input closes, and accepts every password.
SERVER = """
import asyncio, asyncssh, sys

class Server(asyncssh.SSHServer):
    def password_auth_supported(self):
        return True
    def validate_password(self, username, password):
        return password == "pw"

async def main():
    options = {"server_factory": Server, "server_host_keys": [sys.argv[1]], "sftp_factory": True}
    server = await asyncssh.listen("127.0.0.1", 0, **options)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("host")
    key = asyncssh.generate_private_key("ssh-ed25519")
    key.write_private_key(str(folder / "key"))
    argv = [sys.executable, "-c", SERVER, str(folder / "key")]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin
        assert server.stdout
        port = int(server.stdout.readline())
        yield {"port": port, "key": key}
        server.stdin.close()


@pytest.fixture
def project(tmp_path: Path, host: dict[str, Any]) -> Path:
    folder = make_project(tmp_path / "project")
    (folder / "d.txt.dvc").write_text("outs:\n- md5: 6137cde4893c59f76f005a8123d8e8e6\n  hash: md5\n  path: d.txt\n")
    remote = f"url = ssh://127.0.0.1:{host['port']}{tmp_path}\n    user = u\n    password = pw\n"
    with (folder / ".dvc" / "config").open("a") as config:
        config.write(f"[core]\n    remote = storage\n['remote \"storage\"']\n    {remote}")
    return folder


def line(port: int, key: Any) -> str:
    return f"[127.0.0.1]:{port} {key.export_public_key().decode().strip()}\n"


def verify(project: Path, home: str, given: str | None) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The hosts that were not checked, and the last answer."""
    (project / "home" / ".ssh").mkdir(parents=True, exist_ok=True)
    (project / "home" / ".ssh" / "known_hosts").write_text(home)
    config = {"remoteTimeout": 20, **({} if given is None else {"sshKnownHosts": given})}
    env = {"HOME": str(project / "home")}
    answers = ask(project, op="query", name="verify", args={"mode": "sizes"}, config=config, env=env)
    told = [each["unchecked"] for each in answers if "unchecked" in each]
    return told, next(each for each in answers if "result" in each or "error" in each)


def test_a_known_key_passes_and_an_unknown_host_passes_only_without_the_setting(
    project: Path, host: dict[str, Any]
) -> None:
    known = line(host["port"], host["key"])
    for home, given in (
        (known, None),
        ("", known),
        (line(host["port"], asyncssh.generate_private_key("ssh-ed25519")), known),
    ):
        told, answer = verify(project, home, given)
        assert told == []
        assert [bad["reason"] for bad in answer["result"]["bad"]] == ["missing"]
    told, answer = verify(project, "", None)
    assert told[0] == {"host": f"[127.0.0.1]:{host['port']}", "fingerprint": host["key"].get_fingerprint()}
    assert "result" in answer
    told, answer = verify(project, known, line(1, host["key"]))
    assert (told, answer["error"]["remote"]["kind"]) == ([], HOST_KEY)
    assert "`ssh-known-hosts` has no key for host 127.0.0.1" in answer["error"]["remote"]["reason"]


@pytest.mark.parametrize("kind", ["ssh-ed25519", "ecdsa-sha2-nistp256"])
def test_a_changed_key_is_refused_with_both_fingerprints(project: Path, host: dict[str, Any], kind: str) -> None:
    other = asyncssh.generate_private_key(kind)
    for home, given in ((line(host["port"], other), None), ("", line(host["port"], other))):
        told, answer = verify(project, home, given)
        remote = answer["error"]["remote"]
        assert (told, remote["kind"], remote["name"]) == ([], HOST_KEY, "storage"), json.dumps(answer)
        if kind == "ssh-ed25519":
            assert f"the host key {host['key'].get_fingerprint()}, and known_hosts has" in remote["reason"]
            assert other.get_fingerprint() in remote["reason"]

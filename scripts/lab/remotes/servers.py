"""Servers of SSH and WebDAV for the tests of remotes, on loopback, as one process.

    python remote-servers.py DIRECTORY

DIRECTORY/ssh and DIRECTORY/webdav are what they serve. Writes keys to DIRECTORY/keys and one line of JSON with the
ports, and ends with its standard input.

Users of both: `writer` and `reader` (no writes), with the password `sesame`.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from pathlib import Path

import asyncssh
from cheroot import wsgi
from wsgidav.wsgidav_app import WsgiDAVApp

PASSWORD = "sesame"
USERS = ("writer", "reader")
WRITES = asyncssh.FXF_WRITE | asyncssh.FXF_CREAT | asyncssh.FXF_TRUNC | asyncssh.FXF_APPEND


class Server(asyncssh.SSHServer):
    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return username in USERS and password == PASSWORD


class Files(asyncssh.SFTPServer):
    """As sshd's `internal-sftp`, with `-R` for the reader."""

    def __init__(self, channel: asyncssh.SSHServerChannel) -> None:
        self.may_write = channel.get_extra_info("username") != "reader"
        super().__init__(channel, chroot=str(ROOT / "ssh").encode())

    def refuse(self) -> None:
        if not self.may_write:
            raise asyncssh.SFTPPermissionDenied("Permission denied")

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        if pflags & WRITES:
            self.refuse()
        return super().open(path, pflags, attrs)

    def mkdir(self, path: bytes, attrs: asyncssh.SFTPAttrs) -> None:
        self.refuse()
        super().mkdir(path, attrs)

    def rename(self, oldpath: bytes, newpath: bytes) -> None:
        self.refuse()
        super().rename(oldpath, newpath)

    def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
        self.refuse()
        super().posix_rename(oldpath, newpath)

    def remove(self, path: bytes) -> None:
        self.refuse()
        super().remove(path)


def make_keys(folder: Path) -> tuple[str, asyncssh.SSHKey]:
    """Keys of the user: `right`, `wrong`, and `expired` with a certificate that was valid a year ago."""
    folder.mkdir()
    authority = asyncssh.generate_private_key("ssh-ed25519")
    keys = {name: asyncssh.generate_private_key("ssh-ed25519") for name in ("right", "wrong", "expired")}
    for name, key in keys.items():
        (folder / name).write_bytes(key.export_private_key())
        (folder / name).chmod(0o600)
    expired = authority.generate_user_certificate(
        keys["expired"], "writer", principals=["writer"], valid_after="20200101", valid_before="20210101"
    )
    expired.write_certificate(str(folder / "expired-cert.pub"))
    host = asyncssh.generate_private_key("ssh-ed25519")
    (folder / "host.pub").write_bytes(host.export_public_key())
    authorities = authority.export_public_key().decode().strip()
    allowed = f"{keys['right'].export_public_key().decode().strip()}\ncert-authority {authorities}\n"
    (folder / "allowed").write_text(allowed)
    return str(folder / "allowed"), host


def start_webdav() -> int:
    right, reader = {name: {"password": PASSWORD} for name in USERS}, {"reader": {"password": PASSWORD}}
    served = str(ROOT / "webdav")
    app = WsgiDAVApp(
        {
            "provider_mapping": {"/": served, "/read-only": {"root": served, "readonly": True}},
            "simple_dc": {"user_mapping": {"*": right, "/read-only": reader}},
            "http_authenticator": {"accept_digest": False, "default_to_digest": False},
            "property_manager": False,
            "lock_storage": True,
            "logging": {"enable": False},
            "verbose": 0,
        }
    )
    server = wsgi.Server(("127.0.0.1", 0), app)
    server.prepare()
    threading.Thread(target=server.serve, daemon=True).start()
    port: int = server.bind_addr[1]
    return port


async def main() -> None:
    for name in ("ssh", "webdav"):
        (ROOT / name).mkdir(exist_ok=True)
    allowed, host = make_keys(ROOT / "keys")
    acceptor = await asyncssh.listen(
        "127.0.0.1",
        0,
        server_factory=Server,
        server_host_keys=[host],
        authorized_client_keys=allowed,
        sftp_factory=Files,
    )
    print(json.dumps({"ssh": acceptor.get_port(), "webdav": start_webdav()}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


ROOT = Path(sys.argv[1])
asyncio.run(main())

"""Who the credentials of a remote are, through the client that DVC itself uses. Nothing here returns a secret."""

from __future__ import annotations

import base64
import contextlib
import getpass
import json
from typing import Any, Callable, Final
from urllib.parse import urlsplit

from dvc_ci_engine.answers import kind_of, reason_of, without_credentials

from .asking import asking, options_of, place_of_remote, require_credentials

# Seconds for one connection and for one answer of a service that tells an identity.
ANSWER_SECONDS: Final = 5
# An access key with fewer characters is not shown, not even in parts.
SHORTEST_SHOWN: Final = 12
AMAZON: Final = (".amazonaws.com", ".amazonaws.com.cn")

Found = dict[str, Any]


def identity_of(repo: Any, name: str) -> Found:
    """{name, who, how, note}: the account, where its credentials come from, and what could not be found out.

    Each may be None. Raises RemoteError where the credentials are absent or rejected.
    """
    place, options = place_of_remote(repo, name), options_of(repo, name)
    require_credentials(place, options, repo.root_dir)
    found: Found = {"who": None, "how": None, "note": None}
    with asking(place, connecting=True):
        fs = repo.cloud.get_remote(name).fs
        ask = ASKED.get(place.protocol)
        found.update(ask(fs, options) if ask else {"note": "this kind of remote does not tell it"})
    return {"name": name, **found}


def masked(key: str) -> str:
    """`AKIA…WXYZ`: enough to find a key in a list, too little to use it."""
    return f"{key[:4]}…{key[-4:]}" if len(key) >= SHORTEST_SHOWN else "***"


def of_s3(fs: Any, _options: dict[str, Any]) -> Found:
    import botocore.session
    from botocore.config import Config

    args = fs.fs_args
    if args.get("anon"):
        return {"who": "anonymous", "how": "allow_anonymous_login"}
    session = botocore.session.Session(profile=args.get("profile"))
    if args.get("key"):
        session.set_credentials(args["key"], args.get("secret"), args.get("token"))
    credentials = session.get_credentials()
    if credentials is None:
        return {"note": "no credentials were found: DVC asks without any"}
    key = masked(credentials.get_frozen_credentials().access_key)
    how = "options of the remote" if args.get("key") else str(credentials.method)
    client = args.get("client_kwargs") or {}
    own = client.get("endpoint_url") if is_compatible(client.get("endpoint_url")) else None
    config = Config(connect_timeout=ANSWER_SECONDS, read_timeout=ANSWER_SECONDS, retries={"total_max_attempts": 1})
    region = client.get("region_name") or session.get_config_variable("region") or "us-east-1"
    # A key of another provider goes to that provider alone.
    sts = session.create_client("sts", region_name=region, endpoint_url=own, verify=client.get("verify"), config=config)
    try:
        return {"who": f"{sts.get_caller_identity()['Arn']}, access key {key}", "how": how}
    except Exception as exc:
        if own is None and "ClientError" in (kind.__name__ for kind in type(exc).__mro__):
            raise
        note = "no STS at this endpoint" if own is not None else f"STS does not answer ({reason_of(kind_of(exc)[1])})"
        return {"who": f"access key {key}", "how": how, "note": note}


def is_compatible(endpoint: str | None) -> bool:
    """Whether the address is that of another server than Amazon's."""
    return endpoint is not None and not (urlsplit(endpoint).hostname or "").endswith(AMAZON)


def of_gs(fs: Any, options: dict[str, Any]) -> Found:
    """gcsfs has read the credentials; a service account names itself in them."""
    google = getattr(fs.fs, "credentials", None)
    credentials = getattr(google, "credentials", None)
    how = "credentialpath" if options.get("credentialpath") else str(getattr(google, "method", None) or "")
    if credentials is None:
        return {"who": "anonymous", "how": how or None}
    who = getattr(credentials, "service_account_email", None) or getattr(credentials, "signer_email", None)
    if who in (None, "default"):
        return {"how": how or None, "note": "the credentials of a user do not name their account"}
    return {"who": f"service account {who}", "how": how or None}


def of_azure(fs: Any, _options: dict[str, Any]) -> Found:
    args = fs.fs_args
    account = args.get("account_name") or getattr(fs.fs, "account_name", None)
    if args.get("anon"):
        return {"who": "anonymous", "how": "allow_anonymous_login"}
    for option, text in (("connection_string", "a connection string"), ("account_key", "an account key")):
        if args.get(option):
            return {"who": f"the owner of the account {account}", "how": text}
    if args.get("sas_token"):
        return {"who": f"the holder of a SAS token of {account}", "how": "sas_token"}
    if args.get("client_id"):
        return {"who": f"service principal {args['client_id']}", "how": "client_id"}
    from azure.identity import DefaultAzureCredential

    with DefaultAzureCredential(exclude_interactive_browser_credential=True) as credential:
        claims = claims_of(credential.get_token("https://storage.azure.com/.default").token)
    who = claims.get("upn") or claims.get("appid") or claims.get("oid")
    return {"who": who and f"principal {who}", "how": "DefaultAzureCredential"}


def claims_of(token: str) -> dict[str, Any]:
    """The payload of a token, which is not verified: its owner reads it about itself."""
    parts = token.split(".")
    with contextlib.suppress(Exception):
        claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return claims
    return {}


def of_ssh(fs: Any, _options: dict[str, Any]) -> Found:
    """The user of the connection: ~/.ssh/config and the login of this machine count too."""
    args = fs.fs_args
    user = args.get("username")
    with contextlib.suppress(AttributeError):
        user = fs.fs._client.get_extra_info("username") or user
    how = "keyfile" if args.get("client_keys") else "password" if args.get("password") else "agent or default keys"
    return {"who": f"user {user or getpass.getuser()}", "how": how}


def of_web(_fs: Any, options: dict[str, Any]) -> Found:
    user = options.get("user") or urlsplit(str(options.get("url", ""))).username
    if user:
        return {"who": f"user {user}", "how": "password" if options.get("password") else None}
    header = options.get("custom_auth_header")
    if header:
        return {"how": f"header {header}", "note": "a token does not name its account"}
    if options.get("token") or options.get("bearer_token_command"):
        return {"how": "token", "note": "a token does not name its account"}
    return {"who": "anonymous"}


def of_folder(_fs: Any, _options: dict[str, Any]) -> Found:
    return {"who": f"user {getpass.getuser()} of this machine"}


ASKED: Final[dict[str, Callable[[Any, dict[str, Any]], Found]]] = {
    "": of_folder,
    "azure": of_azure,
    "gs": of_gs,
    "http": of_web,
    "https": of_web,
    "s3": of_s3,
    "ssh": of_ssh,
    "webdav": of_web,
    "webdavs": of_web,
}


def clock_address(protocol: str, options: dict[str, Any]) -> str | None:
    """An address of the remote's server whose answer has the header Date, without credentials; None without HTTP."""
    if protocol in ("http", "https", "webdav", "webdavs"):
        parts = urlsplit(without_credentials(str(options["url"])))
        return f"{protocol.replace('webdav', 'http')}://{parts.netloc}/"
    endpoint = options.get("endpointurl")
    if protocol in ("s3", "gs") and endpoint:
        return without_credentials(str(endpoint))
    if protocol == "s3":
        region = options.get("region")
        return f"https://s3.{region}.amazonaws.com/" if region else "https://s3.amazonaws.com/"
    if protocol == "gs":
        return "https://storage.googleapis.com/"
    if protocol == "azure":
        given = str(options.get("connection_string", "")).split(";")
        values = dict(part.split("=", 1) for part in given if "=" in part)
        account = options.get("account_name") or values.get("AccountName")
        return values.get("BlobEndpoint") or (f"https://{account}.blob.core.windows.net/" if account else None)
    return None

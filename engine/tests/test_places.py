"""Where the remotes of two configurations are, as DVC's own parser reads them, and which configuration gets options."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from support import ask, in_child, make_project

from dvc_ci_engine.patches import config_overlay
from dvc_ci_engine.queries.places import address_of, place_of

if TYPE_CHECKING:
    from pathlib import Path

BASE = """
[core]
    remote = Store
['remote "Store"']
    url = s3://bucket/dvc
['remote "below"']
    url = remote://store/other
"""


def places(project: Path, *texts: str, **config: Any) -> list[dict[str, Any]]:
    args = {"configurations": [{"config": text} for text in texts]}
    answers = ask(project, op="query", name="places", args=args, config=config)
    result: list[dict[str, Any]] = next(answer["result"] for answer in answers if "result" in answer)
    return result


def test_the_places_of_a_change_and_of_the_base(tmp_path: Path) -> None:
    project = make_project(tmp_path / "project")
    (project / ".dvc" / "config.local").write_text("['remote \"store\"']\n    session_token = t\n")
    # Other quotes, comments, cases and an interpolation are DVC's to read.
    moved = BASE.replace(
        "    url = s3://bucket/dvc", '    URL = "s3://bucket/dvc"  # the same\n    endpointurl = http://e'
    )
    head, base = places(project, moved, BASE, remoteConfig={"secret_access_key": "k"}, remotes={"verify": True})
    assert head["store"]["place"] == "s3://bucket endpointurl=http://e"
    assert base["store"]["place"] == "s3://bucket"
    # A remote below another one inherits its place and its credentials.
    assert (head["below"]["place"], base["below"]["place"]) == (head["store"]["place"], base["store"]["place"])
    for name in ("store", "below"):
        assert {"secret_access_key", "session_token"} <= set(head[name]["added"])


def test_a_base_that_dvc_cannot_read_has_no_remote(tmp_path: Path) -> None:
    head, base = places(make_project(tmp_path / "project"), BASE, "['remote \"a\"']\n    no_such_option = 1\n")
    assert (set(head), base) == ({"store", "below"}, {})


@pytest.mark.parametrize(
    "url, address",
    [
        ("ssh://user:pw@Host:22/a", "ssh://host:22"),
        ("https://good.example@evil.example/x", "https://evil.example"),
        ("https://evil.example\\@good.example/x", "https://evil.example"),
        ("s3://bucket", "s3://bucket"),
        ("/srv/dvc", ""),
        ("file:///srv/dvc", ""),
    ],
)
def test_an_address_is_the_scheme_the_host_and_the_port(url: str, address: str) -> None:
    assert address_of(url) == address


def test_every_option_that_is_not_known_to_be_harmless_is_a_part_of_the_place() -> None:
    azure = "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=k;BlobEndpoint=http://e"
    options = {"url": "azure://c/x", "jobs": 4, "user": "u", "password": "p", "later": 1, "connection_string": azure}
    place = place_of(options)
    assert (
        place
        == "azure://c connection_string=AccountName=a;BlobEndpoint=http://e;DefaultEndpointsProtocol=https later=1"
    )


def test_options_reach_the_configuration_of_the_project_alone(tmp_path: Path) -> None:
    own, other = make_project(tmp_path / "own"), make_project(tmp_path / "other")
    for project in (own, other):
        (project / ".dvc" / "config").write_text(BASE)

    def passwords() -> list[str | None]:
        from dvc.config import Config

        config_overlay.apply({"remoteConfig": {"secret_access_key": "k"}})
        os.chdir(own)
        return [Config(str(each / ".dvc"))["remote"]["store"].get("secret_access_key") for each in (own, other)]

    assert in_child(passwords) == ["k", None]

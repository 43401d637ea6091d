"""The client of Google Cloud Storage: what the patch changes in it, with the client where this DVC has it."""

from __future__ import annotations

import importlib.util
from typing import Any

import pytest
from support import in_child

from dvc_ci_engine.patches import gcs_client


class RefreshError(Exception):
    """As google.auth raises it."""

    retryable = False


class HttpError(Exception):
    """As gcsfs raises it."""

    def __init__(self, code: int) -> None:
        super().__init__()
        self.code = code


def test_a_rejected_credential_is_final_and_an_unknown_token_is_asked_again_for_some_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [100.0]
    monkeypatch.setattr(gcs_client.time, "monotonic", lambda: clock[0])
    retriable = gcs_client.impatient(lambda _: True)
    assert [retriable(RefreshError()), retriable(HttpError(503))] == [False, True]
    answers = []
    for now in (100.0, 104.0, 105.0, 110.0, 200.0):
        clock[0] = now
        answers.append(retriable(HttpError(401)))
    assert answers == [True, True, False, False, True]


def test_an_answer_keeps_its_status() -> None:
    def validate(status: int, content: bytes) -> None:
        if status >= 400:
            raise OSError(f"Forbidden: {content!r}")

    validated: Any = gcs_client.telling(validate)
    validated(200, b"")
    with pytest.raises(OSError, match="Forbidden") as caught:
        validated(403, b"x")
    assert caught.value.status_code == 403


@pytest.mark.skipif(importlib.util.find_spec("gcsfs") is None, reason="this DVC has no client of Google")
@pytest.mark.parametrize("chosen", [False, True])
def test_the_client_of_gs_asks_over_http_unless_the_user_chooses(chosen: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if chosen:
        monkeypatch.setenv(gcs_client.VARIABLE, "true")

    def work() -> list[str]:
        gcs_client.apply()
        from dvc.fs import registry

        assert registry["gs"].protocol == "gs"
        import gcsfs  # type: ignore[import-not-found,unused-ignore]

        return [gcsfs.GCSFileSystem.__name__, gcsfs.retry.is_retriable.__wrapped__.__name__]

    assert in_child(work) == ["ExtendedGcsFileSystem" if chosen else "GCSFileSystem", "is_retriable"]

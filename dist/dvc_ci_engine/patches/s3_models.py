"""Reads botocore's models of S3 once, in the resident process.

Saves time: a client of S3 reads 1 MB of JSON and lists 400 folders, 0.08 s of processor time. Upstream: each session of
botocore makes a loader, and a loader remembers what it read (botocore.session, botocore.loaders). DVC makes a session
for each remote, and each request of dvc-ci is a process.
"""

from __future__ import annotations

import functools
from typing import Final

from . import probe
from .kinds import SAVES_TIME

KIND = SAVES_TIME
# What a client of S3 reads. The answer to each is kept by the loader.
OF_SERVICE: Final = ("service-2", "endpoint-rule-set-1")
OF_ALL: Final = ("partitions", "_retry", "sdk-default-configuration")


def supported() -> None:
    probe.takes(probe.module("botocore.session").create_loader, "search_path_string")
    probe.has(probe.module("botocore.loaders").Loader, "load_service_model", "load_data", "load_data_with_path")


def apply() -> None:
    from botocore import session

    session.create_loader = functools.lru_cache(maxsize=None)(session.create_loader)
    # As a session without AWS_DATA_PATH asks for it.
    loader = session.create_loader(None)
    for name in OF_SERVICE:
        loader.load_service_model("s3", name)
    for name in OF_ALL:
        loader.load_data(name)
    loader.load_data_with_path("endpoints")

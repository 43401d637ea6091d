"""Queries about a project, answered from the objects that DVC's commands read.

These are dvc.repo.Repo, its index, stages and outputs.
"""

from __future__ import annotations

import importlib
from typing import Any, Callable, Final

from dvc_ci_engine.protocol import uncompiled

Query = Callable[[dict[str, Any]], Any]
# The module of each query.
MODULES: Final = {
    "inspect": "project",
    "survey": "project",
    "status": "status",
    "verify": "verify",
    "cached": "contents",
    "space": "contents",
    "altered": "contents",
    "read": "contents",
    "metricsAt": "contents",
    "append": "tables",
    "parseParams": "params",
    "places": "places",
    "probe": "transfer",
    "send": "transfer",
    "upload": "transfer",
    "fetch": "transfer",
    "folders": "folders",
    "localObjects": "local_objects",
    "retention": "retention",
    "applyRetention": "retention",
    "surroundings": "machine",
    "identity": "machine",
}


def find(name: str) -> Query:
    """The query of this name. A generator gives several answers. Raises KeyError."""
    with uncompiled():
        module = importlib.import_module(f"{__name__}.{MODULES[name]}")
    query: Query = module.QUERIES[name]
    return query

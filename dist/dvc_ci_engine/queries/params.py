"""The values in parameter files, as DVC's own parsers read them. These queries open no repository."""

from __future__ import annotations

from typing import Any

from dvc_ci_engine.protocol import jsonable


def parse_params(args: dict[str, Any]) -> list[dict[str, Any] | None]:
    """The parameters of each text in `files`, which are {"path", "text", "names"}; None for one that cannot be read.

    The name of the file tells the format (YAML with merge keys, JSON, TOML, Python). Without names, all values.
    """
    return [params_of(**each) for each in args["files"]]


def params_of(path: str, text: str, names: list[str] | None = None) -> dict[str, Any] | None:
    import os

    from dvc.utils.serialize import PARSERS

    try:
        data = PARSERS[os.path.splitext(path)[1].lower()](text, path)
    except Exception:  # noqa: BLE001  the parsers raise errors of four libraries
        return None
    if not isinstance(data, dict):
        return None
    found = jsonable(data if names is None else selected(data, names))
    return found if isinstance(found, dict) else None


def selected(data: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """As dvc.dependency.param.read_param_file, which needs a file."""
    import dpath

    values = {}
    for name in names:
        try:
            values[name] = dpath.get(data, name, separator=".")
        except (KeyError, ValueError):
            continue
    return values


QUERIES = {"parseParams": parse_params}

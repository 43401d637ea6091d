"""Checks whether this version of DVC has what a patch needs, by name and by signature."""

from __future__ import annotations

import importlib
import inspect
from typing import Any, Callable


class UnsupportedError(Exception):
    """This version of DVC, or this command line, does not suit a patch."""


def module(name: str) -> Any:
    """A module of DVC or of a library of it. Raises UnsupportedError where this version lacks it."""
    try:
        return importlib.import_module(name)
    except ImportError as exc:
        raise UnsupportedError(f"{name} cannot be imported: {exc}") from exc


def has(owner: Any, *names: str) -> None:
    for name in names:
        if not hasattr(owner, name):
            raise UnsupportedError(f"{getattr(owner, '__name__', owner)} has no {name}")


def takes(function: Callable[..., Any], *names: str) -> None:
    parameters = inspect.signature(function).parameters
    for name in names:
        if name not in parameters:
            raise UnsupportedError(f"{function.__module__}.{function.__qualname__} takes no {name}")

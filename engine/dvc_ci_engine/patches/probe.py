"""Checks whether this version of DVC has what a patch needs, by name and by signature."""

from __future__ import annotations

import importlib
import inspect
from typing import Any, Callable


class Unsupported(Exception):
    """This version of DVC, or this command line, does not suit a patch."""


def module(name: str) -> Any:
    """A module of DVC or of a library of it. Raises Unsupported where this version lacks it."""
    try:
        return importlib.import_module(name)
    except ImportError as exc:
        raise Unsupported(f"{name} cannot be imported: {exc}") from exc


def has(owner: Any, *names: str) -> None:
    for name in names:
        if not hasattr(owner, name):
            raise Unsupported(f"{getattr(owner, '__name__', owner)} has no {name}")


def takes(function: Callable[..., Any], *names: str) -> None:
    parameters = inspect.signature(function).parameters
    for name in names:
        if name not in parameters:
            raise Unsupported(f"{function.__module__}.{function.__qualname__} takes no {name}")

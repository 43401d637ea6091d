"""Reads of files that stages may remove."""

from __future__ import annotations


def read_bytes(path: str) -> bytes | None:
    """The content of a file; None where it does not exist."""
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except FileNotFoundError:
        return None

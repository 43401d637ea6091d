"""Why a file was not read, as a clause without any content of the file."""

from __future__ import annotations

CUT_SHORT = "it is cut short"
DAMAGED = "it is damaged"


class UnreadableError(Exception):
    """A file that is damaged, or of another kind than its name says; the message is the reason."""


class UnreadError(Exception):
    """A file that this process may not or cannot read; the message is the reason."""

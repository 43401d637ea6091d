"""How an exception of DVC is told over the protocol."""

from __future__ import annotations

import os
from typing import Any

from .queries.asking import RemoteError
from .queries.common import shown


def chain_text(error: BaseException | None) -> str:
    """The messages of an exception and of its causes, outermost first, without repetitions."""
    texts: list[str] = []
    while error is not None:
        text = str(error).strip() or type(error).__name__
        if type(error).__name__ == "DatasetNotFoundError":
            # DVC leaves the name out.
            text = f"dataset not found: '{getattr(error, 'name', '')}'"
        # A KeyError repeats the name, sometimes with all names that exist beside it.
        if not any(text in told for told in texts) and not (texts and isinstance(error, KeyError)):
            texts.append(text)
        error = error.__cause__ or error.__context__
    return ": ".join(texts)


def location(error: BaseException | None) -> str | None:
    """The file that an error of DVC names, as seen from the working directory."""
    while error is not None:
        for name in ("path", "relpath", "file"):
            value = getattr(error, name, None)
            if isinstance(value, str) and value:
                return shown(value) if os.path.isabs(value) else value.replace(os.sep, "/")
        error = error.__cause__
    return None


def as_message(error: BaseException) -> dict[str, Any]:
    cause = error.__cause__ or error.__context__
    return {
        "error": {
            "type": type(error).__name__,
            "kinds": [kind.__name__ for kind in type(error).__mro__],
            "message": chain_text(error),
            "cause": type(cause).__name__ if cause else None,
            "path": location(error),
            **({"remote": error.as_record()} if isinstance(error, RemoteError) else {}),
        }
    }

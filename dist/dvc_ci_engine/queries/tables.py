"""New rows for a text file that DVC tracks. These queries open no repository."""

from __future__ import annotations

import errno
import os
from typing import Any

from dvc_ci_engine.protocol import uncompiled


def append(args: dict[str, Any]) -> dict[str, Any]:
    """Writes `target`: the text of `existing`, then the rows of `added`, whose columns are matched by name.

    {"moved"}: whether columns were put into another order. {"reason"}: why the rows do not fit; {"code", "reason"}:
    what the system refused. In both cases no target is left.
    """
    with uncompiled():
        from dvc_ci_engine.tables.append import append_rows
        from dvc_ci_engine.tables.reading import RefusalError
    try:
        return append_rows(args["existing"], args["added"], args["target"])
    except RefusalError as exc:
        discard(args["target"])
        return {"reason": str(exc)}
    except OSError as exc:
        discard(args["target"])
        return {"code": errno.errorcode.get(exc.errno or 0, "EIO"), "reason": str(exc)}


def discard(path: str) -> None:
    if os.path.exists(path):
        os.unlink(path)


QUERIES = {"append": append}

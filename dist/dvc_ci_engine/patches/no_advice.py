"""Leaves out what DVC advises after a reproduction.

Gives a feature: "Use `dvc push` …" and "To track the changes with git, run …" are wrong where dvc-ci pushes and commits
itself, or only measures. Upstream: CmdRepro.run, SCMContext.
"""

from __future__ import annotations

import logging
from typing import Any, Final

from . import probe
from .kinds import GIVES_FEATURE

KIND = GIVES_FEATURE

ADVICE: Final = (
    "Use `dvc push` to send your updates to remote storage.",
    "To track the changes with git, run:",
    "To enable auto staging, run:",
)


def supported() -> None:
    probe.has(probe.module("dvc.ui").ui, "write")
    probe.has(probe.module("dvc.repo.scm_context"), "logger")


def is_advice(text: object) -> bool:
    return isinstance(text, str) and text.strip().startswith(ADVICE)


def apply() -> None:
    from dvc.repo import scm_context
    from dvc.ui import ui

    write: Any = ui.write

    def without_advice(*texts: Any, **options: Any) -> None:
        if not (len(texts) == 1 and is_advice(texts[0])):
            write(*texts, **options)

    ui.write = without_advice

    def keeps(record: logging.LogRecord) -> bool:
        return not is_advice(record.msg)

    # LoggerAdapter of DVC 3.40 and newer has the logger inside.
    logging.getLogger(scm_context.__name__).addFilter(keeps)

"""Reads a request from the input and writes one line of JSON for each file as soon as it is known."""

from __future__ import annotations

import json
import os
import stat
import sys
import time
from typing import Any

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from dvc_ci_files.faults import UnreadableError, UnreadError
from dvc_ci_tables.limits import limit_process

SIDES = ("now", "before")


def read_file(item: dict[str, Any]) -> dict[str, Any]:
    """The answer for one file: facts of each side, or why it is `unreadable` or `unread`. Never raises."""
    answer: dict[str, Any] = {"path": item["path"]}
    models: dict[str, Any] = {}
    for side in SIDES:
        file = item.get(side)
        if file is None:
            continue
        if side == "before" and file == item.get("now"):
            answer["before"] = answer["now"]
            continue
        try:
            facts = facts_of(file, item, models, side)
        except UnreadableError as error:
            facts = {"unreadable": str(error)}
        except UnreadError as error:
            facts = {"unread": str(error)}
        except MemoryError:
            facts = {"unread": "it needs more memory than data.memory allows"}
        except OSError as error:
            facts = {"unread": f"the system cannot read it ({type(error).__name__})"}
        answer[side] = facts
    if models:
        from dvc_ci_files.models import compared

        answer["model"] = compared(models.get("now"), models.get("before"))
    if item.get("thumbnail"):
        from dvc_ci_files.images import thumbnail

        # What is no regular file must not be opened here either.
        pictures = {side: thumbnail(item[side]) for side in SIDES if "width" in answer.get(side, {})}
        answer["thumbnail"] = {side: picture for side, picture in pictures.items() if picture is not None}
    return answer


def first_difference(item: dict[str, Any]) -> dict[str, Any]:
    """Where two files differ first, or why that is not known."""
    from dvc_ci_files.differences import difference

    answer = {"path": item["path"]}
    # Opening a FIFO would wait for a writer.
    if not all(stat.S_ISREG(os.lstat(item[side]).st_mode) for side in ("first", "second")):
        return {**answer, "unread": "it is no regular file"}
    try:
        return {**answer, "difference": difference(item)}
    except MemoryError:
        return {**answer, "unread": "it needs more memory than data.memory allows"}
    except OSError as error:
        return {**answer, "unread": f"the system cannot read it ({type(error).__name__})"}


def facts_of(file: str, item: dict[str, Any], models: dict[str, Any], side: str) -> dict[str, Any]:
    """What is told of one side.

    :raises UnreadableError: it is damaged, or of another kind
    :raises UnreadError: it is no file of its own
    """
    # Opening a FIFO would wait for a writer.
    if not stat.S_ISREG(os.lstat(file).st_mode):
        raise UnreadError("it is no regular file")
    kind, path = item["kind"], item["path"]
    if kind == "images":
        from dvc_ci_files.images import read_image

        return read_image(file)
    if kind == "media":
        from dvc_ci_files.media import read_media

        return read_media(file, path)
    if kind == "texts":
        from dvc_ci_files.texts import read_text

        return read_text(file)
    from dvc_ci_files.models import read_model

    models[side] = read_model(file, path)
    return {"parameters": models[side].parameters}


def write(value: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(value, allow_nan=False)}\n")
    sys.stdout.flush()


def main() -> None:
    request = json.load(sys.stdin)
    limit_process(int(request["memory"]), int(request["expanded"]))
    until = time.monotonic() + float(request["seconds"])
    for item in request["files"]:
        if time.monotonic() >= until:
            # Node names the files without an answer.
            return
        write({"begin": item["path"]})
        write(first_difference(item) if item["kind"] == "difference" else read_file(item))


if __name__ == "__main__":
    main()

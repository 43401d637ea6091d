"""The length of audio and video, by tinytag. Tags are not read."""

from __future__ import annotations

import math
from typing import Any

from tinytag import TinyTag, TinyTagException

from dvc_ci_files.faults import DAMAGED, UnreadableError

MOST_SECONDS = 1e9


def read_media(file: str, path: str) -> dict[str, Any]:
    """Its seconds; absent where tinytag finds none, or does not know the format.

    :param path: its name, which tells the format where the content does not
    :raises UnreadableError: it is damaged
    """
    if not TinyTag.is_supported(path):
        return {}
    with open(file, "rb") as stream:
        if stream.read(1) == b"":
            raise UnreadableError("it is empty")
        stream.seek(0)
        try:
            seconds = TinyTag.get(path, stream, tags=False, duration=True).duration
        except MemoryError:
            raise
        except Exception as error:
            # A damaged file may raise what the reader of its format does not expect.
            is_other = isinstance(error, TinyTagException) and "support" in str(error).lower()
            raise UnreadableError("it is of another format than its name" if is_other else DAMAGED) from error
    # A fragmented MP4 has no length in its header, and an Ogg may have a video that tinytag does not know.
    if seconds == 0 or (seconds is None and path.lower().endswith((".ogg", ".ogv"))):
        return {}
    if seconds is None:
        raise UnreadableError("it has no audio or video whose length is known")
    if not math.isfinite(seconds) or not 0 <= seconds <= MOST_SECONDS:
        raise UnreadableError(DAMAGED)
    return {"seconds": round(float(seconds), 3)}

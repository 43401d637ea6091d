"""Reads a YAML text from libyaml's events, or leaves it to DVC.

DVC reads YAML by ruamel.yaml, in pure Python: 1 s for a `dvc.lock` of 1,000 stages. libyaml, which PyYAML brings and
which OmegaConf brings to every DVC, takes a tenth of that. Differential tests hold both readers against each other.
"""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any, Callable, Final

from . import lock_text
from .scalars import NotSimpleError, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

# No tabs, carriage returns, byte order marks or Unicode line breaks: the two parsers treat them differently.
TEXT: Final = re.compile("[\n -~\xa1-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]*")

# ruamel.yaml refuses a comment that touches a block scalar's header; libyaml accepts it.
TOUCHING_COMMENT: Final = re.compile(r"[|>][-+0-9]{0,2}#")


def load_library() -> Any:
    """PyYAML's module of libyaml. Raises ImportError where PyYAML or libyaml is missing."""
    from yaml import _yaml

    return _yaml


class _Last:
    value: Any = None


def is_plain(value: Any) -> bool:
    """Whether `parse` made this value last: JSON holds it exactly, and no object is in two places."""
    return value is not None and _Last.value is value


def parse(text: str) -> dict[str, Any] | None:
    """The mapping that a text holds, as ruamel.yaml reads it; None for a text that DVC must read itself."""
    if not TEXT.fullmatch(text) or TOUCHING_COMMENT.search(text):
        return None
    try:
        library = load_library()
        from yaml import YAMLError
    except ImportError:
        return None

    def read(part: str) -> dict[str, Any]:
        return _document(library.CParser(part).get_event)

    for way in (lambda: lock_text.parse(text, read), lambda: read(text)):
        with contextlib.suppress(NotSimpleError, YAMLError, RecursionError, ValueError):
            value = way()
            if value is not None:
                _Last.value = value
                return value
    return None


def _document(get_event: Callable[[], Any]) -> dict[str, Any]:
    """The only document of a stream, which must be a mapping without marks of its beginning or end."""
    events: Iterator[Any] = iter(get_event, None)
    next(events)
    start = next(events)
    if type(start).__name__ != "DocumentStartEvent" or start.explicit:
        raise NotSimpleError("not one implicit document")
    root = next(events)
    if type(root).__name__ != "MappingStartEvent":
        raise NotSimpleError("no mapping")
    value = _Builder(get_event).mapping(root)
    end = next(events)
    if end.explicit or type(next(events)).__name__ != "StreamEndEvent":
        raise NotSimpleError("several documents")
    return value


class _Builder:
    """Makes Python values from events."""

    def __init__(self, get_event: Callable[[], Any]) -> None:
        from yaml import events

        self.get_event = get_event
        self.scalar_event, self.mapping_event = events.ScalarEvent, events.MappingStartEvent
        self.sequence_event = events.SequenceStartEvent
        self.mapping_end, self.sequence_end = events.MappingEndEvent, events.SequenceEndEvent

    def mapping(self, start: Any) -> dict[str, Any]:
        if start.anchor is not None or start.tag is not None:
            raise NotSimpleError("an anchor or a tag")
        result: dict[str, Any] = {}
        while True:
            event = self.get_event()
            if type(event) is self.mapping_end:
                return result
            if type(event) is not self.scalar_event:
                raise NotSimpleError("a key that is no scalar")
            key = self.scalar(event)
            if type(key) is not str or key in result:
                raise NotSimpleError("a key that is no text, or that is there twice")
            result[key] = self.value(self.get_event())

    def sequence(self, start: Any) -> list[Any]:
        if start.anchor is not None or start.tag is not None:
            raise NotSimpleError("an anchor or a tag")
        result: list[Any] = []
        while True:
            event = self.get_event()
            if type(event) is self.sequence_end:
                return result
            result.append(self.value(event))

    def value(self, event: Any) -> Any:
        kind = type(event)
        if kind is self.scalar_event:
            return self.scalar(event)
        if kind is self.mapping_event:
            return self.mapping(event)
        if kind is self.sequence_event:
            return self.sequence(event)
        raise NotSimpleError("an alias")

    @staticmethod
    def scalar(event: Any) -> Any:
        if event.anchor is not None or event.tag is not None:
            raise NotSimpleError("an anchor or a tag")
        # `implicit` tells whether the scalar is plain.
        return resolve(event.value) if event.implicit[0] else event.value

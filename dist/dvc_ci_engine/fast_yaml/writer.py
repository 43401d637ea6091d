"""Writes a mapping by libyaml's emitter where it gives the bytes that ruamel.yaml gives for DVC.

libyaml and ruamel.yaml fold and quote long or special scalars differently. Such a value is written by DVC's own
writer and put into its place; the rest of the text comes from libyaml. Differential tests hold the result against
DVC's writer.
"""

from __future__ import annotations

import io
import json
import re
from typing import Any, Callable, Final

from .reader import TEXT, load_library
from .scalars import OLD_CONSTANTS, NotSimpleError, resolve

# Columns that ruamel.yaml fills before it continues in the next line.
WIDTH: Final = 80
PLAIN: Final = re.compile(r"[A-Za-z0-9_./$(=+-][ -~]*")
KEY: Final = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./@+%=-]*")
FLOAT: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
PLACEHOLDER: Final = "dvc-ci-placeholder-"
# Bytes of text that the caches below keep.
LIMIT: Final = 32 << 20


class _Cache(dict[Any, str]):
    """Texts that were written before: DVC writes dvc.lock again and again while stages run."""

    size = 0

    def keep(self, key: Any, text: str) -> str:
        if self.size + len(text) <= LIMIT:
            self[key] = text
            self.size += len(text)
        return text


_entries, _scalars = _Cache(), _Cache()


def write(data: dict[str, Any], real: Callable[[Any], str]) -> str | None:
    """The text that DVC writes for a mapping; None where DVC must write it itself. `real` is DVC's own writer."""
    try:
        _check(data, set())
        return "".join(_section(key, value, real) for key, value in data.items()) or None
    except (NotSimpleError, ImportError, RecursionError):
        return None


def _check(value: Any, seen: set[int]) -> None:
    """Rejects types of a library's own, and one collection in two places, which gets an anchor."""
    kind = type(value)
    if isinstance(value, (dict, list)):
        if id(value) in seen:
            raise NotSimpleError("an anchor")
        seen.add(id(value))
        for item in value.values() if isinstance(value, dict) else value:
            _check(item, seen)
        if isinstance(value, dict) and not all(type(key) is str for key in value):
            raise NotSimpleError("a key that is no text")
    elif kind not in (str, int, float, bool, type(None)):
        raise NotSimpleError(kind.__name__)


def _section(key: str, value: Any, real: Callable[[Any], str]) -> str:
    """One key of the document. The cache has the entries of a mapping that did not change."""
    if not isinstance(value, dict) or not value:
        return _Emission(real).text({key: value})
    head = _Emission(real).text({key: {"a": 0}}).partition("\n")[0]
    parts = [f"{head}\n"]
    for name, entry in value.items():
        known = (name, json.dumps(entry))
        text = _entries.get(known)
        if text is None:
            text = _entries.keep(known, _Emission(real).text({"a": {name: entry}}).partition("\n")[2])
        parts.append(text)
    return "".join(parts)


class _Emission:
    """One document on its way through libyaml's emitter."""

    def __init__(self, real: Callable[[Any], str]) -> None:
        from yaml import events

        self.real, self.events, self.stream = real, events, io.StringIO()
        self.emit = load_library().CEmitter(self.stream, width=WIDTH, allow_unicode=True).emit
        self.replaced: list[tuple[str, str]] = []

    def text(self, data: dict[str, Any]) -> str:
        events = self.events
        self.emit(events.StreamStartEvent())
        self.emit(events.DocumentStartEvent(explicit=False))
        self.mapping(data, 0)
        self.emit(events.DocumentEndEvent(explicit=False))
        self.emit(events.StreamEndEvent())
        text = self.stream.getvalue()
        for placeholder, other in self.replaced:
            head, found, tail = text.partition(placeholder)
            if not found:
                raise NotSimpleError("a placeholder was changed")
            text = head + other + tail
        return text

    def mapping(self, data: dict[str, Any], indent: int) -> None:
        if not data:
            raise NotSimpleError("an empty collection")
        self.emit(self.events.MappingStartEvent(None, None, True, flow_style=False))
        for key, value in data.items():
            if not KEY.fullmatch(key) or len(key) > WIDTH or not _is_word(key):
                raise NotSimpleError(key)
            self.scalar(key, None)
            if isinstance(value, dict):
                self.mapping(value, indent + 2)
            elif isinstance(value, list):
                self.sequence(value, indent)
            elif not self.simple(value, indent + len(key) + 2):
                self.replace(f"{key}: ", {key: value}, indent)
        self.emit(self.events.MappingEndEvent())

    def sequence(self, data: list[Any], indent: int) -> None:
        if not data:
            raise NotSimpleError("an empty collection")
        self.emit(self.events.SequenceStartEvent(None, None, True, flow_style=False))
        for item in data:
            if isinstance(item, dict):
                self.mapping(item, indent + 2)
            elif isinstance(item, list):
                raise NotSimpleError("a list in a list")
            elif not self.simple(item, indent + 2):
                self.replace("- ", [item], indent)
        self.emit(self.events.SequenceEndEvent())

    def scalar(self, text: str, style: str | None) -> None:
        self.emit(self.events.ScalarEvent(None, None, (style is None, True), text, style=style))

    def simple(self, value: Any, column: int) -> bool:
        """Writes a scalar in one line from a column on. Returns whether both libraries write it that way."""
        if type(value) is str:
            if len(value) + 2 + column > WIDTH or value.lower() in OLD_CONSTANTS or not PLAIN.fullmatch(value):
                return False
            if _is_word(value):
                self.scalar(value, None)
                return True
            if "'" not in value and " " not in value and _is_number(value):
                self.scalar(value, "'")
                return True
            return False
        if type(value) is bool:
            self.scalar("true" if value else "false", None)
        elif type(value) is int:
            self.scalar(str(value), None)
        elif type(value) is float and FLOAT.fullmatch(repr(value)):
            self.scalar(repr(value), None)
        else:
            return False
        return True

    def replace(self, lead: str, value: Any, indent: int) -> None:
        """Lets DVC write a value, in this column, with the key or the dash before it."""
        known = (json.dumps(value), indent)
        scalar = value[0] if isinstance(value, list) else next(iter(value.values()))
        if indent % 2 or (isinstance(scalar, str) and not TEXT.fullmatch(scalar)):
            # Of some characters even DVC reads back another text than it wrote.
            raise NotSimpleError("an odd column, or a special character")
        text = _scalars.get(known)
        if text is None:
            depth = indent // 2
            nested = {"a": value} if isinstance(value, list) else value
            for _ in range(depth):
                nested = {"a": nested}
            lines = depth + (1 if isinstance(value, list) else 0)
            whole = self.real(nested)
            if isinstance(scalar, float) and not _survives_update(whole):
                raise NotSimpleError("a float that an update changes")
            text = _scalars.keep(known, whole.split("\n", lines)[-1][indent:])
        placeholder = f"{PLACEHOLDER}{len(self.replaced)}"
        self.scalar(placeholder, None)
        self.replaced.append((f"{lead}{placeholder}\n", text))


def _survives_update(text: str) -> bool:
    """Whether DVC's update gives a text back. ruamel.yaml computes exponents itself, and may change the last digit."""
    from dvc.utils.serialize._yaml import dumps_yaml, parse_yaml_for_update

    return bool(dumps_yaml(parse_yaml_for_update(text, "dvc.lock")) == text)


def _is_word(text: str) -> bool:
    """Whether a text is itself as a plain scalar, wherever in a line it stands."""
    return (
        not _is_number(text)
        and ": " not in text
        and " #" not in text
        and text[-1] not in ": "
        and not text.startswith(("- ", "---", "..."))
        and text.lower() not in OLD_CONSTANTS
        and PLACEHOLDER not in text
        and text != "-"
    )


def _is_number(text: str) -> bool:
    """Whether a plain scalar of this text would be a number or another constant."""
    try:
        return resolve(text) != text
    except NotSimpleError:
        return True

"""Reads a dvc.lock entry by entry, where DVC wrote it.

libyaml takes 2.4 s of processor for a `dvc.lock` of 20 MB, and DVC's schema as much again. Most entries have one shape,
which a pattern matches in a tenth of that. The pattern also proves that the entry fits the schema. libyaml reads every
other entry alone, and DVC's schema checks it. Differential tests hold both ways against DVC's parser and schema.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Callable, Final

from .scalars import NotSimpleError, resolve

if TYPE_CHECKING:
    from .scalars import Scalar

# How DVC begins a dvc.lock. Another order, or `datasets`, is left to libyaml.
HEAD: Final = "schema: '2.0'\nstages:\n"
# A key, and a scalar in one line: plain, or in single quotes. Neither may begin or end in a way that needs thought.
KEY: Final = r"[A-Za-z_./][A-Za-z0-9_./@+-]*"
PLAIN: Final = r"[^\n:# ][^\n:#]*(?::[^\s:#][^\n:#]*)*(?<! )"
SCALAR: Final = rf"(?:(?=[A-Za-z0-9_./]){PLAIN}|'[^'\n]*')"
COMMAND: Final = rf"(?=[A-Za-z0-9_./]){PLAIN}(?: ?\n {{6}}(?!- ){PLAIN})*"
FOLD: Final = re.compile(r" ?\n {6}")
COUNT: Final = "(?:0|[1-9][0-9]{0,14})"


def _file(group: str) -> str:
    """The pattern of a dependency or output. `group` opens the groups that hold its values."""
    return (
        rf"    - path: {group}{SCALAR})\n(?:      hash: {group}md5)\n)?"
        rf"(?:      md5: {group}[0-9a-f]{{32}}(?:\.dir)?|'[0-9a-f]{{32}}')\n)?(?:      size: {group}{COUNT})\n)?"
        rf"(?:      nfiles: {group}{COUNT})\n)?(?:      isexec: {group}true)\n)?"
    )


ENTRY: Final = re.compile(
    rf"  ({KEY}):\n    cmd: ({COMMAND})\n(?:    deps:\n((?:{_file('(?:')})+))?"
    rf"(?:    params:\n((?: {{6}}[^\n]*\n)+))?(?:    outs:\n((?:{_file('(?:')})+))?(?=  [^ ]|\Z)"
)
FILE: Final = re.compile(_file("("))
# Values of parameters without deeper levels.
PARAMS: Final = re.compile(rf"      ({KEY}):\n((?:        {KEY}:(?: {SCALAR})?\n)+)")
PARAM: Final = re.compile(rf"        ({KEY}):(?: ({SCALAR}))?\n")
NEXT: Final = re.compile(r"^  [^ \n]", re.MULTILINE)

# Every key that the pattern accepts: a schema that accepts these values accepts all that the pattern matches.
_FILES: Final = [{"path": "p", "hash": "md5", "md5": "0" * 31 + "a", "size": 1, "nfiles": 1, "isexec": True}]
SAMPLE: Final = {"cmd": "c", "deps": _FILES, "params": {"f": {"k": 1, "l": None}}, "outs": _FILES}

Mapping = dict[str, Any]


class _Last:
    """The last text that was read, and the entries whose fit to the schema the pattern did not prove."""

    text: str | None = None
    unproven: tuple[str, ...] = ()


def unproven(text: str) -> tuple[str, ...] | None:
    """The entries that the schema must check; None for all of the text."""
    return _Last.unproven if _Last.text == text else None


def parse(text: str, library: Callable[[str], Mapping]) -> Mapping | None:
    """The mapping that a dvc.lock in DVC's style holds; None for another text.

    `library` reads the text of a mapping. It raises NotSimpleError where DVC must read it, or an error of the text.
    """
    if not text.startswith(HEAD) or not NEXT.match(text, len(HEAD)):
        return None
    stages: Mapping = {}
    others: list[str] = []
    at, count = len(HEAD), 0
    while at < len(text):
        match = ENTRY.match(text, at)
        entry = match and _entry(match, library)
        if match and entry:
            stages[match[1]], at, count = entry, match.end(), count + 1
            continue
        following = NEXT.search(text, at + 1)
        end = following.start() if following else len(text)
        read = library(text[at:end])
        if len(read) != 1:
            raise NotSimpleError("an entry in a style of its own")
        stages.update(read)
        others.extend(read)
        at, count = end, count + 1
    if len(stages) != count:
        raise NotSimpleError("a key that is there twice")
    _Last.text, _Last.unproven = text, tuple(others)
    return {"schema": "2.0", "stages": stages}


def _entry(match: re.Match[str], library: Callable[[str], Mapping]) -> Mapping | None:
    """The value of a matched entry; None for types that the schema may reject."""
    name, command, deps, params, outs = match.groups()
    cmd = resolve(FOLD.sub(" ", command))
    if type(cmd) is not str or type(resolve(name)) is not str:
        return None
    entry: Mapping = {"cmd": cmd}
    if deps:
        entry["deps"] = _files(deps)
    if params:
        entry["params"] = _params(params, library)
    if outs:
        entry["outs"] = _files(outs)
    return None if None in entry.values() else entry


def _files(text: str) -> list[Mapping] | None:
    files = []
    for path, hash_name, md5, size, nfiles, isexec in FILE.findall(text):
        file: Mapping = {"path": _scalar(path)}
        if hash_name:
            file["hash"] = hash_name
        if md5:
            file["md5"] = _scalar(md5)
            if type(file["md5"]) is not str:
                return None
        if type(file["path"]) is not str:
            return None
        if size:
            file["size"] = int(size)
        if nfiles:
            file["nfiles"] = int(nfiles)
        if isexec:
            file["isexec"] = True
        files.append(file)
    return files


def _params(text: str, library: Callable[[str], Mapping]) -> Mapping | None:
    """The parameters by file; None for types that the schema may reject."""
    found: Mapping = {}
    at = 0
    while match := PARAMS.match(text, at):
        values = {key: _scalar(value) for key, value in PARAM.findall(match[2])}
        if match[1] in found or len(values) != match[2].count("\n") or not _are_words((match[1], *values)):
            break
        found[match[1]], at = values, match.end()
    if at == len(text):
        return found
    found = library(text)
    return found if all(type(values) is dict for values in found.values()) else None


def _are_words(keys: tuple[str, ...]) -> bool:
    return all(type(resolve(key)) is str for key in keys)


def _scalar(text: str) -> Scalar:
    return text[1:-1] if text.startswith("'") else resolve(text)

"""Parses each YAML text once in a run.

Saves time: without it the parse of a `dvc.lock` of 200 stages costs more than the question itself. Upstream: each
command of DVC, and each forked child, parses dvc.yaml, dvc.lock and params.yaml again
(dvc.utils.serialize._yaml.parse_yaml).
"""

from __future__ import annotations

import json
from typing import Any, Callable

from dvc_ci_engine.fast_yaml import reader
from dvc_ci_engine.memory import as_json, key_of, memory, uncollected

from . import libyaml_reader, probe
from .kinds import SAVES_TIME

KIND = SAVES_TIME


def supported() -> None:
    parse = getattr(probe.module(libyaml_reader.OWNERS[0]), "parse_yaml", None)
    for name in libyaml_reader.OWNERS:
        if getattr(probe.module(name), "parse_yaml", None) is not parse or parse is None:
            raise probe.UnsupportedError(f"{name} has no parse_yaml, or one of its own")
    probe.takes(probe.module(libyaml_reader.OWNERS[0]).parse_yaml, "text", "path", "typ")


def apply(tell: Callable[[dict[str, str]], None]) -> None:
    """Lets the parser ask the memory first. `tell` gets what was parsed anew, {key: JSON}."""

    def wrap(parse: Any) -> Any:
        def parse_once(text: str, path: str) -> Any:
            key = key_of(text)
            found = memory.known.get(key)
            with uncollected():
                if found is not None:
                    return json.loads(found)
                value = parse(text, path)
                learned = json.dumps(value) if reader.is_plain(value) else as_json(value)
            if learned is not None:
                memory.add({key: learned})
                tell({key: learned})
            return value

        return parse_once

    libyaml_reader.replace_parser(wrap)

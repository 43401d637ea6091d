"""Models by their headers: tensors with their shapes and types, of one side against the other. No model is loaded."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from typing import Any

from dvc_ci_files.faults import UnreadableError
from dvc_ci_files.gguf import read_gguf
from dvc_ci_files.onnx import read_onnx
from dvc_ci_files.safetensors import read_safetensors

READERS = {"safetensors": read_safetensors, "gguf": read_gguf, "onnx": read_onnx}
MOST_PARAMETERS = 2**53
FIRST = 10
"""Names of tensors of each change."""
LONGEST_NAME = 200


@dataclass(frozen=True)
class Model:
    """The tensors of a model: type and shape by name."""

    format: str
    tensors: dict[str, tuple[str, tuple[int, ...]]]
    parameters: int


def read_model(file: str, path: str) -> Model:
    """The model in a file. The name tells the format, which the content must have.

    :raises UnreadableError: the header is damaged, or the format is another one
    """
    name = path.lower().rpartition(".")[2]
    if name not in READERS:
        raise UnreadableError("its name has none of the ends .safetensors, .gguf and .onnx")
    with open(file, "rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        try:
            tensors = READERS[name](stream, size)
        except (RecursionError, OverflowError) as error:
            raise UnreadableError("its header is damaged") from error
    parameters = 0
    for _, shape in tensors.values():
        parameters += math.prod(shape)
        if parameters > MOST_PARAMETERS:
            raise UnreadableError("its header has impossible shapes")
    return Model(name, tensors, parameters)


def compared(now: Model | None, before: Model | None) -> dict[str, Any]:
    """The content of ModelReport (src/report/file-reports.ts) without the path."""
    shown = now or before
    if shown is None:
        return {}
    report: dict[str, Any] = {"format": shown.format}
    for prefix, side in (("", now), ("baseline_", before)):
        if side is not None:
            report[f"{prefix}parameters"] = side.parameters
            report[f"{prefix}tensors"] = len(side.tensors)
    if now is None or before is None:
        return report
    both = [name for name in now.tensors if name in before.tensors]
    reshaped = [name for name in both if now.tensors[name][1] != before.tensors[name][1]]
    retyped = [name for name in both if now.tensors[name][0] != before.tensors[name][0]]
    groups = {
        "added": [(name, "") for name in now.tensors if name not in before.tensors],
        "removed": [(name, "") for name in before.tensors if name not in now.tensors],
        "reshaped": [
            (name, f": {shape_text(before.tensors[name][1])} → {shape_text(now.tensors[name][1])}") for name in reshaped
        ],
        "retyped": [(name, f": {before.tensors[name][0]} → {now.tensors[name][0]}") for name in retyped],
    }
    for key, changes in groups.items():
        if changes:
            first = [f"{name[:LONGEST_NAME]}{change}" for name, change in changes[:FIRST]]
            report[key] = {"tensors": len(changes), "first": first}
    return report


def shape_text(shape: tuple[int, ...]) -> str:
    return str(list(shape))

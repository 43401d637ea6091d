"""Files of each kind, and what the reader says of them."""

from __future__ import annotations

import io
import json
import struct
import wave
from typing import TYPE_CHECKING, Any

from PIL import Image

from dvc_ci_files.__main__ import read_file

if TYPE_CHECKING:
    from pathlib import Path


def told(folder: Path, name: str, content: bytes, kind: str, **more: Any) -> dict[str, Any]:
    """The facts of one file of now."""
    facts: dict[str, Any] = compared(folder, name, content, None, kind, **more)["now"]
    return facts


def compared(
    folder: Path, name: str, now: bytes | None, before: bytes | None, kind: str, **more: Any
) -> dict[str, Any]:
    """The answer for a file with this content on both sides."""
    item: dict[str, Any] = {"path": name, "kind": kind, **more}
    for side, content in (("now", now), ("before", before)):
        if content is not None:
            # An object of DVC's cache has no name of its own.
            file = folder / f"{side}-object"
            file.write_bytes(content)
            item[side] = str(file)
    answer: dict[str, Any] = json.loads(json.dumps(read_file(item)))
    return answer


def picture(format_: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: Any) -> bytes:
    buffer = io.BytesIO()
    image = Image.effect_mandelbrot(size, (-2, -1.5, 1, 1.5), 60)
    image.convert(mode).save(buffer, format_, **options)
    return buffer.getvalue()


def sound(seconds: float, rate: int = 8000) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(1)
        out.setframerate(rate)
        out.writeframes(b"\x80" * int(seconds * rate))
    return buffer.getvalue()


def safetensors(tensors: dict[str, tuple[str, list[int], int]], **more: Any) -> bytes:
    """Type, shape and bytes of each tensor."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, (dtype, shape, size) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [end, end + size]}
        end += size
    header.update(more)
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + bytes(end)


def gguf(tensors: dict[str, tuple[int, list[int]]], version: int = 3, values: bytes = b"", count: int = 0) -> bytes:
    """Type and shape of each tensor; `values`: encoded metadata with `count` entries."""
    long = "<I" if version == 1 else "<Q"
    parts = [b"GGUF", struct.pack("<I", version), struct.pack(long, len(tensors)), struct.pack(long, count), values]
    for name, (kind, shape) in tensors.items():
        parts += [struct.pack(long, len(name)), name.encode(), struct.pack("<I", len(shape))]
        parts += [struct.pack(long, each) for each in shape]
        parts.append(struct.pack("<IQ", kind, 0))
    return b"".join(parts)


def varint(value: int) -> bytes:
    parts = bytearray()
    while value >= 0x80:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*parts, value])


def field(number: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def onnx(tensors: dict[str, tuple[int, list[int], bytes]], *, packed: bool = True) -> bytes:
    """Type, shape and raw data of each initializer."""
    graph = b"".join(
        field(
            5,
            (field(1, b"".join(map(varint, shape))) if packed else b"".join(field(1, each) for each in shape))
            + field(2, kind)
            + field(8, name.encode())
            + field(9, raw),
        )
        for name, (kind, shape, raw) in tensors.items()
    )
    return field(1, 8) + field(2, b"pytorch") + field(7, field(2, b"main") + graph) + field(8, b"\n\0")

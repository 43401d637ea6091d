"""The initializers of an ONNX model, from the wire format of its protocol buffer; their values are skipped.

The package onnx has 18 MB and needs numpy and protobuf, which read the whole model into memory.
https://github.com/onnx/onnx/blob/main/onnx/onnx.proto has the numbers of the fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from dvc_ci_files.faults import CUT_SHORT, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_TENSORS = 1_000_000
MOST_DIMENSIONS = 64
LONGEST_NAME = 65_535
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
# Fields of ModelProto, GraphProto and TensorProto.
IR_VERSION, GRAPH = 1, 7
INITIALIZER = 5
DIMS, DATA_TYPE, NAME, RAW_DATA = 1, 2, 8, 9
TYPES = dict(
    enumerate(
        [
            "undefined",
            "float32",
            "uint8",
            "int8",
            "uint16",
            "int16",
            "int32",
            "int64",
            "string",
            "bool",
            "float16",
            "float64",
            "uint32",
            "uint64",
            "complex64",
            "complex128",
            "bfloat16",
            "float8e4m3fn",
            "float8e4m3fnuz",
            "float8e5m2",
            "float8e5m2fnuz",
            "uint4",
            "int4",
            "float4e2m1",
        ]
    )
)
DAMAGED = "it is no ONNX model, or damaged"


class Wire:
    """Fields of messages of a protocol buffer, read where they are."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream

    def varint(self, end: int) -> int:
        value = 0
        for shift in range(0, 70, 7):
            byte = self.stream.read(1)
            if byte == b"" or self.stream.tell() > end:
                raise UnreadableError(CUT_SHORT)
            value |= (byte[0] & 0x7F) << shift
            if byte[0] < 0x80:
                return value & 0xFFFFFFFFFFFFFFFF
        raise UnreadableError(DAMAGED)

    def fields(self, end: int) -> Iterator[tuple[int, int, int]]:
        """Number, wire type, and value of each field up to a place; of bytes their end. Bytes not read are skipped."""
        while self.stream.tell() < end:
            number, wire = divmod(self.varint(end), 8)
            if wire == VARINT:
                yield number, wire, self.varint(end)
                continue
            if wire == BYTES:
                length = self.varint(end)
            elif wire in (FIXED64, FIXED32):
                length = 8 if wire == FIXED64 else 4
            else:
                raise UnreadableError(DAMAGED)
            stop = self.stream.tell() + length
            if stop > end:
                raise UnreadableError(CUT_SHORT)
            yield number, wire, stop
            self.stream.seek(stop)


def read_onnx(stream: BinaryIO, size: int) -> dict[str, tuple[str, tuple[int, ...]]]:
    """The initializers of the main graph by name.

    :param size: bytes of the file
    :raises UnreadableError: it is cut short, or no ONNX model
    """
    wire = Wire(stream)
    found: dict[str, tuple[str, tuple[int, ...]]] = {}
    seen = set()
    for number, kind, stop in wire.fields(size):
        seen.add(number)
        if number == GRAPH and kind == BYTES:
            for inner, inner_kind, inner_stop in wire.fields(stop):
                if inner == INITIALIZER and inner_kind == BYTES:
                    name, tensor = tensor_of(wire, inner_stop)
                    # A name may be absent or repeat: each initializer still counts.
                    found[name if name not in found else f"{name}#{len(found)}"] = tensor
                    if len(found) > MOST_TENSORS:
                        raise UnreadableError("it has more than a million tensors")
    if not {IR_VERSION, GRAPH} <= seen:
        raise UnreadableError(DAMAGED)
    return found


def initializer_at(
    stream: BinaryIO, size: int, offset: int
) -> tuple[str, tuple[str, tuple[int, ...]], int | None] | None:
    """The initializer of the main graph around an offset: its name, its type and shape, and the offset of its data.

    The last is None where its values have another form than `raw_data`.
    """
    wire = Wire(stream)
    for number, kind, stop in wire.fields(size):
        if number != GRAPH or kind != BYTES:
            continue
        for inner, inner_kind, inner_stop in wire.fields(stop):
            begin = stream.tell()
            if inner != INITIALIZER or inner_kind != BYTES or not begin <= offset < inner_stop:
                continue
            name, tensor = tensor_of(wire, inner_stop)
            stream.seek(begin)
            raw = next(
                (
                    stream.tell()
                    for each, each_kind, end in wire.fields(inner_stop)
                    if each == RAW_DATA and each_kind == BYTES and stream.tell() <= offset < end
                ),
                None,
            )
            return name, tensor, raw
    return None


def tensor_of(wire: Wire, end: int) -> tuple[str, tuple[str, tuple[int, ...]]]:
    """The name, the type and the shape of a TensorProto."""
    name, kind, shape = "", 0, []
    for number, wire_type, value in wire.fields(end):
        if number == DIMS and wire_type == VARINT:
            shape.append(value)
        elif number == DIMS and wire_type == BYTES:
            while wire.stream.tell() < value and len(shape) <= MOST_DIMENSIONS:
                shape.append(wire.varint(value))
        elif number == DATA_TYPE and wire_type == VARINT:
            kind = value
        elif number == NAME and wire_type == BYTES:
            length = value - wire.stream.tell()
            if length > LONGEST_NAME:
                raise UnreadableError(DAMAGED)
            name = wire.stream.read(length).decode("utf-8", "replace")
        if len(shape) > MOST_DIMENSIONS:
            raise UnreadableError(DAMAGED)
    return name, (TYPES.get(kind, f"type {kind}"), tuple(shape))

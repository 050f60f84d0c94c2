"""The recogniser's model, taught where its sentences end: then one call may read many of them, each exactly as if it stood alone.

The model as shipped runs its backward GRU over the padding of shorter sentences, which changes them. ONNX has an input for the
lengths; it is only not connected. ONNX is a protobuf: what follows reads and writes its few fields that matter.
"""

from __future__ import annotations

from collections.abc import Iterator

GRAPH, NODE = 7, 1  # fields of a model and of its graph
INPUT, OUTPUT, OPERATOR, ATTRIBUTE = 1, 2, 4, 5  # fields of a node
NAME, INTEGER, KIND = 1, 3, 20  # fields of an attribute
INT32, INTEGERS = 6, 2
BYTES = 2  # the wire type of all that has a length
LENGTHS = b"zhishi_lengths"


def with_lengths(model: bytes) -> bytes:
    """The model with its input `length` connected to every GRU.

    Raises ValueError for a model without such a GRU, or whose fields cannot be read.
    """
    parts: list[bytes | memoryview] = []
    n = 0
    for number, value, raw in _fields(memoryview(model)):
        if number != GRAPH:
            parts.append(raw)
            continue
        graph: list[bytes | memoryview] = [_field(NODE, _cast())]
        for inner, node, whole in _fields(value):
            named = _connected(node) if inner == NODE else None
            n += named is not None
            graph.append(whole if named is None else _field(NODE, named))
        parts += [_varint(GRAPH << 3 | BYTES), _varint(sum(map(len, graph))), *graph]
    if not n:
        raise ValueError("the model has no GRU that takes lengths")
    return b"".join(parts)


def _connected(node: memoryview) -> bytes | None:
    """A GRU whose lengths are left open, with them; None for every other node."""
    fields = list(_fields(node))
    if not any(number == OPERATOR and bytes(value) == b"GRU" for number, value, _ in fields):
        return None
    inputs = [value for number, value, _ in fields if number == INPUT]
    if len(inputs) < 5 or len(inputs[4]):
        return None
    seen = 0
    parts: list[bytes | memoryview] = []
    for number, _, raw in fields:
        seen += number == INPUT
        parts.append(_field(INPUT, LENGTHS) if number == INPUT and seen == 5 else raw)
    return b"".join(parts)


def _cast() -> bytes:
    """The node that makes int32 of the input `length`, which a GRU asks for."""
    to = _field(NAME, b"to") + _varint(INTEGER << 3) + _varint(INT32) + _varint(KIND << 3) + _varint(INTEGERS)
    return _field(INPUT, b"length") + _field(OUTPUT, LENGTHS) + _field(OPERATOR, b"Cast") + _field(ATTRIBUTE, to)


def _field(number: int, value: bytes) -> bytes:
    return _varint(number << 3 | BYTES) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    found.append(value)
    return bytes(found)


def _fields(message: memoryview) -> Iterator[tuple[int, memoryview, memoryview]]:
    """(number, value, the whole field) of a message, in order."""
    at = 0
    while at < len(message):
        begin = at
        key, at = _read_varint(message, at)
        kind = key & 7
        if kind == BYTES:
            size, at = _read_varint(message, at)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
        elif kind == 0:
            size = _read_varint(message, at)[1] - at
        else:
            raise ValueError(f"the model has a field of unknown kind {kind}")
        if at + size > len(message):
            raise ValueError("the model ends in the middle of a field")
        yield key >> 3, message[at : at + size], message[begin : at + size]
        at += size


def _read_varint(message: memoryview, at: int) -> tuple[int, int]:
    """A number at a place, and where it ends."""
    value = shift = 0
    while at < len(message):
        byte = message[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
    raise ValueError("the model ends in the middle of a number")

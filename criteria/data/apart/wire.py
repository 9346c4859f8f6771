"""Messages between the server and a reader: JSON that is checked where it arrives, and bytes beside it.

Nothing that arrives is ever run: a process that a hostile file has taken over could otherwise take over the server.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from typing import Any, BinaryIO

_LENGTH = struct.Struct(">Q")
LARGEST_TOLD = 256 * 2**20  # bytes of one message's JSON

Message = dict[str, Any]


def send(stream: BinaryIO, message: Message, parts: Sequence[bytes | memoryview] = ()) -> None:
    """Write a message with its parts. Raises `OSError` when nobody reads it."""
    told = json.dumps({**message, "parts": [len(part) for part in parts]}).encode()
    stream.write(_LENGTH.pack(len(told)))
    stream.write(told)
    for part in parts:
        stream.write(part)
    stream.flush()


def receive(stream: BinaryIO, most: int) -> tuple[Message, list[bytes]]:
    """The next message. Raises `EOFError` at the end, and `ValueError` for one that is larger than `most` bytes."""
    length = _LENGTH.unpack(_exactly(stream, _LENGTH.size))[0]
    if length > LARGEST_TOLD:
        raise ValueError("too large a message")
    message = json.loads(_exactly(stream, length))
    lengths = message.pop("parts")
    if sum(lengths) > most:
        raise ValueError("too large a message")
    return message, [_exactly(stream, each) for each in lengths]


def _exactly(stream: BinaryIO, length: int) -> bytes:
    found = stream.read(length)
    if len(found) < length:
        raise EOFError
    return found

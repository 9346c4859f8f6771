"""A line on which every message takes longer: a relay before a server of this machine."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from urllib.parse import urlsplit

PIECE = 65_536  # bytes


@contextmanager
def slow_line(address: str, seconds: float) -> Iterator[str]:
    """The address of a relay that keeps whatever goes to the server, or comes from it, for so long on its way."""
    opened: SimpleQueue[tuple[int, asyncio.AbstractEventLoop, asyncio.Event]] = SimpleQueue()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("localhost", urlsplit(address).port)
        with suppress(asyncio.CancelledError):  # the relay is closed while the browser is still there
            await asyncio.gather(_carry(reader, back, seconds), _carry(there, writer, seconds))

    async def relay() -> None:
        closed = asyncio.Event()
        server = await asyncio.start_server(connected, "localhost", 0)
        opened.put((server.sockets[0].getsockname()[1], asyncio.get_running_loop(), closed))
        await closed.wait()

    thread = threading.Thread(target=lambda: asyncio.run(relay()))
    thread.start()
    port, loop, closed = opened.get()
    try:
        yield f"http://localhost:{port}"
    finally:
        loop.call_soon_threadsafe(closed.set)
        thread.join()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    """Hand on every piece after its time on the line; others may be on it meanwhile."""
    under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
    arriving = asyncio.create_task(_arrive(under_way, writer))
    clock = asyncio.get_running_loop()
    with suppress(OSError):
        while piece := await reader.read(PIECE):
            under_way.put_nowait((clock.time() + seconds, piece))
    under_way.put_nowait((clock.time() + seconds, b""))
    await arriving


async def _arrive(under_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
    clock = asyncio.get_running_loop()
    with suppress(OSError):
        while True:
            due, piece = await under_way.get()
            await asyncio.sleep(max(0.0, due - clock.time()))
            if not piece:
                break
            writer.write(piece)
            await writer.drain()
    writer.close()

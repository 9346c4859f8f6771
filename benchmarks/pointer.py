"""A pointer that moves with every frame, whether the page follows or not.

Playwright's own mouse waits until the page has taken each movement, which gives a slow page all the time it wants.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence

from playwright.async_api import CDPSession, async_playwright

FRAME = 1 / 60  # seconds


def pull(port: int, address: str, places: Sequence[tuple[float, float]]) -> float:
    """Take hold of what is at the first place and pull it along the others, one a frame; seconds that it took.

    The button stays down. `port` is the browser's own for debugging, `address` that of the page.
    """
    took: list[float] = []
    thread = threading.Thread(target=lambda: took.append(asyncio.run(_pulled(port, address, places))))
    thread.start()
    thread.join()
    return took[0]


async def _pulled(port: int, address: str, places: Sequence[tuple[float, float]]) -> float:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(f"http://localhost:{port}")
        page = next(page for each in browser.contexts for page in each.pages if page.url.startswith(address))
        pointer = await page.context.new_cdp_session(page)
        await _event(pointer, "mouseMoved", places[0], 0)
        await _event(pointer, "mousePressed", places[0], 1)
        start = time.perf_counter()
        under_way = []
        for number, place in enumerate(places[1:], start=1):
            under_way.append(asyncio.create_task(_event(pointer, "mouseMoved", place, 1)))
            await asyncio.sleep(max(0.0, start + number * FRAME - time.perf_counter()))
        await asyncio.gather(*under_way)
        return time.perf_counter() - start


async def _event(pointer: CDPSession, kind: str, place: tuple[float, float], buttons: int) -> None:
    x, y = place
    await pointer.send(
        "Input.dispatchMouseEvent",
        {"type": kind, "x": x, "y": y, "button": "left", "buttons": buttons, "clickCount": buttons},
    )

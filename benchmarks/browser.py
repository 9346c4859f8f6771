"""The page in a real browser: how soon the chart follows a limit, next to a plain Streamlit page of the same moment."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from benchmarks.figures import Figure, ratios
from benchmarks.pointer import pull
from benchmarks.slow_line import slow_line
from demo_data.generate import complete, with_missingness

HERE = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
SIZE = {"width": 1440, "height": 900}
MOVED = ("Haemoglobin at least", "Platelets at least", "Creatinine clearance at least", "ECOG at most")
# For chart and number the limit that is dragged, its movements there and back, and how often. Every movement is another
# value of the limit, and for the number a value at which another number of patients is eligible.
DRAGGED = {"bars": ("Target positive within", 60, 1), "number": ("Creatinine clearance at least", 14, 4)}
DEBUGGING = 9333  # the browser's port for the pointer
ADDED = 0.15  # seconds on a slow line, to every message there and back
TAKEN = ["Take it"] * 3 + ["Back to the protocol’s own limits"]  # every time another scenario, then the first again
PRESSES = 32
OPENINGS = 9
QUIET = 700  # ms after a repaint: the address is written after a pause of the keys, and that must not meet the next key


def figures() -> Iterator[Figure]:
    """Every figure of the page, or none, with the reason, where there is no browser."""
    executable = next(filter(None, map(shutil.which, NAMES)), None)
    if executable is None:
        print(f"browser: skipped, none of {', '.join(NAMES)} is here", file=sys.stderr)
        return
    with ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        debugging = f"--remote-debugging-port={DEBUGGING}"
        browser = playwright.chromium.launch(executable_path=executable, args=[*FLAGS, debugging])
        stack.callback(browser.close)
        plain = stack.enter_context(plain_page())
        with dashboard() as ours:
            yield from moved(browser, ours, plain, "demonstration table", at_most=0.5)
            yield from dragged(browser, ours, "demonstration table")
            with slow_line(ours, ADDED) as slow:
                yield from dragged(browser, slow, f"demonstration table, {ADDED * 1000:.0f} ms added")
            yield opened(browser, ours, plain)
            yield from taken(browser, ours, plain)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        with dashboard("--data", str(large_table(folder))) as ours:
            yield from moved(browser, ours, plain, "1 million patients", at_most=0.5)
            yield from dragged(browser, ours, "1 million patients")
            with slow_line(ours, ADDED) as slow:
                yield from dragged(browser, slow, f"1 million patients, {ADDED * 1000:.0f} ms added")
            yield touched(browser, ours)


def large_table(folder: Path, patients: int = 1_000_000) -> Path:
    """A table of the demonstration's kind, large."""
    path = folder / "large.parquet"
    with_missingness(complete(patients), "raw_ehr").to_parquet(path, index=False)
    return path


# --- servers ------------------------------------------------------------------------------------------------------


@contextmanager
def plain_page() -> Iterator[str]:
    """The plain page, as Streamlit serves it without any configuration."""
    with tempfile.TemporaryDirectory() as elsewhere:  # away from our own configuration
        page = str(HERE / "plain_page.py")
        with _serving(
            ["streamlit", "run", page, "--server.headless=true", "--server.port"], Path(elsewhere)
        ) as address:
            yield address


@contextmanager
def dashboard(*arguments: str) -> Iterator[str]:
    """The dashboard, as a user starts it."""
    with _serving(["criteria", "app", *arguments, "--port"], HERE.parent) as address:
        yield address


@contextmanager
def _serving(module: list[str], folder: Path) -> Iterator[str]:
    port = _free_port()
    quiet = subprocess.DEVNULL
    server = subprocess.Popen([sys.executable, "-m", *module, str(port)], cwd=folder, stdout=quiet, stderr=quiet)
    try:
        _wait_until_healthy(server, f"http://localhost:{port}/_stcore/health")
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_healthy(server: subprocess.Popen[bytes], address: str) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until and server.poll() is None:
        with suppress(OSError), urllib.request.urlopen(address, timeout=1):
            return
        time.sleep(0.1)
    raise SystemExit(f"no answer from {address}")


# --- what is measured ---------------------------------------------------------------------------------------------


def moved(browser: Browser, ours: str, plain: str, table: str, at_most: float) -> Iterator[Figure]:
    """A key on a slider until the chart is repainted, ours and the plain page in turn; how long the chart was blank."""
    with _visit(browser, ours) as page, _visit(browser, plain) as peer:
        limits = cycle([_slider(page, name) for name in MOVED])
        limit = _slider(peer, "Limit")
        keys = cycle(["ArrowRight"] * len(MOVED) + ["ArrowLeft"] * len(MOVED))
        for key in islice(keys, 2 * len(MOVED)):  # a first round, not counted
            _press(page, next(limits), key), _press(peer, limit, key)
        pairs = [(_press(page, next(limits), key), _press(peer, limit, key)) for key in islice(keys, PRESSES)]
    took = [[each[side][0] for each in pairs] for side in (0, 1)]
    blank = [[each[side][1] for each in pairs] for side in (0, 1)]
    name = f"limit moved → chart repainted, {table}"
    yield Figure(name, median(took[0]), "ms", median(took[1]), at_most=at_most, note=ratios(took[0], took[1]))
    note = f"longest of {PRESSES}; plain page: {median(blank[1]):.0f} ms (median)"
    yield Figure(f"chart blank between two states, {table}", max(blank[0]), "ms", at_most=0, note=note)


def dragged(browser: Browser, address: str, table: str) -> Iterator[Figure]:
    """How often chart and number change in a second of a drag, and how long the chart is blank."""
    blank = []
    for (what, (limit, steps, times)), name in zip(DRAGGED.items(), ("chart", "number"), strict=True):
        with _visit(browser, address) as page:
            _hover(page, _slider(page, limit))
            seconds, seen = _drag(page, _slider(page, limit), steps, times)
        blank.append(seen["blank"])
        note = f"{seen[what]} in {seconds:.1f} s, {limit}"
        yield Figure(f"{name} while a limit is dragged, {table}", seen[what] / seconds, "/s", at_least=30, note=note)
    yield Figure(f"chart blank while a limit is dragged, {table}", max(blank), "ms", at_most=0)


def touched(browser: Browser, address: str) -> Figure:
    """A pointer on a limit until its steps are in the page: from then on it is drawn without the server."""
    took = []
    for name in MOVED:
        with _visit(browser, address) as page:
            _slider(page, name).hover()
            took.append(float(page.evaluate("async () => (await watch.steps()) - watch.pointed")))
    name = "limit touched → its first steps, 1 million patients"
    return Figure(name, max(took), "ms", at_most=250, note=f"longest of {', '.join(f'{each:.0f}' for each in took)}")


def opened(browser: Browser, ours: str, plain: str) -> Figure:
    """A new visitor's address until the first chart is visible, ours and the plain page in turn."""
    pairs = [(_open(browser, ours), _open(browser, plain)) for _ in range(OPENINGS)]
    took, peer = ([each[side] for each in pairs] for side in (0, 1))
    return Figure("page opened → chart visible", median(took), "ms", median(peer), at_most=1, note=ratios(took, peer))


def taken(browser: Browser, ours: str, plain: str) -> Iterator[Figure]:
    """The best change taken until the levers page shows what it gives, and until its first list of further changes is
    repainted; in turn a key on the slider of the plain page."""
    with _visit(browser, f"{ours}/levers") as levers, _visit(browser, plain) as page:
        buttons = cycle([levers.get_by_role("button", name=name).first for name in TAKEN])
        limit, keys = _slider(page, "Limit"), cycle(["ArrowRight", "ArrowLeft"])
        for button in islice(buttons, len(TAKEN)):  # a first round, not counted
            _press(levers, button, "Enter")
        numbers, lists, peer = [], [], []
        for button in islice(buttons, PRESSES):
            lists.append(_press(levers, button, "Enter")[0])
            numbers.append(float(levers.evaluate("watch.answered().time - watch.pressed")))
            peer.append(_press(page, limit, next(keys))[0])
    for what, took, most in (("its numbers", numbers, 2), ("the next changes", lists, None)):
        name = f"change taken → {what} on the levers page; peer: the plain page's slider moved"
        yield Figure(name, median(took), "ms", median(peer), at_most=most, note=ratios(took, peer))


# --- what a visitor does ------------------------------------------------------------------------------------------


@contextmanager
def _visit(browser: Browser, address: str) -> Iterator[Page]:
    """A new visitor, with nothing in the browser's cache, who waits for the chart."""
    context = browser.new_context(viewport=SIZE)  # type: ignore[arg-type]  # a plain dictionary of the right shape
    context.add_init_script(path=HERE / "watch.js")
    try:
        page = context.new_page()
        page.set_default_timeout(120_000)  # the first visitor waits for a million rows to be read
        page.goto(address, wait_until="commit")
        page.wait_for_function("watch.firstChart")
        page.wait_for_timeout(QUIET)
        yield page
    finally:
        context.close()


def _open(browser: Browser, address: str) -> float:
    with _visit(browser, address) as page:
        return float(page.evaluate("watch.firstChart"))


def _slider(page: Page, name: str) -> Locator:
    return page.locator(f'input[type=range][aria-label^="{name}"]')


def _hover(page: Page, slider: Locator) -> None:
    """The pointer comes to a limit, a second before its thumb is taken."""
    slider.hover()
    page.wait_for_timeout(1000)


def _press(page: Page, slider: Locator, key: str) -> tuple[float, float]:
    """One step of a limit: how long until the chart is repainted, and how long it was blank; in ms."""
    slider.focus()
    page.wait_for_timeout(QUIET)  # a person sees where the focus is before the key; meanwhile its steps arrive
    page.evaluate("watch.begin()")
    page.keyboard.press(key)
    page.wait_for_function("watch.repainted()")
    page.wait_for_timeout(QUIET)
    took, blank = page.evaluate("[watch.repainted().time - watch.pressed, watch.blank()]")
    return float(took), float(blank)


def _drag(page: Page, slider: Locator, steps: int, times: int) -> tuple[float, dict[str, float]]:
    """Pull a thumb to the right by half its slider and back: seconds, and what was seen before it was let go."""
    thumb = slider.evaluate(
        "e => { const r = e.getBoundingClientRect(), part = (e.value - e.min) / (e.max - e.min);"
        "  return {reach: (r.width - 16) / 2, x: r.x + 8 + part * (r.width - 16), y: r.y + r.height / 2}; }"
    )
    there_and_back = [1 - abs(1 - 2 * step / steps) for step in [0, *[*range(1, steps + 1)] * times]]
    page.evaluate("watch.begin()")
    seconds = pull(DEBUGGING, page.url, [(thumb["x"] + thumb["reach"] * part, thumb["y"]) for part in there_and_back])
    seen = page.evaluate(
        "({bars: watch.updates('bars'), number: watch.updates('number'), blank: watch.blank()})",
    )
    page.mouse.up()
    return seconds, seen

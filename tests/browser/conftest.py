"""A real server and a real browser. Skipped, with that reason, where there is no Chromium or Chrome."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

REPOSITORY = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 30_000  # ms
STARTING = 60  # s for a server to start, on a machine busy with the other tests
QUIET = "[data-testid=stApp][data-test-script-state=notRunning]"
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=2))  # a busy machine; what failed once is named in the summary


@pytest.fixture(scope="session")
def browser():
    executable = next(filter(None, map(shutil.which, NAMES)), None)
    if executable is None:
        pytest.skip(f"no browser on the path: install Chromium or Chrome, as one of {', '.join(NAMES)}")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield opened
        opened.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serving(*arguments: str, port: int | None = None, **environment: str):
    """A dashboard of its own, started as a user starts it; gives its address."""
    port = port or free_port()
    command = [sys.executable, "-m", "criteria", "app", "--port", str(port), *arguments]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, cwd=REPOSITORY, env=os.environ | environment, **quiet)
    try:
        _wait_until_healthy(f"http://localhost:{port}/_stcore/health")
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:  # a page that is still open keeps it waiting
            server.kill()
            server.wait(timeout=10)


def _wait_until_healthy(address: str) -> None:
    until = time.monotonic() + STARTING
    while time.monotonic() < until:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=1):
            return
        time.sleep(0.1)
    raise TimeoutError(f"no answer from {address}")


@pytest.fixture(scope="session")
def server(browser):  # noqa: ARG001 # without a browser no server is needed
    with serving() as address:
        yield address


@pytest.fixture
def visit(browser):
    """Opens an address as a new visitor and waits until it is quiet, and its first chart is drawn."""
    with contextlib.ExitStack() as visits:

        def open_at(address: str, size=WIDE, **options) -> Page:
            context = browser.new_context(viewport=size, accept_downloads=True, **options)
            visits.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            page.goto(address)
            expect(page.locator(QUIET)).to_be_visible(
                timeout=STARTING * 1000
            )  # a server's first page imports everything
            quiet(page)
            if page.locator(".chart-plot").count():
                expect(page.locator(".js-plotly-plot .main-svg").first).to_be_attached()
            return page

        yield open_at


def quiet(page: Page) -> None:
    """Wait until the server has nothing more to say."""
    expect(page.locator(QUIET)).to_be_visible()
    page.wait_for_timeout(300)
    expect(page.locator(QUIET)).to_be_visible()


def statuses(page: Page) -> list[str]:
    """Eligible, potential, excluded as they stand on the page."""
    return page.locator(".status-number").all_inner_texts()


def bars(page: Page) -> list[str]:
    """The drawn bars of the main chart."""
    return page.locator(".js-plotly-plot").first.evaluate(
        "plot => [...plot.querySelectorAll('.barlayer path')].map(path => path.getAttribute('d'))"
    )


def slider(page: Page, name: str):
    """A limit's slider by the beginning of its accessible name."""
    return page.locator(f'input[type=range][aria-label^="{name}"]')

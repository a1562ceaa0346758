"""A real Chromium against a real server of the portal on loopback."""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from werkzeug.serving import make_server

FONTS = Path(__file__).resolve().parents[2] / "decisions/static/fonts"
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def find_chromium() -> str:
    """Return Chromium's path; skip where there is none, fail where CI is set."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        reason = "no Chromium on this machine: the browser tests were not run"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    executable = find_chromium()
    home = tmp_path_factory.mktemp("data-home")
    shutil.copytree(FONTS, home / "fonts")  # or Chinese is boxes on a machine without Chinese fonts
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=list(QUIET), env={**os.environ, "XDG_DATA_HOME": str(home)}
        )
        yield browser
        browser.close()


@pytest.fixture
def server(app: Flask) -> Iterator[str]:
    """The portal on a free port of loopback."""
    running = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join(timeout=10)
    running.server_close()


class Windows:
    """Opens windows of different people, each with cookies of their own."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self.browser, self.base_url = browser, base_url
        self.opened: list[BrowserContext] = []

    def open(self, *, size: str = "desktop", scripts: bool = True):
        context = self.browser.new_context(
            base_url=self.base_url, viewport=SIZES[size], java_script_enabled=scripts, locale="zh-CN"
        )
        context.set_default_timeout(15_000)
        self.opened.append(context)
        return context.new_page()


@pytest.fixture
def windows(chromium: Browser, server: str) -> Iterator[Windows]:
    windows = Windows(chromium, server)
    yield windows
    for context in windows.opened:
        context.close()

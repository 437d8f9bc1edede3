"""A browser that belongs to nobody: the chromium of the system, with a fresh profile, that can't leave this machine."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Route, WebSocket, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
"""What the package of a distribution calls it; Playwright's own download isn't used."""
FLAGS = (
    "--no-sandbox",  # in a container one is root, and chromium refuses a sandbox then
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-dev-shm-usage",  # /dev/shm of a container is too small for a page of JupyterLab
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
LIMIT = 30_000
"""Milliseconds after which a page that doesn't show what it should has failed."""
HERE = re.compile(r"^(data|blob|about|file|chrome-error):|^(http|ws)s?://(127\.0\.0\.1|localhost)[:/]")
"""Addresses that don't leave this machine."""


def executable() -> str | None:
    """Where the browser is; None where none is installed."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser. It, and the driver of Playwright, end with the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Watch:
    """What a page did that it shouldn't: errors on its console, requests that would have left this machine."""

    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def over(self, page: Page) -> Page:
        """The same page, watched from now on; a request to the outside is cut off."""
        page.route(lambda url: not HERE.match(url), self._cut_off)
        page.on("websocket", self._websocket)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def _cut_off(self, route: Route) -> None:
        self.outside.append(route.request.url)
        route.abort()

    def _websocket(self, socket: WebSocket) -> None:
        if not HERE.match(socket.url):
            self.outside.append(socket.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")


def new_page(browser: Browser, watch: Watch, **options: object) -> Page:
    """A page in a context of its own: nothing that another page stored is in it."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, **options)  # type: ignore[arg-type]
    context.set_default_timeout(LIMIT)
    return watch.over(context.new_page())


def file_url(path: Path) -> str:
    return path.resolve().as_uri()

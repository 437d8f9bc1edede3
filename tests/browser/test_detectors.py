"""What the other tests rely on: that a page with a fault is told from one without."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import serious
from tests.browser.chromium import Watch, new_page
from tests.browser.readable import disorder, pale

HEAD = "<!doctype html><html lang=en><title>A page</title><main>"
WELL = f"{HEAD}<h1>One</h1><h2>Two</h2><table><tr><th>name</th></tr><tr><td>a</td></tr></table>"
DARK = "<style>:root { color-scheme: light dark }</style>"


def shown(open_page: Callable[..., Page], text: str, **options: str) -> Page:
    page = open_page(**options)
    page.set_content(text)
    return page


def test_a_page_without_a_fault(open_page: Callable[..., Page]) -> None:
    page = shown(open_page, WELL)
    assert disorder(page) + serious(page) + pale(page) + pale(page, printed=True) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (f"{HEAD}<h2>Two</h2>", "H1"),
        (f"{WELL}<h1>Another</h1>", "H1"),
        (f"{WELL}<h4>Four</h4>", "level 4"),
        (f"{WELL}<img src='data:,'>", "picture"),
        (f"{WELL}<svg role=img aria-labelledby=nothing><text>a</text></svg>", "picture"),
        (f"{WELL}<table><tr><td>a</td></tr></table>", "table"),
        (WELL.replace("A page", ""), "title"),
    ],
)
def test_disorder_is_found(open_page: Callable[..., Page], text: str, word: str) -> None:
    assert word in "".join(disorder(shown(open_page, text)))


@pytest.mark.parametrize(
    ("text", "media", "scheme"),
    [
        ("<p style='color:#ddd'>pale</p>", "screen", "light"),
        ("<p style='opacity:.2'>pale</p>", "screen", "light"),
        ("<p style='color:#fff;background:#222'>pale</p>", "print", "light"),
        (f"{DARK}<p style='color:#111'>pale</p>", "screen", "dark"),
        (f"{DARK}<svg><text y=20 fill='#000'>pale</text></svg>", "screen", "dark"),
        ("<svg><rect width=99 height=40 fill='#eee'/><text y=20 x=9 fill='#fff'>pale</text></svg>", "screen", "light"),
    ],
)
def test_what_cannot_be_seen_is_found(open_page: Callable[..., Page], text: str, media: str, scheme: str) -> None:
    page = shown(open_page, f"{HEAD}{text}", color_scheme=scheme)
    page.emulate_media(media=media)  # type: ignore[arg-type]
    (found,) = pale(page, printed=media == "print")
    assert "pale" in found


@pytest.mark.parametrize(
    "text",
    [
        f"{DARK}<p style='color:#111;background:#fff'>dark on light</p>",
        f"{DARK}<svg><rect width=99 height=40 fill='#a00'/><text y=20 x=9 fill='#fff'>a</text></svg>",
        f"{DARK}<svg fill='currentColor'><text y=20>a</text></svg>",
        "<details><summary>a</summary><p style='color:#fff'>folded</p></details>",
    ],
)
def test_what_can_be_seen_is_not(open_page: Callable[..., Page], text: str) -> None:
    assert pale(shown(open_page, f"{HEAD}{text}", color_scheme="dark")) == []


def test_axe_finds_what_is_serious(open_page: Callable[..., Page]) -> None:
    page = shown(open_page, f"{WELL}<button></button>")
    assert ["button-name" in one for one in serious(page)] == [True]
    assert serious(page, "h1") == []
    assert serious(page, without=("button-name",)) == []


def test_errors_and_requests_to_the_outside_are_noted(browser: Browser) -> None:
    watch = Watch()
    page = new_page(browser, watch)
    page.set_content("<img src='http://192.0.2.1/a.png'><script>console.error('one'); undefined.two</script>")
    page.wait_for_load_state("networkidle")
    page.context.close()
    assert watch.outside == ["http://192.0.2.1/a.png"]
    assert [word for word in ("one", "two", "ERR_FAILED") if not any(word in error for error in watch.errors)] == []

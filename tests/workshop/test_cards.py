"""The cards: a page per seat, whole by itself, readable by everybody, with nothing secret on it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from c9lib.errors import ParameterError
from c9lib.workshop.cards import write_cards
from tests.workshop.conftest import Read

AWS = {"target": "aws", "account_id": "210987654321"}


class Elements(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture
def page(tmp_path: Path, class_of: Read):
    def make(*rows: str, sign_in: str = "", **given: str) -> Elements:
        path = tmp_path / "cards.html"
        write_cards(path, class_of(*rows, **given), sign_in)
        return Elements(path.read_text(encoding="utf-8"))

    return make


def test_a_page_for_each_seat(page) -> None:
    told = page("01,ann", "02,bob", **AWS)
    assert told.open == []
    assert [one["aria-labelledby"] for one in told.all("article")] == ["seat-01", "seat-02"]
    assert [one["id"] for one in told.all("h2")] == ["seat-01", "seat-02"]
    assert told.all("html") == [{"lang": "en"}]
    assert len(told.all("h1")) == len(told.all("main")) == len(told.all("title")) == 1
    assert all(one.get("scope") in ("col", "row") for one in told.all("th"))
    assert "Seat 01: ann" in told.text
    assert "python-02" in told.text
    assert "Class python" in told.text


def test_it_breaks_pages_in_print_and_fetches_nothing(tmp_path: Path, class_of: Read) -> None:
    path = tmp_path / "cards.html"
    write_cards(path, class_of("01,ann", **AWS))
    text = path.read_text()
    assert re.search(r"@media print {.*article { break-after: page;", text, flags=re.DOTALL)
    assert not re.search(r"<(script|link|img|iframe)|url\(|@import", text)


def test_where_an_iam_user_signs_in(page) -> None:
    told = page("01,ann", region="eu-west-1", **AWS)
    links = [one["href"] for one in told.all("a")]
    assert links == [
        "https://210987654321.signin.aws.amazon.com/console",
        "https://eu-west-1.console.aws.amazon.com/cloud9control/home?region=eu-west-1#/",
    ]
    assert "IAM user ann" in told.text
    assert "stops after 30 minutes" in told.text


def test_where_a_session_signs_in(page) -> None:
    told = page("01,ann@x.org", learner_role="Student", sign_in="https://sso.example.com/start", **AWS)
    assert told.all("a")[0]["href"] == "https://sso.example.com/start"
    assert "ann@x.org with the role Student" in told.text
    assert page("01,ann@x.org", learner_role="Student", **AWS).all("a")[0]["href"] == "https://console.aws.amazon.com/"


def test_the_simulated_aws_has_no_console(page) -> None:
    told = page("01,ann", automatic_stop_minutes="0")
    assert told.all("a") == []
    assert "simulated: it has no console" in told.text
    assert "runs until somebody stops it" in told.text


def test_what_a_roster_says_is_text(tmp_path: Path, class_of: Read) -> None:
    path = tmp_path / "cards.html"
    owner = "arn:aws:iam::123456789012:user/ann"
    write_cards(path, class_of(f"01,<script>alert(1)</script>,{owner}", heading="seat,learner,owner_arn"))
    assert "<script" not in path.read_text()
    assert "&lt;script&gt;" in path.read_text()


@pytest.mark.parametrize("address", ["javascript:alert(1)", "sso.example.com", "https://", "file:///x"])
def test_an_address_that_no_browser_opens(tmp_path: Path, class_of: Read, address: str) -> None:
    with pytest.raises(ParameterError, match="isn't an address"):
        write_cards(tmp_path / "cards.html", class_of("01,ann"), address)
    assert not (tmp_path / "cards.html").exists()


def test_a_file_that_cant_be_written(tmp_path: Path, class_of: Read) -> None:
    with pytest.raises(ParameterError, match="can't be written"):
        write_cards(tmp_path / "no" / "cards.html", class_of("01,ann"))

"""Rows as text that lines up, and as HTML that nothing in a cell can break."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from c9lib.nouns import Fact, Observation, Table
from c9lib.nouns.table import LONGEST_CELL, LONGEST_NOTE, _folded, _width

ARN = "arn:aws:iam::123456789012:instance-profile/cloud9/AWSCloud9SSMInstanceProfile"


def test_columns_line_up() -> None:
    table = Table("T", ("thing", "state"), (("role", "there"), ("instance profile", "missing")), note="That's all.")
    assert str(table).split("\n") == [
        "T",
        "thing             state",
        "----------------  -------",
        "role              there",
        "instance profile  missing",
        "That's all.",
    ]


def test_a_newline_starts_a_new_line_of_its_cell() -> None:
    table = Table("T", ("a", "b"), (("one\ntwo", "x"), ("", "y")))
    assert str(table).split("\n")[3:] == ["one  x", "two", "     y"]


def test_long_cells_are_folded_at_spaces() -> None:
    text = "a sentence that is rather longer than the fifty-two columns of a cell"
    lines = str(Table("T", ("what", "b"), ((text, "x"),))).split("\n")[3:]
    assert lines == ["a sentence that is rather longer than the fifty-two  x", "columns of a cell"]


def test_a_long_name_isnt_broken_and_its_column_makes_room() -> None:
    lines = str(Table("T", ("name", "b"), ((f"role {ARN}", "x"), ("short", "y")))).split("\n")
    assert ARN in lines
    assert {line.rstrip()[-1] for line in (lines[3], lines[5])} == {"x", "y"}
    assert lines[3].index("x") == lines[5].index("y") == len(ARN) + 2


def test_hyphens_dont_break_names() -> None:
    name = "aws-cloud9-no-ingress-0123456789abcdef0123456789abcdef"
    assert name in str(Table("T", ("a",), ((f"the CloudFormation stack is {name}",),))).split("\n")


def test_wide_characters_count_twice_and_marks_not_at_all() -> None:
    lines = str(Table("T", ("a", "b"), (("日本", "x"), ("e\u0301e\u0301", "y"), ("four", "z")))).split("\n")[3:]
    assert lines == ["日本  x", "e\u0301e\u0301    y", "four  z"]
    assert _width("✔ ok") == 4
    assert len(_folded("日本 " * 20, LONGEST_CELL)) == 2


def test_an_empty_table_says_so() -> None:
    table = Table("T", ("a",), (), note="n " * 100, empty="nothing to change")
    lines = str(table).split("\n")
    assert lines[:2] == ["T", "  nothing to change"]
    assert all(len(line) <= LONGEST_NOTE for line in lines)
    assert "nothing to change" in table._repr_html_()


@given(st.text(alphabet="ab -日e\u0301", max_size=200), st.integers(1, 60))
def test_folding_loses_no_word_and_exceeds_the_width_with_single_words_only(text: str, width: int) -> None:
    pieces = _folded(text, width)
    assert " ".join(pieces).split() == text.split()
    assert all(_width(piece) <= width or len(piece.split()) == 1 for piece in pieces)


words = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=80)


@given(st.lists(st.tuples(words, words), max_size=5))
def test_every_line_of_a_table_has_its_second_column_at_the_same_place(rows: list[tuple[str, str]]) -> None:
    table = Table("T", ("first", "second"), tuple((one, f"|{two}") for one, two in rows))
    lines = str(table).split("\n")[1:] if rows else []
    starts = {
        _width(line[: line.index("|")]) for line in lines if "|" in line and not any("|" in one for one, _ in rows)
    }
    assert len(starts) <= 1


class Reader(HTMLParser):
    """Reads a table back: what stands in its cells, and which tags there are."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        if tag in ("td", "th"):
            self.cells.append("")
        if tag == "br":
            self.cells[-1] += "\n"

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


def test_html_holds_the_cells_as_they_are() -> None:
    cells = ('<script>alert("x")</script>', "a & b\n<i>'c'</i>", "日本")
    reader = Reader()
    reader.feed(Table('T<b> "q"', ("<a>", "b", "c"), (cells,), note="<u>")._repr_html_())
    assert reader.cells[:5] == ["<a>", "b", "c", *cells[:2]]
    assert reader.cells[5].startswith("日本")
    assert reader.tags == {"table", "caption", "thead", "tbody", "tr", "th", "td", "br", "wbr", "p"}


def test_a_long_word_may_be_folded_where_its_parts_meet_and_is_copied_whole() -> None:
    """Without this a plan is wider than the page of JupyterLab, and only a mouse moves it."""
    html = Table("t", ("a", "b"), (("route53:AssociateVPCWithHostedZone", "vpc-0123456789abcdef0"),))._repr_html_()
    assert "route53:<wbr>Associate<wbr>VPCWith<wbr>Hosted<wbr>Zone" in html
    assert ">vpc-0123456789abcdef0<" in html
    reader = Reader()
    reader.feed(html)
    assert reader.cells[2] == "route53:AssociateVPCWithHostedZone"


def test_two_prices_of_a_cell_are_no_formula() -> None:
    html = Table("t", ("a",), (("$0.05, $0.06",),), note="$1, $2")._repr_html_()
    assert html.count('class="mathjax_ignore tex2jax_ignore"') == 2


def test_a_noun_draws_itself_in_both_ways() -> None:
    seen = Observation("role", (Fact("role", "there", ARN),), data={"answer": object()})
    drawn = seen._repr_mimebundle_()
    assert drawn["text/plain"] == str(seen) == str(seen.table())
    assert ARN in drawn["text/html"].replace("<wbr>", "")
    assert not re.search("object at 0x", repr(seen))

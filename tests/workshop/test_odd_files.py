"""Files that nobody would call a roster: each is a class, or words; never anything else."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pandas
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from c9lib.errors import ParameterError
from c9lib.parameters import NAMES
from c9lib.workshop import Roster, read
from tests.workshop.conftest import CLASS

QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
CELLS = st.one_of(
    st.sampled_from(
        ["01", "ann", "ann@example.com", "nat", "true", "30", "", " ", '"', "a,b", "=1+1", "*", "arn:aws:x"]
    ),
    st.text(max_size=12),
)
HEADINGS = st.sampled_from(["seat", "learner", "learner_role", "", "Seat", *NAMES])


@st.composite
def tables(draw: st.DrawFn) -> str:
    separator = draw(st.sampled_from([",", ";", "\t"]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    heading = draw(st.lists(HEADINGS, max_size=6))
    rows = draw(st.lists(st.lists(CELLS, max_size=8), max_size=6))
    return end.join(separator.join(row) for row in [heading, *rows])


@st.composite
def right(draw: st.DrawFn) -> list[tuple[str, str]]:
    names = st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True)
    seats = draw(st.lists(names, min_size=1, max_size=8, unique=True))
    learners = draw(st.lists(names, min_size=len(seats), max_size=len(seats), unique=True))
    return list(zip(seats, learners, strict=True))


def ended(path: Path) -> Roster | tuple[str, ...]:
    """A class with somebody in it, or at least one mistake."""
    try:
        found: Roster | tuple[str, ...] = read(path, (), CLASS)
    except ParameterError as error:
        found = error.details
    if isinstance(found, Roster):
        assert found.seats
    else:
        assert found
        assert all(line and line.isprintable() for line in found)
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "roster"


@QUICK
@given(st.binary(max_size=300))
def test_bytes(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    ended(file)


@QUICK
@given(tables())
def test_tables(file: Path, content: str) -> None:
    file.write_text(content, encoding="utf-8", newline="")
    ended(file)


@settings(QUICK, max_examples=50)
@given(st.binary(max_size=80), st.integers(0, 5000))
def test_damaged_excel(file: Path, content: bytes, place: int) -> None:
    whole = BytesIO()
    pandas.DataFrame([["seat", "learner"], ["01", "ann"]]).to_excel(whole, header=False, index=False)
    good = whole.getvalue()
    place %= len(good)
    file.write_bytes(good[:place] + content + good[place + len(content) :])
    ended(file)


@settings(QUICK, max_examples=50)
@given(right(), st.sampled_from([",", ";", "\t"]), st.booleans())
def test_who_is_written_is_who_is_read(
    file: Path, people: list[tuple[str, str]], separator: str, in_excel: bool
) -> None:
    rows = [("seat", "learner"), *people]
    if in_excel:
        pandas.DataFrame(rows).to_excel(file.with_suffix(".xlsx"), header=False, index=False, engine="openpyxl")
        read_back = ended(file.with_suffix(".xlsx"))
    else:
        file.write_text("\n".join(separator.join(row) for row in rows))
        read_back = ended(file)
    assert isinstance(read_back, Roster)
    assert [(seat.name, seat.learner) for seat in read_back.seats] == people

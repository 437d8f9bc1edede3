"""The board of a class: its table, its picture and its page, with names and without, and what learners exported."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from c9lib.errors import ParameterError
from c9lib.labs.overview import HowFar, Standing, export
from c9lib.labs.progress import Record
from c9lib.simulator.front import Front
from c9lib.workshop.board import LETTERS, SORTS, Board, look
from c9lib.workshop.board_html import COLOURS, page, picture, write_page
from c9lib.workshop.board_labs import LARGEST, Done, read_labs
from c9lib.workshop.layout import lay_out
from c9lib.workshop.state import STATES, SeatState, State
from tests.least.account import inside
from tests.workshop.conftest import Connected, Read
from tests.workshop.seated import REASON, REGION, seat

NOW = datetime(2030, 1, 7, 9, 30, tzinfo=UTC)
SECRETS = ("annegret", "bobby", "carolina", "arn:", "python-0")
"""Names, ARNs and the names of environments in `board()`."""


def board(**given: Any) -> Board:
    """Four seats in four states."""
    states = (
        SeatState("01", "bobby@example.com", "idle", environment="python-01", since=NOW - timedelta(minutes=75)),
        SeatState("10", "annegret", "opened", "", "by annegret", "python-010", "e1", "i-1", NOW - timedelta(minutes=3)),
        SeatState("2", "carolina", "failed", "CREATE_FAILED", f"{REASON}: arn:aws:iam::1:user/carolina", "python-02"),
        SeatState("carolina-s", "user/carolina", "silent", "its agent isn't online", since=NOW - timedelta(days=2)),
    )
    return Board("python", "us-east-1 in a real AWS account", NOW, states, **given)


def column(found: Board, name: str) -> list[str]:
    table = found.table()
    return [row[table.columns.index(name)] for row in table.rows]


def test_the_table() -> None:
    found = board()
    assert found.table().title == "4 seats: 1 failed, 1 silent, 1 opened, 1 idle"
    assert found.table().columns == ("seat", "learner", "state", "since", "why", "environment")
    assert column(found, "seat") == ["01", "2", "10", "carolina-s"]  # as people count
    assert column(found, "since") == ["08:15, 1 h 15 min ago", "", "09:27, 3 min ago", "2030-01-05 09:30"]
    assert column(found, "why")[2] == "by annegret"
    assert not found.well


@pytest.mark.parametrize(
    ("sort", "seats"),
    [
        ("seat", ["01", "2", "10", "carolina-s"]),
        ("state", ["2", "carolina-s", "10", "01"]),
        ("learner", ["10", "01", "2", "carolina-s"]),
        ("since", ["carolina-s", "01", "10", "2"]),
    ],
)
def test_it_is_sorted_as_asked(sort: Any, seats: list[str]) -> None:
    assert sort in SORTS
    found = board(sort=sort)
    assert column(found, "seat") == seats
    assert [one["seat"] for one in found.to_json()["seats"]] == seats
    assert [one.seat for one in found.tiles()] == ["01", "10", "2", "carolina-s"]  # a seat's place stays


def test_the_picture_in_a_terminal_says_each_state_in_letters() -> None:
    assert board().picture().split("\n")[0] == "01         Id   10         Op   2          Fa   carolina-s Si"
    assert "Si   1 silent: the instance runs, but its agent isn't online" in str(board())
    assert len(set(LETTERS.values())) == len(STATES)


def test_the_picture_has_a_tile_for_each_seat() -> None:
    drawn = picture(board())
    assert drawn.count("<g ") == 4
    assert "<title>2 failed: CREATE_FAILED: AccessDeniedException" in drawn
    assert (
        'role="img" aria-label="Class python at 09:30:00 UTC, us-east-1 in a real AWS account. 4 seats: 1 failed'
        in drawn
    )
    shown: tuple[State, ...] = ("failed", "silent", "opened", "idle")
    for state in shown:
        assert f">{state}</text>" in drawn
        assert f">{LETTERS[state]}</text>" in drawn
        assert COLOURS[state] in drawn
    assert set(COLOURS) == set(STATES)


def test_without_names_no_name_is_anywhere(tmp_path: Path) -> None:
    found = board(names=False, notes=("a note",))
    write_page(tmp_path / "board.html", found)
    bundle = found._repr_mimebundle_()
    for told in ((tmp_path / "board.html").read_text(), str(found), *bundle.values(), json.dumps(found.to_json())):
        assert [name for name in SECRETS if name in told] == []
        assert "no. 4" in told  # carolina-s
    assert found.table().columns == ("seat", "state", "since", "why")
    assert column(found, "why") == ["", "CREATE_FAILED", "", "its agent isn't online"]


def test_json_has_all_of_a_seat() -> None:
    told = json.loads(json.dumps(board().to_json()))
    assert (told["class"], told["well"], told["at"]) == ("python", False, "2030-01-07T09:30:00+00:00")
    assert told["counts"] == {"failed": 1, "silent": 1, "opened": 1, "idle": 1}
    assert told["seats"][2] == {
        "seat": "10",
        "learner": "annegret",
        "state": "opened",
        "why": "by annegret",
        "environment": "python-010",
        "environment_id": "e1",
        "instance_id": "i-1",
        "lifecycle": "",
        "since": "2030-01-07T09:27:00+00:00",
        "well": True,
    }


def test_the_page_stands_alone_and_lets_nothing_in() -> None:
    told = page(board(names=True, notes=('<script>alert("x")</script>',)))
    assert not re.findall(r'(?:src|href)="(?!data:)', told)
    assert "http" not in told.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
    assert told.count("<script>") == 1
    assert "&lt;script&gt;" in told
    assert "refresh" not in told
    again = page(board(), 15)
    assert '<noscript><meta http-equiv="refresh" content="15"></noscript>' in again
    assert 'data-seconds="15"' in again


def test_the_page_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "board.html"
    write_page(target, board())
    write_page(target, board())
    assert [one.name for one in tmp_path.iterdir()] == ["board.html"]
    with pytest.raises(ParameterError, match=r"The board can't be written into .*: No such file"):
        write_page(tmp_path / "no" / "board.html", board())
    (tmp_path / "folder").mkdir()
    with pytest.raises(ParameterError):
        write_page(tmp_path / "folder", board())
    assert sorted(one.name for one in tmp_path.iterdir()) == ["board.html", "folder"]


def test_labs_as_learners_export_them(tmp_path: Path) -> None:
    standings = tuple(
        Standing(f"lab-{number}", state, Record())
        for number, state in enumerate(["passed", "passed", "begun", "mended, not named yet", "not begun"])
    )
    export(HowFar("annegret", standings), tmp_path / "01.json")
    (tmp_path / "notes.txt").write_text("nothing of ours")
    found = read_labs(tmp_path, {"01", "02"})
    assert (found.seats, found.broken) == ({"01": Done(2, 2, 5)}, ())
    assert str(found.seats["01"]) == "2 of 5, 2 begun"
    told = board(labs=found.seats)
    assert told.table().columns == ("seat", "learner", "state", "since", "labs", "why", "environment")
    assert column(told, "labs") == ["2 of 5, 2 begun", "", "", ""]
    assert told.to_json()["seats"][0]["labs"] == "2 of 5, 2 begun"
    assert "2 of 5, 2 begun" in page(told)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "Expecting property name enclosed in double quotes in line 1"),
        (b"\xff\xfe", "it isn't text in UTF-8"),
        (b"[]", "it has no list of labs"),
        (b'{"labs": 3}', "it has no list of labs"),
        (b'{"labs": [1]}', "a lab in it has no state"),
        (b'{"labs": [{"state": null}]}', "a lab in it has no state"),
        (b"[" * 100_000, "it is nested too deeply"),
        (b" " * (LARGEST + 1), "it has more than 1,000,000 bytes"),
    ],
)
def test_a_broken_file_is_told_by_name(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "02.json").write_bytes(content)
    (tmp_path / "01.json").write_text('{"labs": []}')
    found = read_labs(tmp_path, {"01", "02"})
    assert found.seats == {"01": Done(0, 0, 0)}
    assert found.broken == (f"02.json isn't an exported progress: {why}",)


def test_files_of_nobody_and_no_files(tmp_path: Path) -> None:
    (tmp_path / "1.json").write_text('{"labs": []}')
    (tmp_path / "01.json").mkdir()
    assert read_labs(tmp_path, {"01"}).broken == ("01.json can't be read: Is a directory", "1.json is no seat's")
    with pytest.raises(ParameterError, match=r"--labs .*none: No such file or directory"):
        read_labs(tmp_path / "none", {"01"})


def test_a_look_makes_the_board(
    many: Read, front: Front, boto_session: Any, connected: Connected, tmp_path: Path
) -> None:
    layout = lay_out(many(2))
    seat(front, inside(front, boto_session).client("ec2", REGION), layout, ["online", "missing"])
    (tmp_path / "learner-001.json").write_text("{}")
    session = connected(layout.own)
    found = look(session, layout, labs=read_labs(tmp_path, {"001", "002"}), sort="state")
    assert column(found, "state") == ["missing", "online"]
    assert found.place == "us-east-1 in the simulated AWS in this package"
    assert found.at.utcoffset() == timedelta(0)
    assert found.notes[0].startswith("Nobody can open an IDE on the simulated AWS")
    assert found.notes[1] == "Labs: learner-001.json is no seat's."
    hidden = look(session, layout, labs=read_labs(tmp_path, {"001", "002"}), names=False, before=found)
    assert hidden.notes[1] == "Labs: 1 file can't be used; see them without --no-names."
    assert "learner-" not in page(hidden)

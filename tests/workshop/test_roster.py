"""Rosters that are right, in every form in which a spreadsheet writes them."""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest

from c9lib.workshop import read
from tests.workshop.conftest import CLASS, Read, Written

PLAIN = "seat,learner\n01,ann\n02,bob\n"
USER = "arn:aws:iam::123456789012:user/"


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        "sep=;\n" + PLAIN.replace(",", ";"),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.replace("\n", "\r\n"),
        "\n\n" + PLAIN.replace("\n", "\n\n  \n,\n"),
        PLAIN.removesuffix("\n"),
        '"seat","learner"\n"01","ann"\n"02","bob"\n',
        "seat , learner\n 01,\u00a0ann\n02,bob ,\n",
        "learner,seat,,\nann,01,,\nbob,02,,\n",
    ],
    ids=["comma", "semicolon", "tab", "sep=", "BOM", "CRLF", "empty lines", "no end", "quotes", "spaces", "columns"],
)
def test_each_form_is_the_same_class(written: Written, content: str | bytes) -> None:
    roster = read(written(content), (), CLASS)
    assert [(one.name, one.learner, one.owner) for one in roster.seats] == [
        ("01", "ann", f"{USER}ann"),
        ("02", "bob", f"{USER}bob"),
    ]
    assert [one.parameters.deployment for one in roster.seats] == ["python-01", "python-02"]
    assert [one.parameters.environment_name for one in roster.seats] == ["python-01", "python-02"]
    assert roster.name == "python"


def excel(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    with pandas.ExcelWriter(path, engine="openpyxl") as writer:
        for name, rows in sheets.items():
            pandas.DataFrame(rows).to_excel(writer, sheet_name=name, header=False, index=False)
    return path


def test_excel_with_its_numbers_and_truths(tmp_path: Path) -> None:
    """A seat may be a number; a parameter that is a number, or true, may be one, too."""
    rows: list[list[object]] = [
        ["seat", "learner", "automatic_stop_minutes", "restrict_egress", "account_id"],
        [None, None, None, None, None],
        [1, "ann", 60, True, 123456789012],
        ["b", "bob", None, None, 123456789012],
    ]
    roster = read(excel(tmp_path / "roster.xlsx", {"Sheet1": rows}), (), CLASS)
    ann, bob = roster.seats
    assert (ann.name, ann.parameters.automatic_stop_minutes, ann.parameters.restrict_egress) == ("1", 60, True)
    assert (bob.name, bob.parameters.automatic_stop_minutes, bob.parameters.restrict_egress) == ("b", 30, False)
    assert [one.row for one in roster.seats] == [3, 4]
    assert roster.shared.account_id == "123456789012"


def test_excel_by_its_content_and_by_the_sheet_named_roster(tmp_path: Path) -> None:
    good: list[list[object]] = [["seat", "learner"], ["01", "ann"]]
    path = excel(tmp_path / "class.xlsx", {"notes": [["call bob"]], "Roster": good})
    renamed = path.rename(tmp_path / "class.csv")
    assert [seat.learner for seat in read(renamed, (), CLASS).seats] == ["ann"]


def test_the_only_sheet_that_isnt_empty(tmp_path: Path) -> None:
    path = excel(tmp_path / "class.xlsx", {"first": [], "second": [["seat", "learner"], ["01", "ann"]]})
    assert len(read(path, (), CLASS).seats) == 1


def test_rows_win_over_the_class_and_empty_cells_take_what_it_has(class_of: Read, tmp_path: Path) -> None:
    roster = class_of(
        "01,ann,,",
        "02,bob,m5.large,big",
        heading="seat,learner,instance_type,deployment",
        instance_type="t3.micro",
        automatic_stop_minutes=45,
    )
    ann, bob = (seat.parameters for seat in roster.seats)
    assert (ann.instance_type, ann.deployment, ann.automatic_stop_minutes) == ("t3.micro", "python-01", 45)
    assert (bob.instance_type, bob.deployment, bob.environment_name) == ("m5.large", "big", "python-02")


def test_a_file_of_parameters_may_name_the_role_of_the_learners(written: Written, tmp_path: Path) -> None:
    file = tmp_path / "class.yaml"
    file.write_text("deployment: python\nlearner_role: Student\nenvironment_name: course\n")
    roster = read(written("seat,learner,learner_role\n01,ann@example.com,\n02,bob@example.com,Helper\n"), [file])
    assert [seat.owner for seat in roster.seats] == [
        "arn:aws:sts::123456789012:assumed-role/Student/ann@example.com",
        "arn:aws:sts::123456789012:assumed-role/Helper/bob@example.com",
    ]
    assert [seat.parameters.environment_name for seat in roster.seats] == ["course-01", "course-02"]


@pytest.mark.parametrize(
    ("learner", "owner"),
    [
        ("ann", f"{USER}ann"),
        ("user/ann", f"{USER}ann"),
        ("0123", f"{USER}0123"),
        (f"{USER}students/ann", f"{USER}students/ann"),
        (f"{USER}ann@example.com", f"{USER}ann@example.com"),
        ("arn:aws:sts::123456789012:assumed-role/Student/ann", "arn:aws:sts::123456789012:assumed-role/Student/ann"),
    ],
)
def test_forms_of_a_learner(class_of: Read, learner: str, owner: str) -> None:
    assert class_of(f"01,{learner}").seats[0].owner == owner


def test_with_an_owner_the_learner_is_only_a_name(class_of: Read) -> None:
    roster = class_of(f"01,Ann Smith,{USER}ann", heading="seat,learner,owner_arn")
    assert (roster.seats[0].learner, roster.seats[0].owner) == ("Ann Smith", f"{USER}ann")


def test_a_column_that_is_the_same_for_all_is_the_class(class_of: Read) -> None:
    roster = class_of("01,ann,eu-west-1,nat", "02,bob,eu-west-1,nat", heading="seat,learner,region,network")
    assert (roster.shared.region, roster.shared.network) == ("eu-west-1", "nat")


def test_without_a_shared_vpc_each_seat_may_have_another_network(class_of: Read) -> None:
    roster = class_of("01,ann,public", "02,bob,nat", heading="seat,learner,network", share="none")
    assert [seat.parameters.network for seat in roster.seats] == ["public", "nat"]


SUBNETS = "01,ann,{0}vpc-0123456789abcdef0,subnet-0123456789abcdef0", "02,bob,{0}vpc-0123456789abcdef0,subnet-01234567"


@pytest.mark.parametrize(
    ("heading", "cell", "given"),
    [("seat,learner,network", "existing,", {}), ("seat,learner", "", {"network": "existing"})],
    ids=["by a column", "by the class"],
)
def test_each_row_may_name_its_own_subnet(class_of: Read, heading: str, cell: str, given: dict[str, str]) -> None:
    roster = class_of(*(row.format(cell) for row in SUBNETS), heading=f"{heading},vpc_id,subnet_id", **given)
    assert [one.parameters.subnet_id for one in roster.seats] == ["subnet-0123456789abcdef0", "subnet-01234567"]
    assert {roster.shared.network, *(one.parameters.network for one in roster.seats)} == {"existing"}


def test_the_account_of_the_class_is_the_learners(class_of: Read) -> None:
    roster = class_of("01,ann", target="aws", account_id="210987654321")
    assert roster.seats[0].owner == "arn:aws:iam::210987654321:user/ann"


def test_it_draws_itself(many: Read) -> None:
    told = str(many(60))
    assert "Class python: 60 seats" in told
    assert "and 48 more" in told

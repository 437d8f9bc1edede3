"""Rosters with mistakes: all of them in one message, each with its row and column, and nothing is called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from c9lib.aws import session
from c9lib.errors import ParameterError
from c9lib.workshop import Share, read
from tests.workshop.conftest import CLASS, Written
from tests.workshop.test_roster import excel

EVERYTHING = """seat;learner;instance_typ;region;members;deployment;automatic_stop_minutes;learner
01;ann;;us-east-1;;;30;
02;Ann;;eu-west-1;;;99999;
A 3;group/all;;us-east-1;;;;
04;bob@example.com;;us-east-1;;;;
05;arn:aws:iam::123456789012:role/x;;us-east-1;;;;
06;*;;us-east-1;;python;;
07;;;us-east-1;;python-01;;;extra
;dora;;us-east-1;;;;
01;emil;;us-east-1;;;;
"""


def mistakes(path: Path, *given: tuple[str, str], share: Share = "vpc") -> tuple[str, ...]:
    with pytest.raises(ParameterError) as caught:
        read(path, (), (*CLASS, *given), share)
    many = len(caught.value.details)
    assert caught.value.title.startswith("1 mistake in" if many == 1 else f"{many} mistakes in")
    assert caught.value.exit_code == 2
    assert caught.value.remedy
    return caught.value.details


@pytest.fixture(autouse=True)
def nobody_connects(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        pytest.fail("a session was made")

    monkeypatch.setattr(session.Session, "__init__", refuse)


def test_every_mistake_is_in_one_message(written: Written) -> None:
    found = mistakes(written(EVERYTHING), ("instance_type", "t3a.small"), ("bla", "1"))
    expected = [
        "instance_type: 't3a.small' is of a family with letters after its digit",
        "bla: there is no such parameter (-p)",
        "row 1, learner: this column is there twice",
        "row 1, instance_typ: there is no such column; nearest: instance_type",
        "row 3, learner: 'Ann' is the learner of row 2",
        "row 3, region: 'eu-west-1' differs from 'us-east-1' in row 2: a class is held in one account",
        "row 3, automatic_stop_minutes: 99999 is outside the limits: 0 to 20160",
        "row 4, seat: 'A 3' can't be part of a deployment's name: a-z, 0-9 and - within can; nearest: a-3",
        "row 4, learner: 'group/all' is a group, which can't own an environment",
        "row 5, learner: 'bob@example.com' is an e-mail, which names a session of a role, but learner_role isn't given",
        "row 6, learner: 'arn:aws:iam::123456789012:role/x' is a role's ARN",
        "row 7, learner: '*' has a wildcard in it",
        "row 8, learner: is empty",
        "row 8, column 9: has something in it, but no name",
        "row 9, seat: is empty",
        "row 10, seat: '01' is the seat of row 2",
    ]
    assert len(found) == len(expected), "\n".join(found)
    assert all(told.startswith(words) for told, words in zip(found, expected, strict=True)), "\n".join(found)


CASES: dict[str, tuple[str, str]] = {
    "no seat column": ("learner\nann\n", "row 1, seat: this column is missing"),
    "no learner column": ("seat\n01\n", "row 1, learner: this column is missing"),
    "nobody": ("seat,learner\n", "nobody is in it: there is no row below the columns"),
    "only empty rows": ("seat,learner\n,\n  ,\n\n", "nobody is in it: there is no row below the columns"),
    "empty": ("", "nobody is in it, and it names no columns: it is empty"),
    "a seat in capitals": ("seat,learner\nA1,ann\n", "row 2, seat: 'A1' can't be part of a deployment's name"),
    "a seat too long": (f"seat,learner\n{'a' * 40},ann\n", "row 2, seat: makes deployment 'python-aaa"),
    "a name too long": (
        f"seat,learner,environment_name\n01,ann,{'x' * 61}\n",
        f"row 2, environment_name: '{'x' * 61}' has 61 characters, not 1 to 60",
    ),
    "names alike": (
        "seat,learner,environment_name\n01,ann,Desk\n02,bob,desk\n",
        "row 3, environment_name: 'desk' names the environment of row 2",
    ),
    "a name that another seat comes to": (
        "seat,learner,deployment,environment_name\n01,ann,,\n02,bob,python-01,b\n",
        "row 3, deployment: 'python-01' is the deployment of row 2",
    ),
    "the deployment of the class": (
        "seat,learner,deployment\n01,ann,python\n",
        "row 2, deployment: 'python' is the deployment of the class itself",
    ),
    "an owner twice": (
        "seat,learner,owner_arn\n01,ann,\n02,Ann S.,arn:aws:iam::123456789012:user/ann\n",
        "row 3, owner_arn: 'arn:aws:iam::123456789012:user/ann' owns the environment of row 2",
    ),
    "federated": (
        "seat,learner\n01,arn:aws:sts::123456789012:federated-user/ann\n",
        "row 2, learner: 'arn:aws:sts::123456789012:federated-user/ann' is a federated user",
    ),
    "federated owner": (
        "seat,learner,owner_arn\n01,Ann,arn:aws:sts::123456789012:federated-user/ann\n",
        "row 2, owner_arn: 'arn:aws:sts::123456789012:federated-user/ann' is a federated user",
    ),
    "root": (
        "seat,learner\n01,arn:aws:iam::123456789012:root\n",
        "row 2, learner: 'arn:aws:iam::123456789012:root' is",
    ),
    "a group's ARN": ("seat,learner\n01,arn:aws:iam::123456789012:group/a\n", "row 2, learner: 'arn:aws:iam::12345"),
    "a role by name": ("seat,learner\n01,role/x\n", "row 2, learner: 'role/x' is a role, which can't own"),
    "a person's name": ("seat,learner\n01,Ann Smith\n", "row 2, learner: 'Ann Smith' is nobody's name in IAM"),
    "a learner too long": (f"seat,learner\n01,{'n' * 65}\n", f"row 2, learner: '{'n' * 65}' is nobody's name in IAM"),
    "an ARN of something": ("seat,learner\n01,arn:aws:s3:::x\n", "row 2, learner: 'arn:aws:s3:::x' isn't the ARN of"),
    "nine members": (
        'seat,learner,members\n01,ann,"'
        + ",".join(f"arn:aws:iam::123456789012:user/m{one}" for one in range(9))
        + '"\n',
        "row 2, members: [",
    ),
    "a member who owns": (
        "seat,learner,members\n01,ann,arn:aws:iam::123456789012:user/ann\n",
        "row 2, members: 'arn:aws:iam::123456789012:user/ann' is the owner already",
    ),
    "two networks in one VPC": (
        "seat,learner,network\n01,ann,nat\n02,bob,public\n",
        "row 3, network: 'public' differs from 'nat' in row 2: the seats share one VPC; with --share none",
    ),
    "a cell that isn't filled": (
        "seat,learner,availability_zones\n01,ann,\n02,bob,2\n",
        "row 2, availability_zones: is empty, which differs from '2' in row 3: the seats share one VPC",
    ),
    "two accounts": (
        "seat,learner,account_id\n01,ann,111111111111\n02,bob,222222222222\n",
        "row 3, account_id: '222222222222' differs from '111111111111' in row 2",
    ),
    "shortened": (
        "seat,learner,account_id\n01,ann,1.23457E+11\n",
        "row 2, account_id: is 1.23457E+11, a number that a spreadsheet has shortened",
    ),
    "a half-open quote": ('seat,learner\n01,"ann\n', "the roster can't be read as CSV: "),
    "columns without end": ("seat,learner" + "," * 300, "the roster has 302 columns; a roster has at most 200"),
    "NUL": ("seat,learner\n01,\0\n", "the roster isn't text: byte 16 is a NUL"),
}


@pytest.mark.parametrize("name", CASES)
def test_one_mistake_alone(written: Written, name: str) -> None:
    content, words = CASES[name]
    (told,) = mistakes(written(content))
    assert told.startswith(words)


def test_the_value_of_an_unknown_column_is_never_shown(written: Written) -> None:
    (told,) = mistakes(written("seat,learner,password\n01,ann,hunter2\n"))
    assert told == "row 1, password: there is no such column"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: path, "there is no such file"),
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: path.write_bytes(b"seat,learner\n01,M\xfcller\n"), "isn't UTF-8 text (byte 17, in line 2)"),
        (lambda path: path.write_text("seat,learner\n", encoding="utf-16"), "is UTF-16 text, not UTF-8"),
        (lambda path: path.write_bytes(b"PK\x03\x04 no zip"), "can't be read as an Excel file (.xlsx): BadZipFile"),
        (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0 old"), "is an Excel file of the old kind"),
        (lambda path: path.write_bytes(b"x" * (5 * 2**20)), "has 5242880 bytes; a roster has at most 4194304"),
    ],
    ids=["missing", "folder", "Latin-1", "UTF-16", "no zip", "xls", "huge"],
)
def test_a_file_that_cant_be_read(tmp_path: Path, make: Callable[[Path], object], words: str) -> None:
    path = tmp_path / "roster.csv"
    make(path)
    (told,) = mistakes(path)
    assert told.startswith(f"the roster {words}")


def test_the_nearest_file_is_named(written: Written) -> None:
    path = written("x", "rooster.csv")
    (told,) = mistakes(path.with_name("roster.csv"))
    assert told.endswith(f"nearest: {path}")


def test_what_excel_made_of_names(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["seat", "learner", "account_id", "automatic_stop_minutes"],
        [datetime(2026, 3, 1), "ann", "123456789012", 30],
        ["02", 123, "123456789012", 30],
        ["03", "carl", 12345678901, 30],
        ["04", "dora", "123456789012", 1.5],
    ]
    found = mistakes(excel(tmp_path / "roster.xlsx", {"Sheet1": rows}))
    starts = [
        "row 2, seat: is a date or a time in the spreadsheet (2026-03-01 00:00:00), which is what it makes of 1-3",
        "row 2, seat: is empty",
        "row 3, learner: is empty",
        "row 3, learner: is the number 123, and a number loses its leading zeros; format the column as Text",
        "row 4, account_id: '12345678901' differs from '123456789012' in row 2",
        "row 4, account_id: '12345678901' has 11 digits, not 12",
        "row 5, automatic_stop_minutes: is the number 1.5",
    ]
    assert [told[: len(words)] for told, words in zip(found, starts, strict=True)] == starts


def test_several_sheets_without_a_name(tmp_path: Path) -> None:
    sheets: dict[str, list[list[object]]] = {"a": [["seat", "learner"]], "b": [["seat", "learner"]]}
    (told,) = mistakes(excel(tmp_path / "roster.xlsx", sheets))
    assert told == "the roster has 2 sheets (a, b); name the one that is meant `roster`"


def test_a_role_that_isnt_one_and_an_owner_for_all(written: Written) -> None:
    path = written("seat,learner\n01,ann@example.com\n")
    (told,) = mistakes(path, ("learner_role", "a role"))
    assert told == "row 2, learner: learner_role 'a role' is neither the name nor the ARN of a role"
    (told,) = mistakes(written("seat,learner\n01,ann\n"), ("owner_arn", "arn:aws:iam::123456789012:user/x"))
    assert told == "owner_arn: is each seat's own; leave it out of the class's parameters"


def test_an_owner_in_another_account(written: Written) -> None:
    path = written("seat,learner\n01,arn:aws:iam::999999999999:user/ann\n")
    (told,) = mistakes(path, ("account_id", "123456789012"))
    assert told.startswith("row 2, learner: makes owner_arn 'arn:aws:iam::999999999999:user/ann' is in another account")


def test_what_is_only_wrong_together(written: Written) -> None:
    """Each row is right by itself, the class that they make isn't."""
    content = 'seat,learner,endpoint_services,restrict_egress\n01,ann,"ssm,s3",false\n'
    (told,) = mistakes(written(content), ("restrict_egress", "true"))
    assert told.startswith("endpoint_services: ['ssm', 's3'] lacks ssmmessages: restrict_egress leaves")


def test_a_class_without_a_subnet(written: Written) -> None:
    path = written("seat,learner,subnet_id\n01,ann,subnet-0123456789abcdef0\n02,bob,\n")
    found = mistakes(path, ("network", "existing"))
    assert [told.partition(":")[0] for told in found] == ["vpc_id", "subnet_id"]

"""Files, assignments and mappings to whole parameters, or to one error with every mistake."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c9lib.errors import ParameterError
from c9lib.parameters import NAMES, Parameters, from_assignments, from_mapping, load
from c9lib.parameters.rows import options

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def one(name: str, text: str) -> Path:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return file

    return one


def test_what_comes_later_wins(write: Write) -> None:
    first = write("first.yaml", "region: eu-west-1\ndeployment: one\nrepair: true\n")
    second = write("second.yaml", "deployment: two\nautomatic_stop_minutes: 60\n")
    made = load([first, second], [("automatic_stop_minutes", "90"), ("automatic_stop_minutes", "120")])
    assert made == Parameters(region="eu-west-1", deployment="two", repair=True, automatic_stop_minutes=120)


def test_nothing_gives_the_defaults() -> None:
    assert load([]) == from_mapping({}) == from_assignments([]) == Parameters()


def test_one_wrong_file_gives_one_error_with_every_mistake(write: Write) -> None:
    file = write(
        "wrong.yaml",
        "target: aws\nregoin: us-east-1\nregion: us-esat-1\nautomatic_stop_minutes: 99999\nrepair: maybe\n"
        "network: existing\nvpc_id: vpc-1\ninstance_type: [t3.small]\nlaunch_with: terraform\n",
    )
    with pytest.raises(ParameterError) as caught:
        load([file])
    error = caught.value
    assert error.exit_code == 2
    assert error.title == "9 mistakes in the parameters; nothing was called."
    named = [line.split(":")[0] for line in error.details]
    assert named == [
        *(
            "account_id",
            "region",
            "instance_type",
            "automatic_stop_minutes",
            "vpc_id",
            "subnet_id",
            "launch_with",
            "repair",
        ),
        "regoin",
    ]
    assert error.details[-1] == f"regoin: there is no such parameter; nearest: region ({file}, line 2)"
    assert error.details[3] == f"automatic_stop_minutes: 99999 is outside the limits: 0 to 20160 ({file}, line 4)"
    assert "c9lib parameters" in error.remedy[0]


def test_a_mistake_names_where_it_comes_from(write: Write) -> None:
    first = write("first.yaml", "region: mars\n")
    second = write("second.yaml", "\nrepair: maybe\n")
    with pytest.raises(ParameterError) as caught:
        load([first, second], [("vpc_cidr", "10.0.0.0/8")])
    region, cidr, repair = caught.value.details
    assert region.endswith(f"({first}, line 1)")
    assert cidr.endswith("(-p)")
    assert repair.endswith(f"({second}, line 2)")


def test_a_wrong_value_that_a_later_one_replaces_is_no_mistake(write: Write) -> None:
    assert load([write("a.yaml", "region: mars\n")], [("region", "eu-west-1")]).region == "eu-west-1"


def test_a_name_that_stands_twice_is_refused_beside_the_other_mistakes(write: Write) -> None:
    file = write("twice.yaml", "region: us-east-1\nrepair: maybe\nregion: eu-west-1\n")
    with pytest.raises(ParameterError) as caught:
        load([file])
    region, repair = caught.value.details
    assert region.startswith(f"region: stands twice, in lines 1 and 3 of {file}")
    assert "neither true nor false" in repair


def test_a_name_that_only_stands_twice_is_refused(write: Write) -> None:
    with pytest.raises(ParameterError, match="stands twice"):
        load([write("twice.yaml", "region: us-east-1\nregion: us-east-1\n")])


def test_all_files_that_can_not_be_read_are_named(write: Write, tmp_path: Path) -> None:
    bad = write("bad.yaml", "a: [\n")
    with pytest.raises(ParameterError) as caught:
        load([tmp_path / "none.yaml", bad, tmp_path])
    assert caught.value.title.startswith("3 mistakes")
    assert [str(tmp_path / "none.yaml"), str(bad), str(tmp_path)] == [
        line.split(":")[0].split(",")[0] for line in caught.value.details
    ]


def test_an_account_id_with_a_leading_zero_needs_no_quotes(write: Write) -> None:
    for digits in ("012345678901", "012345670123", "123456789012"):
        assert load([write("a.yaml", f"target: aws\naccount_id: {digits}\n")]).account_id == digits
    assert from_assignments([("target", "aws"), ("account_id", "012345670123")]).account_id == "012345670123"


def test_an_account_id_that_lost_its_zero_says_to_quote_it() -> None:
    with pytest.raises(ParameterError, match="write the 12 digits in quotes"):
        from_mapping({"target": "aws", "account_id": 12345678901})


def test_assignments_become_the_types_of_the_parameters() -> None:
    made = from_assignments(
        [
            ("automatic_stop_minutes", "0"),
            ("repair", "True"),
            ("access_for", "a, role/b"),
            ("endpoint_services", "[ssm, s3]"),
        ]
    )
    assert made.given() == {
        "automatic_stop_minutes": 0,
        "repair": True,
        "access_for": ["user/a", "role/b"],
        "endpoint_services": ["ssm", "s3"],
    }


def test_a_mapping_says_whose_mistake_it_is() -> None:
    with pytest.raises(ParameterError) as caught:
        from_mapping({"region": "mars"}, where="row 3 of the roster")
    assert caught.value.title == "1 mistake in row 3 of the roster; nothing was called."


def test_rules_are_judged_although_other_values_are_wrong() -> None:
    with pytest.raises(ParameterError) as caught:
        from_mapping(
            {"region": "mars", "subnet_id": "subnet-01234567", "endpoint_url": "http://10.0.0.1", "surplus": 1}
        )
    assert [line.split(":")[0] for line in caught.value.details] == ["region", "subnet_id", "endpoint_url", "surplus"]


def test_a_wrong_value_causes_no_second_mistake_by_a_rule() -> None:
    with pytest.raises(ParameterError) as caught:
        from_mapping({"target": "AWS", "network": "exist", "vpc_cidr": "x"})
    assert [line.split(":")[0] for line in caught.value.details] == ["target", "network", "vpc_cidr"]


def test_each_wrong_item_of_a_list_is_named() -> None:
    with pytest.raises(ParameterError) as caught:
        from_mapping({"endpoint_services": ["ssn", "ssm", "S3"]})
    first, second = caught.value.details
    assert "'ssn'" in first
    assert "'S3'" in second


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.dates(),
    lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text(), inner) | st.frozensets(st.integers()),
    max_leaves=8,
)
near = st.sampled_from([choice for one in options() for choice in one.choices]) | st.sampled_from(
    [
        "123456789012",
        "vpc-01234567",
        "subnet-01234567",
        "10.0.0.0/28",
        "172.17.0.0/16",
        "http://127.0.0.1:1",
        "[a",
        "a,b",
    ]
)
keys = st.sampled_from(NAMES) | st.text() | st.integers() | st.none() | st.tuples(st.text())


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(keys, plain | near | st.lists(near), max_size=12))
def test_any_mapping_gives_parameters_or_a_parameter_error(mapping: dict[Any, Any]) -> None:
    try:
        made = from_mapping(mapping)
    except ParameterError as error:
        str(error).encode()  # a terminal can show it
    else:
        assert set(mapping) <= set(NAMES)
        assert from_mapping(made.given()) == made


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(NAMES) | st.text(), st.text() | near), max_size=8))
def test_any_assignments_give_parameters_or_a_parameter_error(assignments: list[tuple[str, str]]) -> None:
    try:
        from_assignments(assignments)
    except ParameterError as error:
        str(error).encode()
    else:
        assert {name for name, _ in assignments} <= set(NAMES)


@settings(max_examples=200, deadline=None)
@given(
    text=st.text()
    | st.lists(st.sampled_from(["region", "account_id", ": ", "[", "]", "\n", "- ", "!!int ", "&a ", "*a", "'"])).map(
        "".join
    )
)
def test_any_file_gives_parameters_or_a_parameter_error(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        load([file])
    except ParameterError as error:
        str(error).encode()

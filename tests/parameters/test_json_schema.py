"""The JSON schema that editors complete from, and the files in parameters/."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from c9lib.errors import ParameterError
from c9lib.parameters import NAMES, Parameters, load, schema

FOLDER = Path(__file__).parents[2] / "parameters"
FILES = sorted(FOLDER.glob("*.yaml"))


def test_the_schema_file_is_the_schema_of_the_model() -> None:
    made = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
    assert (FOLDER / "schema.json").read_text(encoding="utf-8") == made, "write `made` to it"


def test_the_schema_is_one_and_explains_every_name() -> None:
    made = schema()
    jsonschema.Draft202012Validator.check_schema(made)
    assert list(made["properties"]) == list(NAMES)
    assert all(one["description"] and "title" not in one for one in made["properties"].values())


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ({}, True),
        (Parameters().model_dump(mode="json"), True),
        ({"network": "existing", "subnet_id": "subnet-01234567"}, True),
        ({"access_for": ["a", "role/b"]}, True),
        ({"regoin": "us-east-1"}, False),
        ({"region": "mars"}, False),
        ({"automatic_stop_minutes": 20161}, False),
        ({"automatic_stop_minutes": "30"}, False),
        ({"account_id": "1"}, False),
        ({"network": "nat"}, True),
        ({"launch_with": "cloudformation", "replace": True}, True),
        ({"launch_with": "terraform"}, False),
        ({"replace": "yes"}, False),
        ({"restrict_egress": True}, True),
        ({"members": ["arn:aws:iam::123456789012:user/a"], "access_policy": "statements"}, True),
        ({"members": ["arn:aws:iam::123456789012:role/a"]}, False),
        ({"members": [f"arn:aws:iam::123456789012:user/{name}" for name in "abcdefgh"]}, True),
        ({"members": [f"arn:aws:iam::123456789012:user/{name}" for name in "abcdefghi"]}, False),
        ({"access_for": ["x/y"]}, False),
        ({"owner_arn": "arn:aws:iam::123456789012:role/r"}, False),
    ],
)
def test_an_editor_takes_what_the_model_takes(given: dict[str, Any], right: bool) -> None:
    assert jsonschema.Draft202012Validator(schema()).is_valid(given) is right


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_names_its_schema_and_holds_to_it(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.splitlines()[0] == "# yaml-language-server: $schema=schema.json"
    jsonschema.Draft202012Validator(schema()).validate(yaml.safe_load(text))


def test_the_simulated_file_runs_as_it_stands() -> None:
    made = load([FOLDER / "simulated.yaml"])
    assert (made.target, made.access_for) == ("simulated", ("user/c9-learner",))


def test_the_file_for_a_real_account_waits_for_its_account() -> None:
    with pytest.raises(ParameterError) as caught:
        load([FOLDER / "aws.yaml"])
    (only,) = caught.value.details
    assert only.startswith("account_id: is missing: target aws needs the 12 digits")
    assert load([FOLDER / "aws.yaml"], [("account_id", "012345678901")]).access_for == ()


def test_the_file_for_an_existing_subnet_waits_for_its_ids() -> None:
    with pytest.raises(ParameterError) as caught:
        load([FOLDER / "existing-subnet.yaml"])
    assert [line.split(":")[0] for line in caught.value.details] == ["vpc_id", "subnet_id"]
    ids = [("account_id", "012345678901"), ("vpc_id", "vpc-01234567"), ("subnet_id", "subnet-01234567")]
    assert load([FOLDER / "aws.yaml", FOLDER / "existing-subnet.yaml"], ids).network == "existing"


@pytest.mark.parametrize("network", ["nat", "isolated"])
def test_the_file_of_a_private_network_runs_as_it_stands_and_on_top_of_another(network: str) -> None:
    assert load([FOLDER / f"{network}.yaml"]).network == network
    both = load([FOLDER / "aws.yaml", FOLDER / f"{network}.yaml"], [("account_id", "012345678901")])
    assert (both.target, both.network) == ("aws", network)


def test_the_file_of_the_way_by_a_stack_runs_as_it_stands_and_on_top_of_others() -> None:
    made = load([FOLDER / "cloudformation.yaml"])
    assert (made.launch_with, made.replace) == ("cloudformation", False)
    assert load([FOLDER / "isolated.yaml", FOLDER / "cloudformation.yaml"]).network == "isolated"

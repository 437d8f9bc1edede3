"""The model by itself: defaults, types, `given` and `to_yaml`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from pydantic import ValidationError

from c9lib.parameters import NAMES, Parameters, from_mapping, load
from c9lib.parameters.choices import REGIONS
from c9lib.parameters.model import _OWNER

# Every name of the contract with those who script the runbook, in its order.
CONTRACT = """
    target account_id region deployment environment_name description instance_type image_id automatic_stop_minutes
    owner_arn network vpc_id subnet_id vpc_cidr availability_zones endpoint_services s3_access restrict_egress
    launch_with access_for access_policy members repair replace endpoint_url
"""


def cloud9_shapes() -> dict[str, Any]:
    """The shapes of Cloud9's API with all their limits, which botocore itself doesn't keep."""
    loader = botocore.session.Session().get_component("data_loader")
    return dict(loader.load_service_model("cloud9", "service-2")["shapes"])


def test_the_names_are_those_of_the_contract() -> None:
    assert list(NAMES) == CONTRACT.split()


def test_the_defaults_are_the_simulated_aws_and_valid() -> None:
    made = Parameters()
    assert (made.target, made.account_id, made.region, made.network) == ("simulated", "", "us-east-1", "public")
    assert made.endpoint_services == ("ssm", "ssmmessages", "ec2messages", "s3")
    assert made.given() == {}
    assert Parameters.model_validate({name: getattr(made, name) for name in NAMES}) == made


def test_the_regions_are_those_that_botocore_knows_for_cloud9() -> None:
    assert list(REGIONS) == sorted(botocore.session.Session().get_available_regions("cloud9"))


def test_the_owner_pattern_is_botocores_with_ascii_written_out() -> None:
    theirs = cloud9_shapes()["UserArn"]["pattern"]
    ours = _OWNER.replace("^(arn", "^arn").removesuffix(")?$") + "$"
    assert ours.replace("A-Za-z0-9_", r"\w").replace("[0-9]+", r"\d+") == theirs.replace(r"\/", "/")


def test_the_bounds_are_those_of_botocores_model() -> None:
    model = cloud9_shapes()
    schema = Parameters.model_json_schema()["properties"]
    assert schema["environment_name"]["maxLength"] == model["EnvironmentName"]["max"]
    assert schema["environment_name"]["minLength"] == model["EnvironmentName"]["min"]
    assert schema["description"]["maxLength"] == model["EnvironmentDescription"]["max"]
    assert schema["automatic_stop_minutes"]["maximum"] == model["AutomaticStopTimeMinutes"]["max"]
    assert schema["instance_type"]["pattern"] == model["InstanceType"]["pattern"]
    assert schema["instance_type"]["maxLength"] == model["InstanceType"]["max"]


def test_parameters_are_frozen_and_can_be_a_key() -> None:
    made = Parameters()
    with pytest.raises(ValidationError, match="frozen"):
        made.region = "eu-west-1"
    assert {made: 1}[Parameters()] == 1


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"target": "aws"}, "12 digits"),
        ({"regoin": "us-east-1"}, "regoin"),
        ({"automatic_stop_minutes": True}, "automatic_stop_minutes"),
    ],
)
def test_the_constructor_refuses_what_a_file_may_not_say(given: dict[str, object], word: str) -> None:
    with pytest.raises(ValidationError, match=word):
        Parameters(**given)  # type: ignore[arg-type]


def test_given_holds_lists_and_only_what_differs() -> None:
    made = from_mapping({"access_for": ["a", "role/b"], "region": "us-east-1", "repair": True})
    assert made.given() == {"access_for": ["user/a", "role/b"], "repair": True}
    assert json.loads(json.dumps(made.given())) == made.given()


def test_yaml_written_is_read_back(tmp_path: Path) -> None:
    given = {
        "target": "aws",
        "account_id": "012345670123",
        "description": "yes: # [not] a list – für 学",
        "environment_name": "12345",
        "access_for": ["on", "group/0123"],
        "automatic_stop_minutes": 0,
        "repair": True,
    }
    made = from_mapping(given)
    file = tmp_path / "written.yaml"
    file.write_text(made.to_yaml(), encoding="utf-8")
    assert load([file]) == made
    assert 'account_id: "012345670123"' in made.to_yaml()


def test_yaml_of_the_defaults_is_read_back(tmp_path: Path) -> None:
    file = tmp_path / "written.yaml"
    file.write_text(Parameters().to_yaml(), encoding="utf-8")
    assert load([file]) == Parameters()

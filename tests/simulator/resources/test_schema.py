"""What the registry says of the types here, as the data file has it."""

from __future__ import annotations

import json

import pytest

from c9lib.simulator import resources
from c9lib.simulator.resources import schema
from c9lib.simulator.resources.nouns import handled_kinds
from c9lib.simulator.resources.schema import known, type_of
from c9lib.simulator.resources.validation import _compiled
from tools import refresh_resource_types

ENVIRONMENT = "AWS::Cloud9::EnvironmentEC2"


def test_an_environment_is_as_documented() -> None:
    """Facts 3.8."""
    found = type_of(ENVIRONMENT)
    assert found is not None
    assert set(found.create_only) == {
        "AutomaticStopTimeMinutes",
        "OwnerArn",
        "ConnectionType",
        "InstanceType",
        "ImageId",
        "SubnetId",
        "Repositories",
    }
    assert found.identifier == ("EnvironmentId",)
    assert set(found.read_only) == {"Arn", "EnvironmentId"}
    assert found.required == ()
    assert "ImageId" in found.write_only
    assert found.tagging.taggable
    assert found.tagging.system


def test_names_tell_an_unknown_type_from_one_that_is_not_simulated() -> None:
    assert known("AWS::S3::Bucket")
    assert type_of("AWS::S3::Bucket") is None
    assert not known("AWS::S3::Bucketeer")
    assert type_of("AWS::S3::Bucketeer") is None
    assert known(ENVIRONMENT)


def test_what_is_tagged_and_what_is_not() -> None:
    tagging = {
        kind: found.tagging
        for kind in ("AWS::IAM::Role", "AWS::IAM::InstanceProfile", "AWS::EC2::VPC")
        if (found := type_of(kind))
    }
    assert (tagging["AWS::IAM::Role"].taggable, tagging["AWS::IAM::Role"].system) == (True, False)
    assert not tagging["AWS::IAM::InstanceProfile"].taggable
    assert tagging["AWS::EC2::VPC"].system


def test_replacement_and_drift() -> None:
    attachment, policy = type_of("AWS::EC2::VPCGatewayAttachment"), type_of("AWS::IAM::Policy")
    assert attachment is not None
    assert attachment.delete_first
    assert attachment.drift
    assert policy is not None
    assert not policy.delete_first
    assert not policy.drift


@pytest.mark.parametrize(
    ("kind", "path", "name"),
    [
        (ENVIRONMENT, "Name", "maxLength"),
        (ENVIRONMENT, "Tags/*/Key", "maxLength"),
        (ENVIRONMENT, "Tags/Key", "maxLength"),
        ("AWS::EC2::Instance", "BlockDeviceMappings/Ebs/VolumeType", "enum"),
        ("AWS::EC2::VPCEndpoint", "DnsOptions/DnsRecordIpType", "enum"),
    ],
)
def test_a_property_is_found_by_its_path(kind: str, path: str, name: str) -> None:
    found = type_of(kind)
    assert found is not None
    assert name in found.at(path)


def test_what_is_not_there_has_no_schema() -> None:
    found = type_of(ENVIRONMENT)
    assert found is not None
    assert found.at("Foo") == {}
    assert found.at("Tags/Foo") == {}


def test_every_pattern_of_javas_can_be_read() -> None:
    text = schema.DATA.read_text(encoding="utf-8")
    patterns = set(_patterns(json.loads(text)["types"]))
    assert any(r"\p{L}" in pattern for pattern in patterns)
    for pattern in patterns:
        _compiled(pattern)


def _patterns(part: object) -> list[str]:
    if isinstance(part, list):
        return [pattern for one in part for pattern in _patterns(one)]
    if not isinstance(part, dict):
        return []
    own = [part["pattern"]] if isinstance(part.get("pattern"), str) else []
    return own + [pattern for one in part.values() for pattern in _patterns(one)]


def test_the_file_holds_exactly_the_types_that_have_a_handler() -> None:
    resources.register()
    whole = {f"{service}::{name}" for service, names in refresh_resource_types.WHOLE.items() for name in names}
    ours = {kind for kind in handled_kinds() if kind.startswith("AWS::")}
    assert ours == whole
    assert all(type_of(kind) and known(kind) for kind in whole)


def test_the_file_is_as_the_tool_writes_it() -> None:
    """Of the version of cfn-lint that is pinned."""
    assert refresh_resource_types.text() == schema.DATA.read_text(encoding="utf-8")

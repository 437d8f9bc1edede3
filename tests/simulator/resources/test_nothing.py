"""Types of which nothing is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Make = Callable[..., Any]


def test_metadata_of_cdk(resource: Make) -> None:
    metadata = resource("AWS::CDK::Metadata", logical_id="CDKMetadata", Analytics="v2:deflate64:H4sIAA").create()
    assert metadata.read() == {"Analytics": "v2:deflate64:H4sIAA", "Id": metadata.id}
    metadata.update(Analytics="v2:deflate64:other")
    assert metadata.read()["Analytics"] == "v2:deflate64:other"
    metadata.delete()


def test_a_handle_is_an_address(resource: Make) -> None:
    handle = resource("AWS::CloudFormation::WaitConditionHandle").create()
    assert handle.ref.startswith("https://cloudformation-waitcondition-us-east-1.s3.amazonaws.com/")
    other = resource("AWS::CloudFormation::WaitConditionHandle", logical_id="Other").create()
    assert handle.ref != other.ref
    handle.delete()

"""Write `c9lib/simulator/resources/data/resource_types.json`: what CloudFormation's registry says of the types here.

    .venv/bin/python tools/refresh_resource_types.py

Source: the resource schemas inside cfn-lint (MIT-0), which are those of the CloudFormation registry
(https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-type-schemas.html) with additions of cfn-lint's
own. What is kept of a type with a handler: properties with their limits, what is required, what can't be changed, what
is only read or only written, the identifier, tags, and whether drift can be detected (by a handler that reads). Left
out are descriptions, the handlers' permissions, and the keywords that the registry doesn't have: cfn-lint tells by them
what only the service itself would refuse.

Of all other types that AWS has the name is kept, so that an unknown type is told apart from one that isn't simulated.
The result is sorted, a type a line, so that a newer registry shows as a readable difference.
"""

# ruff: noqa: T201 (a tool for a terminal: what it prints is what it is for)

from __future__ import annotations

import json
import sys
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cfnlint

TARGET = Path(__file__).resolve().parents[1] / "c9lib/simulator/resources/data/resource_types.json"
SCHEMAS = Path(cfnlint.__file__).parent / "data" / "schemas"
REGION = "us-east-1"
"""The Region with the most types."""
WHOLE = {
    "AWS::CDK": ("Metadata",),
    "AWS::Cloud9": ("EnvironmentEC2",),
    "AWS::CloudFormation": ("WaitConditionHandle",),
    "AWS::EC2": (
        "DHCPOptions",
        "EIP",
        "EIPAssociation",
        "Instance",
        "InternetGateway",
        "NatGateway",
        "NetworkAcl",
        "NetworkAclEntry",
        "Route",
        "RouteTable",
        "SecurityGroup",
        "SecurityGroupEgress",
        "SecurityGroupIngress",
        "Subnet",
        "SubnetNetworkAclAssociation",
        "SubnetRouteTableAssociation",
        "VPC",
        "VPCCidrBlock",
        "VPCDHCPOptionsAssociation",
        "VPCEndpoint",
        "VPCGatewayAttachment",
    ),
    "AWS::IAM": (
        "Group",
        "GroupPolicy",
        "InstanceProfile",
        "ManagedPolicy",
        "Policy",
        "Role",
        "RolePolicy",
        "ServiceLinkedRole",
        "User",
        "UserPolicy",
        "UserToGroupAddition",
    ),
}
"""The types with a handler in `c9lib/simulator/resources/`; a test holds both together."""
NOT_THE_TYPE = ("$schema", "additionalIdentifiers", "deprecatedProperties", "handlers", "lifecycle", "sourceUrl")
NOT_THE_TYPE_EITHER = ("propertyTransform", "taggable", "typeName")
NOT_THE_REGISTRY = ("dependentExcluded", "dependentRequired", "enumCaseInsensitive", "requiredOr", "requiredXor")
"""Keywords of cfn-lint."""
NOTES = ("description", "examples", "format", "relationshipRef", "anchor")
"""Of a property: texts, and hints that the registry doesn't check."""
NAMED = ("properties", "definitions", "patternProperties")
ALTERNATIVES = ("anyOf", "oneOf", "allOf")


def schema_of(kind: str, places: dict[str, str]) -> dict[str, Any]:
    """A type's schema as cfn-lint has it, without what isn't kept."""
    read: dict[str, Any] = json.loads((SCHEMAS / "resources" / f"{places[kind]}.json").read_text(encoding="utf-8"))
    dropped = {*NOT_THE_TYPE, *NOT_THE_TYPE_EITHER, "description"}
    kept: dict[str, Any] = plain({key: value for key, value in read.items() if key not in dropped})
    kept.get("tagging", {}).pop("permissions", None)
    if "read" not in read.get("handlers", {}):
        kept["driftDetection"] = False
    return kept


def plain(schema: Any, *, names: bool = False) -> Any:
    """A schema without notes; `names` says that the keys are properties' names, which may be called as they like."""
    if isinstance(schema, list):
        # An alternative of notes alone says nothing.
        return [one for one in (plain(item) for item in schema) if one != {}]
    if not isinstance(schema, dict):
        return schema
    dropped = () if names else (*NOTES, *NOT_THE_REGISTRY)
    kept = {}
    for key, value in schema.items():
        made = plain(value, names=key in NAMED and not names)
        if key not in dropped and (names or made != [] or key not in ALTERNATIVES):
            kept[key] = made
    return kept


def names_of(places: dict[str, str]) -> dict[str, str]:
    """All types of AWS, by service: `{"AWS::EC2": "CapacityReservation CarrierGateway ..."}`."""
    found = defaultdict(list)
    for kind in sorted(places):
        service, _, name = kind.rpartition("::")
        found[service].append(name)
    return {service: " ".join(names) for service, names in found.items()}


def text_of(data: dict[str, Any]) -> str:
    """JSON with one type, one service a line."""

    def line(value: Any) -> str:
        return json.dumps(value, separators=(",", ":"), sort_keys=True)

    def block(name: str) -> str:
        return f'"{name}":{{\n' + ",\n".join(f"{line(key)}:{line(value)}" for key, value in data[name].items()) + "\n}"

    return "{\n" + ",\n".join((f'"source":{line(data["source"])}', block("names"), block("types"))) + "\n}\n"


def text() -> str:
    """What the file is to hold."""
    places: dict[str, str] = json.loads((SCHEMAS / "providers" / f"{REGION}.json").read_text(encoding="utf-8"))
    kinds = sorted(f"{service}::{name}" for service, names in WHOLE.items() for name in names)
    source = (
        f"CloudFormation registry, {REGION}, by the schemas in PyPI cfn-lint {version('cfn-lint')} (MIT-0); "
        "written by tools/refresh_resource_types.py"
    )
    types = {kind: schema_of(kind, places) for kind in kinds}
    return text_of({"source": source, "names": names_of(places), "types": types})


def main() -> int:
    """Write the file, and say how large it is."""
    written = text()
    told = json.loads(written)
    TARGET.write_text(written, encoding="utf-8")
    names = sum(len(names.split()) for names in told["names"].values())
    print(f"{TARGET}: {len(written.encode())} bytes, {len(told['types'])} types whole, {names} names")
    return 0


if __name__ == "__main__":
    sys.exit(main())

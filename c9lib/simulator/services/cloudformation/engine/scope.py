"""What the functions of a stack's template are resolved against: its parameters, what it has made, and the account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from c9lib.simulator.resources.failures import reason_of
from c9lib.simulator.resources.nouns import ResourceFailed
from c9lib.simulator.resources.schema import type_of
from c9lib.simulator.services.cloudformation.engine.exports import exports
from c9lib.simulator.services.cloudformation.engine.site import Site, handler, held
from c9lib.simulator.services.stacks import Resource
from c9lib.simulator.templates.nouns import TemplateError, Value

PARTITION = "aws"
DOMAIN = "amazonaws.com"


class StackScope:
    """The `Scope` of a stack as it is now (`templates/nouns.py`). `imports` grows by the exports that are asked for."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.imports: set[str] = set()

    def parameter(self, name: str) -> str | list[str]:
        return self.site.wanted.parameters[name].value

    def pseudo(self, name: str) -> str | list[str]:
        """AWS: "Get AWS values using pseudo parameters"."""
        if name == "AWS::NotificationARNs":
            return list(self.site.wanted.notification_arns)
        return {
            "AWS::AccountId": self.site.world.account,
            "AWS::Partition": PARTITION,
            "AWS::Region": self.site.region,
            "AWS::StackId": self.site.stack.id,
            "AWS::StackName": self.site.stack.name,
            "AWS::URLSuffix": DOMAIN,
        }[name]

    def reference(self, logical_id: str) -> str:
        resource = self._made(logical_id)
        return handler(resource.kind).reference(self.site.work(resource))

    def attribute(self, logical_id: str, name: str) -> Value:
        """Fn::GetAtt, as the resource is now. Raises `ResourceFailed` where it can't be read, or is gone."""
        resource = self._made(logical_id)
        work = self.site.work(resource)
        try:
            found = handler(resource.kind).read(work)
        except ClientError as error:
            raise ResourceFailed(reason_of(error, work)) from None
        if found is None:
            raise ResourceFailed(f"Resource {logical_id} ({resource.physical_id}) does not exist any more")
        return attribute_of(logical_id, resource.kind, found, name)

    def zones(self, region: str) -> list[str]:
        """Fn::GetAZs: the zones with a default subnet, or all where none has one (AWS's page of the function)."""
        if region != self.site.region:
            raise TemplateError(f"Template error: Fn::GetAZs of {region}: only {self.site.region} is looked at here")
        try:
            told = self.site.client("ec2").describe_availability_zones(
                Filters=[{"Name": "zone-type", "Values": ["availability-zone"]}]
            )
        except ClientError as error:
            raise TemplateError(f"Template error: Fn::GetAZs: {error.response['Error']['Message']}") from None
        every = sorted(zone["ZoneName"] for zone in told["AvailabilityZones"])
        ec2 = self.site.world.client("ec2", region, self.site.world.aws_itself)
        default = ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"]
        return sorted({subnet["AvailabilityZone"] for subnet in default}) or every

    def imported(self, name: str) -> str:
        found = exports(self.site.world, self.site.region).get(name)
        if found is None or found.stack is self.site.stack:
            raise TemplateError(f"No export named {name} found.")
        self.imports.add(name)
        self.site.stack.imports |= {name}
        return found.value

    def dynamic(self, service: str, key: str) -> str:
        """`{{resolve:ssm:NAME}}` and `{{resolve:ssm:NAME:VERSION}}`, read in the worker's name."""
        if service != "ssm":
            raise TemplateError(f"Template error: the service {service} of a dynamic reference isn't known")
        try:
            told = self.site.client("ssm").get_parameter(Name=key)["Parameter"]
        except ClientError as error:
            if error.response["Error"]["Code"] in ("ParameterNotFound", "ParameterVersionNotFound"):
                raise TemplateError(f"Parameters: [ssm:{key}] cannot be found.") from None
            raise TemplateError(error.response["Error"]["Message"]) from None
        if told["Type"] == "SecureString":
            raise TemplateError(f"Non-secure SSM parameter reference cannot be used for SecureString: {key}")
        return str(told["Value"])

    def _made(self, logical_id: str) -> Resource:
        resource = self.site.stack.resources.get(logical_id)
        if resource is None or not held(resource):
            told = f"Unresolved resource dependencies [{logical_id}] in the Resources block of the template"
            raise TemplateError(f"Template format error: {told}")
        return resource


def attribute_of(logical_id: str, kind: str, found: Mapping[str, Any], name: str) -> Value:
    """One attribute of what a resource's handler has read; a dot leads into it. Raises `TemplateError`."""
    value: Any = found
    if name in found:
        return found[name]
    for step in name.split("."):
        if not isinstance(value, Mapping) or step not in value:
            check_attribute(logical_id, kind, name)
            raise ResourceFailed(f"Resource {logical_id} has no {name} now")
        value = value[step]
    return value


def check_attribute(logical_id: str, kind: str, name: str) -> None:
    """Raise `TemplateError` for an attribute that the type doesn't have; of a type without schema nothing is known."""
    known = type_of(kind)
    if known is not None and not known.at(name.replace(".", "/")):
        told = f"resource {logical_id} does not support attribute type {name} in Fn::GetAtt"
        raise TemplateError(f"Template error: {told}")

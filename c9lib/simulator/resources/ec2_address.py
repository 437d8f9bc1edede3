"""AWS::EC2::EIP and AWS::EC2::EIPAssociation.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-eip.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c9lib.simulator.resources.ec2_common import (
    Shown,
    changed,
    removing,
    retag,
    said,
    settling,
    the_one,
    where,
)
from c9lib.simulator.resources.failures import NOT_FOUND, returned
from c9lib.simulator.resources.nouns import Handler, Properties, ResourceFailed, Waiting, Work, handles

MEMBERS = {"EIP": "PublicIp"}
"""Properties that EC2 calls otherwise."""
ASSOCIATED_WITH = ("AllocationId", "EIP", "InstanceId", "NetworkInterfaceId")


@handles("AWS::EC2::EIP", takes=("Domain", "InstanceId", "Tags"))
class Address(Handler):
    """An Elastic IP address. `Ref` is the address."""

    def create(self, work: Work) -> Waiting:
        # The registry takes `standard`, too, and makes it `vpc` (propertyTransform).
        made = work.client("ec2").allocate_address(Domain="vpc", TagSpecifications=work.specified("elastic-ip"))
        work.initiated(made["PublicIp"])
        if work.properties.get("InstanceId"):
            _associate(work, made["AllocationId"])
        yield from settling()

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        found = _by_address(work)
        if found is None:
            told = f"Address '{work.physical_id}' not found."
            raise ResourceFailed(returned(work, told, NOT_FOUND))
        if changed(work, before, "InstanceId"):
            _disassociate(work, found)
            if work.properties.get("InstanceId"):
                _associate(work, found["AllocationId"])
        retag(work, found["AllocationId"], before)
        yield from settling()

    def delete(self, work: Work) -> Waiting:
        found = _by_address(work)
        if found is None:
            return
        if work.properties.get("InstanceId"):
            _disassociate(work, found)
        yield from removing(lambda: work.client("ec2").release_address(AllocationId=found["AllocationId"]))

    def read(self, work: Work) -> Properties | None:
        found = _by_address(work)
        if found is None:
            return None
        instance = {"InstanceId": found["InstanceId"]} if found.get("InstanceId") else {}
        told = said(found, "PublicIp", "AllocationId", "Domain")
        return {**told, **instance, "Tags": work.shown_tags(found.get("Tags", []))}


def _by_address(work: Work) -> Shown | None:
    describe = work.client("ec2").describe_addresses
    return the_one(describe, "Addresses", Filters=where(public_ip=work.physical_id))


def _associate(work: Work, allocation_id: str) -> None:
    work.client("ec2").associate_address(AllocationId=allocation_id, InstanceId=work.properties["InstanceId"])


def _disassociate(work: Work, found: Shown) -> None:
    if found.get("AssociationId"):
        work.client("ec2").disassociate_address(AssociationId=found["AssociationId"])


@handles("AWS::EC2::EIPAssociation", takes=ASSOCIATED_WITH)
class AddressAssociation(Handler):
    """An Elastic IP address at an instance or an interface. `Ref` is the id of the association."""

    def create(self, work: Work) -> Waiting:
        asked = {MEMBERS.get(name, name): value for name, value in said(work.properties, *ASSOCIATED_WITH).items()}
        made = work.client("ec2").associate_address(**asked)
        work.initiated(made["AssociationId"])
        yield from settling()

    def delete(self, work: Work) -> Waiting:
        yield from removing(lambda: work.client("ec2").disassociate_address(AssociationId=work.physical_id))

    def read(self, work: Work) -> Properties | None:
        describe = work.client("ec2").describe_addresses
        found = the_one(describe, "Addresses", Filters=where(association_id=work.physical_id))
        if found is None:
            return None
        names = ("AllocationId", "InstanceId", "NetworkInterfaceId", "PrivateIpAddress")
        told = {name: value for name, value in said(found, *names).items() if value}
        return {"Id": work.physical_id, "EIP": found["PublicIp"], **told}

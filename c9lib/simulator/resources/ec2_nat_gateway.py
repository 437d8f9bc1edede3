"""AWS::EC2::NatGateway: minutes until it works, a minute until it is gone (facts 7.7).

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-natgateway.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c9lib.simulator.durations import LONG_POLL
from c9lib.simulator.resources.ec2_common import Shown, client_token, only, removing, retag, said, the_one
from c9lib.simulator.resources.failures import returned
from c9lib.simulator.resources.nouns import Handler, Properties, ResourceFailed, Waiting, Work, handles

MADE_WITH = ("SubnetId", "AllocationId", "ConnectivityType")
ENDED = ("failed", "deleted")


@handles("AWS::EC2::NatGateway", takes=(*MADE_WITH, "AvailabilityMode", "Tags"))
class NatGateway(Handler):
    """A zonal NAT gateway. `Ref` is its id."""

    def create(self, work: Work) -> Waiting:
        only(work, AvailabilityMode="zonal")
        made = work.client("ec2").create_nat_gateway(
            **said(work.properties, *MADE_WITH),
            ClientToken=client_token(work),
            TagSpecifications=work.specified("natgateway"),
        )
        work.initiated(made["NatGateway"]["NatGatewayId"])
        while (found := _shown(work)) and found["State"] == "pending":
            yield LONG_POLL
        if found is None or found["State"] != "available":
            raise _not_stable(work, found or {})

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        retag(work, work.physical_id, before)
        yield LONG_POLL

    def delete(self, work: Work) -> Waiting:
        yield from removing(lambda: work.client("ec2").delete_nat_gateway(NatGatewayId=work.physical_id))
        while (found := _shown(work)) and found["State"] not in ENDED:
            yield LONG_POLL

    def read(self, work: Work) -> Properties | None:
        found = _shown(work)
        if found is None or found["State"] in ENDED:
            return None
        address = found["NatGatewayAddresses"][0]
        return {
            **said(found, "NatGatewayId", "SubnetId", "VpcId", "ConnectivityType"),
            **said(address, "AllocationId"),
            "AvailabilityMode": "zonal",
            "EniId": address["NetworkInterfaceId"],
            "PrivateIpAddress": address["PrivateIp"],
            "Tags": work.shown_tags(found.get("Tags", [])),
        }


def _shown(work: Work) -> Shown | None:
    return the_one(work.client("ec2").describe_nat_gateways, "NatGateways", NatGatewayIds=[work.physical_id])


def _not_stable(work: Work, found: Shown) -> ResourceFailed:
    """What people report: `NatGateway nat-... is in state failed and hence failed to stabilize. Detailed failure
    message: Network vpc-... has no Internet gateway attached`."""
    state = found.get("State", "deleted")
    told = f"NatGateway {work.physical_id} is in state {state} and hence failed to stabilize."
    why = f" Detailed failure message: {found['FailureMessage']}" if found.get("FailureMessage") else ""
    return ResourceFailed(returned(work, told + why, "NotStabilized"))

"""Every figure of AWS's call limits that is known here, with its source; an estimate where AWS publishes nothing.

A bucket holds `capacity` tokens at most, and gets `refill` new ones a second. Each is an account's own, in each Region.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

EC2: Final = "EC2 Developer Guide, Request throttling for the Amazon EC2 API"
"""https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html (as read in November 2026)."""
STS: Final = "IAM User Guide, IAM and AWS STS quotas, STS request quotas"
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""
KMS: Final = "KMS Developer Guide, Request quotas"
"""https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html"""
QUOTAS: Final = "Service Quotas User Guide, Service quotas for Service Quotas"
"""https://docs.aws.amazon.com/servicequotas/latest/userguide/reference_limits.html"""
IAM: Final = (
    "estimate. AWS Security Blog, How to monitor and query IAM resources at scale, part 2: "
    "a token bucket for each API, no figures"
)
STACKS: Final = "estimate. aws/aws-sam-cli#2671 tells of 5 DescribeStacks a second; AWS publishes nothing"
SSM: Final = "estimate. Systems Manager User Guide names limits for each API and Region, and no figures"
CLOUD9: Final = "estimate. AWS publishes nothing (facts 3.5); TooManyRequestsException shows that there are limits"


@dataclass(frozen=True)
class Limit:
    """One bucket: tokens at most (`capacity`), new tokens a second (`refill`), and where both are said."""

    capacity: float
    refill: float
    source: str

    @property
    def estimated(self) -> bool:
        return self.source.startswith("estimate")


EC2_READS: Final = Limit(100, 20, EC2)
EC2_WRITES: Final = Limit(50, 5, EC2)
EC2_UNFILTERED: Final = Limit(50, 10, EC2)
EC2_INTENSIVE: Final = Limit(50, 5, EC2)

UNFILTERED: Final = frozenset(
    {
        "DescribeInstances",
        "DescribeInstanceStatus",
        "DescribeNetworkInterfaces",
        "DescribeSecurityGroups",
        "DescribeSnapshots",
        "DescribeSpotInstanceRequests",
        "DescribeVolumes",
    }
)
"""Reads that have a smaller bucket when they ask for neither a filter nor pages."""

INTENSIVE: Final = frozenset(
    {
        "AcceptVpcPeeringConnection",
        "AuthorizeSecurityGroupIngress",
        "CancelSpotInstanceRequests",
        "CreateKeyPair",
        "CreateVpcPeeringConnection",
        "DeleteVpcPeeringConnection",
        "RejectVpcPeeringConnection",
        "RevokeSecurityGroupIngress",
        "RequestSpotInstances",
    }
)

_EC2_OWN: Final = {
    (1, 0.1): "AdvertiseByoipCidr DeprovisionByoipCidr DisableImageBlockPublicAccess DisableSnapshotBlockPublicAccess "
    "EnableImageBlockPublicAccess EnableSnapshotBlockPublicAccess ProvisionByoipCidr WithdrawByoipCidr",
    (1, 0.5): "AssociateCapacityReservationBillingOwner DescribeByoipCidrs DisassociateCapacityReservationBillingOwner",
    (1, 1): "CancelDeclarativePoliciesReport CreateDefaultSubnet CreateDefaultVpc DescribeInstanceTopology "
    "DescribeMovingAddresses MoveAddressToVpc RestoreAddressToClassic StartDeclarativePoliciesReport",
    (2, 2): "ModifyInstanceMetadataDefaults",
    (4, 0.3): "CreateVpcEndpoint DeleteVpcEndpoints ModifyVpcEndpoint",
    (5, 1): "CreateCoipCidr CreateCoipPool CreateSubnetCidrReservation DeleteCoipCidr DeleteCoipPool "
    "DeleteCoipPoolPermission DeleteSubnetCidrReservation",
    (5, 2): "AuthorizeClientVpnIngress CreateClientVpnRoute DeleteClientVpnRoute DescribeHostReservationOfferings "
    "DescribeHostReservations DisableFastLaunch EnableFastLaunch GetHostReservationPurchasePreview "
    "PurchaseHostReservation RevokeClientVpnIngress RunInstances StartInstances",
    (5, 5): "DeleteQueuedReservedInstances DescribeDeclarativePoliciesReports GetDeclarativePoliciesReportSummary "
    "PurchaseReservedInstancesOffering",
    (10, 0.15): "DescribeCapacityBlockExtensionOfferings DescribeCapacityBlockOfferings PurchaseCapacityBlock "
    "PurchaseCapacityBlockExtension",
    (10, 1): "AcceptVpcEndpointConnections AssignPrivateNatGatewayAddress AssociateEnclaveCertificateIamRole "
    "AssociateNatGatewayAddress CreateNatGateway CreateVpcEndpointServiceConfiguration DeleteNatGateway "
    "DeleteVpcEndpointServiceConfigurations DisassociateEnclaveCertificateIamRole DisassociateNatGatewayAddress "
    "GetAssociatedEnclaveCertificateIamRoles ModifyVpcEndpointServiceConfiguration RejectVpcEndpointConnections "
    "UnassignPrivateNatGatewayAddress",
    (10, 2): "AttachVerifiedAccessTrustProvider CreateVerifiedAccessGroup CreateVerifiedAccessInstance "
    "CreateVerifiedAccessTrustProvider DeleteVerifiedAccessGroup DeleteVerifiedAccessInstance "
    "DeleteVerifiedAccessTrustProvider DescribeVerifiedAccessInstanceLoggingConfigurations "
    "DetachVerifiedAccessTrustProvider ModifyVerifiedAccessGroup ModifyVerifiedAccessInstance "
    "ModifyVerifiedAccessInstanceLoggingConfiguration ModifyVerifiedAccessTrustProvider",
    (10, 10): "DescribeAggregateIdFormat DescribeIdFormat DescribeIdentityIdFormat DescribePrincipalIdFormat "
    "DescribeReservedInstancesOfferings",
    (20, 4): "CreateVerifiedAccessEndpoint DeleteVerifiedAccessEndpoint ModifyVerifiedAccessEndpoint "
    "ModifyVerifiedAccessEndpointPolicy ModifyVerifiedAccessGroupPolicy",
    (20, 5): "DescribeSecurityGroupReferences DescribeStaleSecurityGroups",
    (50, 0.1): "CreateRestoreImageTask CreateStoreImageTask",
    (50, 0.5): "DescribeStoreImageTasks",
    (50, 3): "CreateSpotDatafeedSubscription DeleteSpotDatafeedSubscription DescribeSpotFleetRequests",
    (100, 1): "CopyImage",
    (100, 5): "AssignIpv6Addresses AssignPrivateIpAddresses AssociateIamInstanceProfile CreateLaunchTemplateVersion "
    "CreateNetworkInterface CreateSnapshot CreateSnapshots CreateVolume DeleteNetworkInterface DeleteSnapshot "
    "DeleteVolume DeregisterImage DescribeSpotFleetInstances DescribeSpotFleetRequestHistory "
    "DisassociateIamInstanceProfile ModifyImageAttribute ModifyInstanceMetadataOptions ModifyLaunchTemplate "
    "ModifyNetworkInterfaceAttribute ModifySnapshotAttribute TerminateInstances UnassignPrivateIpAddresses",
    (100, 10): "CreateTags DeleteTags",
    (100, 13): "DescribeSpotDatafeedSubscription",
}
"""The page's "Uncategorized actions": those with figures of their own, by these."""

EC2_OWN: Final = {
    name: Limit(capacity, refill, EC2) for (capacity, refill), names in _EC2_OWN.items() for name in names.split()
}

EC2_INSTANCES: Final = {
    "RunInstances": Limit(1000, 2, EC2),
    "StartInstances": Limit(1000, 2, EC2),
    "StopInstances": Limit(1000, 20, EC2),
    "TerminateInstances": Limit(1000, 20, EC2),
}
"""Second buckets, from which a request takes a token for each instance."""

STS_SHARED: Final = Limit(600, 600, STS)
"""One bucket for all that is signed. STS's own words: requests a second."""

IAM_READS: Final = Limit(40, 10, IAM)
IAM_WRITES: Final = Limit(20, 5, IAM)
CLOUD9_READS: Final = Limit(40, 10, CLOUD9)
CLOUD9_WRITES: Final = Limit(10, 2, CLOUD9)
SSM_READS: Final = Limit(40, 10, SSM)
SSM_WRITES: Final = Limit(20, 5, SSM)
SSM_PARAMETERS: Final = Limit(40, 40, SSM)
"""GetParameter and GetParameters, which share Parameter Store's throughput."""
STACK_READS: Final = Limit(10, 5, STACKS)
STACK_WRITES: Final = Limit(10, 2, STACKS)

_KMS: Final = {
    2000: "DescribeKey GetPublicKey ListResourceTags",
    1000: "GetKeyPolicy GetKeyRotationStatus",
    500: "ListAliases ListKeys",
    100: "ListGrants ListKeyPolicies ListKeyRotations ListRetirableGrants",
    50: "CreateGrant RetireGrant RevokeGrant",
    15: "DeleteAlias EnableKeyRotation ImportKeyMaterial PutKeyPolicy ScheduleKeyDeletion",
    10: "TagResource",
}
KMS_RATES: Final = {name: rate for rate, names in _KMS.items() for name in names.split()}
"""Requests a second, each operation for itself."""
KMS_OTHERS: Final = 5
"""What the page gives to the other operations on keys (CreateKey, EnableKey, CreateAlias …)."""

QUOTAS_BY_TENS: Final = frozenset({"ListAWSDefaultServiceQuotas", "ListServiceQuotas"})
"""10 a second and 10 more in one burst; 5 and 5 for the others."""

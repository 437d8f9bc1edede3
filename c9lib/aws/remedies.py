"""What a person can do when AWS refuses: by AWS's code, and where the code has many meanings by its message."""

from __future__ import annotations

import re
from dataclasses import dataclass

PERMISSION = ("Ask for the permission that the message names; the plan lists every permission that a step needs.",)
SIGN_IN = ("Sign in again, then run the same command: it goes on where it stopped.",)
WHO = ("Check which credentials are in use: aws sts get-caller-identity",)
LATER = ("Wait a minute, then run the same command: it goes on where it stopped.",)
QUOTA = ("Ask for a higher quota in Service Quotas, or remove what is no longer needed.",)
NETWORK = ("Check the network, and the parameter endpoint_url if it is set; then run the same command.",)
LOOKS_FIRST = "Run the same command again: it looks first whether that was done, and goes on from there."
GOES_ON = "Then run the same command: it goes on where it stopped."
CLOCK = (
    "Check the clock of this machine (`date -u`): AWS refuses what is signed more than 5 minutes off.",  # SigV4
    GOES_ON,
)
CAPACITY = (
    "AWS has none of this instance type left there just now: try again later,",
    "or choose another zone (availability_zone) or type (instance_type).",
    "What must not be lost is reserved before: a capacity reservation of EC2.",
)

REMEDIES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("AccessDenied", "AccessDeniedException", "UnauthorizedOperation"), PERMISSION),
    **dict.fromkeys(("ExpiredToken", "ExpiredTokenException", "RequestExpired"), SIGN_IN),
    **dict.fromkeys(
        ("InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure", "SignatureDoesNotMatch"), WHO
    ),
    **dict.fromkeys(("Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded"), LATER),
    **dict.fromkeys(
        ("InternalError", "InternalFailure", "InternalServerErrorException", "ServiceFailure", "ServiceUnavailable"),
        LATER,
    ),
    "Unavailable": LATER,
    **dict.fromkeys(("LimitExceeded", "LimitExceededException"), QUOTA),
    "RequestTimeTooSkewed": CLOCK,
    **dict.fromkeys(("InsufficientInstanceCapacity", "InsufficientHostCapacity"), CAPACITY),
    "DependencyViolation": ("Something else uses it. `c9lib verify` and the console's VPC page show what.",),
    "NotSimulated": ("The simulated AWS doesn't have this; the same call works on a real account.",),
}


@dataclass(frozen=True)
class Quota:
    """A quota: AWS's default, the command that shows its use, its name in Service Quotas ("" where it is fixed), and
    what to ask for. IAM's are asked for in us-east-1."""

    default: str
    listing: str
    service: str
    code: str = ""
    wanted: int = 10

    def remedy(self, region: str) -> tuple[str, ...]:
        place = "" if self.service == "iam" else f" --region {region}"
        shown = f"Remove what nobody needs; this shows it: aws {self.listing}{place}"
        if not self.code:
            return (shown, f"It is fixed at {self.default}; nobody can raise it.", GOES_ON)
        asking = (
            f"aws service-quotas request-service-quota-increase --service-code {self.service} --quota-code {self.code}"
            f" --desired-value {self.wanted} --region {'us-east-1' if self.service == 'iam' else region}"
        )
        return (shown, f"Or ask for more than {self.default}: {asking}", GOES_ON)


QUOTAS: dict[str, Quota] = {  # Amazon VPC User Guide, "Amazon VPC quotas"; for addresses and NAT gateways facts 7.7
    "VpcLimitExceeded": Quota("5 VPCs per Region", "ec2 describe-vpcs", "vpc", "L-F678F1CE"),
    "InternetGatewayLimitExceeded": Quota(
        "5 internet gateways per Region", "ec2 describe-internet-gateways", "vpc", "L-A4707A72"
    ),
    "AddressLimitExceeded": Quota("5 Elastic IP addresses per Region", "ec2 describe-addresses", "ec2", "L-0263D0A3"),
    "NatGatewayLimitExceeded": Quota("5 NAT gateways per zone", "ec2 describe-nat-gateways", "vpc", "L-FE5A380F"),
    "SubnetLimitExceeded": Quota("200 subnets per VPC", "ec2 describe-subnets", "vpc", "L-407747CB", 250),
    "RouteTableLimitExceeded": Quota("200 route tables per VPC", "ec2 describe-route-tables", "vpc", "L-589F43AA", 250),
    "RouteLimitExceeded": Quota("500 routes per table", "ec2 describe-route-tables", "vpc", "L-93826ACB", 600),
    "SecurityGroupLimitExceeded": Quota(
        "2,500 security groups per Region", "ec2 describe-security-groups", "vpc", "L-E79EC296", 3000
    ),
    "RulesPerSecurityGroupLimitExceeded": Quota(
        "60 rules per direction and security group", "ec2 describe-security-group-rules", "vpc", "L-0EA8095F", 100
    ),
    "VpcEndpointLimitExceeded": Quota(
        "50 interface endpoints per VPC", "ec2 describe-vpc-endpoints", "vpc", "L-29B6F2EB", 60
    ),
    **dict.fromkeys(
        ("VcpuLimitExceeded", "InstanceLimitExceeded"),
        Quota("the vCPUs that your account has (new ones 5)", "ec2 describe-instances", "ec2", "L-1216C47A", 32),
    ),
}
"""By EC2's code."""
IAM_QUOTAS: dict[str, Quota] = {  # IAM User Guide, "IAM and AWS STS quotas"; facts 5.10
    "RolesPerAccount": Quota("1,000 roles per account", "iam list-roles", "iam", "L-FE177D64", 2000),
    "InstanceProfilesPerAccount": Quota(
        "1,000 instance profiles per account", "iam list-instance-profiles", "iam", "L-6E65F664", 2000
    ),
    "PoliciesPerAccount": Quota(
        "1,500 customer managed policies per account", "iam list-policies --scope Local", "iam", "L-E95E4862", 2000
    ),
    "PoliciesPerRole": Quota(
        "20 managed policies per role", "iam list-attached-role-policies --role-name ROLE", "iam", "L-0DA4ABF3", 25
    ),
    "PoliciesPerUser": Quota(
        "20 managed policies per user", "iam list-attached-user-policies --user-name USER", "iam", "L-4019AD8B", 25
    ),
    "PoliciesPerGroup": Quota(
        "10 managed policies per group", "iam list-attached-group-policies --group-name GROUP", "iam"
    ),
    "VersionsPerPolicy": Quota("5 versions per policy", "iam list-policy-versions --policy-arn POLICY", "iam"),
}
"""By the name that IAM's message says ("Cannot exceed quota for RolesPerAccount: 1000"); its code is always the
same."""
NAMED = re.compile(r"quota for (\w+)")
OFF_CLOCK = re.compile(r"signature (has )?expired|not yet current|is now (earlier|later) than", re.IGNORECASE)
OPT_IN = ("af-south-1", "ap-east-1", "eu-south-1", "il-central-1", "me-south-1")
"""Regions with Cloud9 that an account has to switch on first (AWS Account Management, "Enable or disable Regions")."""


def remedy(code: str, message: str, region: str) -> tuple[str, ...]:
    """What to do about a refusal; () when nothing is known that helps."""
    quota = QUOTAS.get(code)
    if code == "LimitExceeded" and (named := NAMED.search(message)):
        quota = IAM_QUOTAS.get(named[1])
    if quota:
        return quota.remedy(region)
    if OFF_CLOCK.search(message):
        return CLOCK
    known = REMEDIES.get(code, ())
    return (*known, *_switched_off(region)) if known is WHO and region in OPT_IN else known


def _switched_off(region: str) -> tuple[str, ...]:
    """In a Region that is switched off the best credentials are unknown."""
    return (
        f"If they are the right ones, Region {region} may be switched off for this account; this shows it:",
        f"aws account get-region-opt-status --region-name {region} --region us-east-1",
        f"and this switches it on (some minutes): aws account enable-region --region-name {region} --region us-east-1",
    )

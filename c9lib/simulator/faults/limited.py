"""Operations that a quota limits: by which error, or by which quota. Plain data, so that a command line costs no moto.

EC2 API reference, "Error codes for the Amazon EC2 API"; IAM User Guide, "IAM and AWS STS quotas".
"""

from __future__ import annotations

EC2 = {
    "AllocateAddress": "AddressLimitExceeded",
    "AuthorizeSecurityGroupEgress": "RulesPerSecurityGroupLimitExceeded",
    "AuthorizeSecurityGroupIngress": "RulesPerSecurityGroupLimitExceeded",
    "CreateInternetGateway": "InternetGatewayLimitExceeded",
    "CreateNatGateway": "NatGatewayLimitExceeded",
    "CreateNetworkAcl": "NetworkAclLimitExceeded",
    "CreateNetworkAclEntry": "NetworkAclEntryLimitExceeded",
    "CreateRoute": "RouteLimitExceeded",
    "CreateRouteTable": "RouteTableLimitExceeded",
    "CreateSecurityGroup": "SecurityGroupLimitExceeded",
    "CreateSubnet": "SubnetLimitExceeded",
    "CreateVpc": "VpcLimitExceeded",
    "CreateVpcEndpoint": "VpcEndpointLimitExceeded",
    "RunInstances": "VcpuLimitExceeded",
}
"""The error code of each."""
IAM = {
    "AddRoleToInstanceProfile": "InstanceSessionsPerInstanceProfile",
    "AddUserToGroup": "GroupsPerUser",
    "AttachGroupPolicy": "PoliciesPerGroup",
    "AttachRolePolicy": "PoliciesPerRole",
    "AttachUserPolicy": "PoliciesPerUser",
    "CreateAccessKey": "AccessKeysPerUser",
    "CreateGroup": "GroupsPerAccount",
    "CreateInstanceProfile": "InstanceProfilesPerAccount",
    "CreatePolicy": "PoliciesPerAccount",
    "CreatePolicyVersion": "VersionsPerPolicy",
    "CreateRole": "RolesPerAccount",
    "CreateUser": "UsersPerAccount",
}
"""The quota of each, as IAM's messages name it."""
INLINE = {"PutGroupPolicy": "group", "PutRolePolicy": "role", "PutUserPolicy": "user"}
"""Whose own policies each makes longer."""
OTHERS = ("CreateEnvironmentEC2", "CreateChangeSet", "CreateStack")
OPERATIONS = (*EC2, *IAM, *INLINE, *OTHERS)

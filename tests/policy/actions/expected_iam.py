"""What operations of IAM need, and how AWS's refusals name it. By the Service Authorization Reference
(list_awsidentityandaccessmanagementiam), the API reference, the policy of the Cloud9 user guide (facts 5.8) and
messages of AWS that people have published.
"""

from __future__ import annotations

from tests.policy.actions.account import BOUNDARY, IAM, POLICY, PROFILE, ROLE, Case, Need

R = "AWSCloud9SSMAccessRole"
P = "AWSCloud9SSMInstanceProfile"
ANN = f"{IAM}user/staff/ann"
BLUE = {"aws:ResourceTag/team": "blue", "iam:ResourceTag/team": "blue"}
TAGS = [{"Key": "team", "Value": "red"}]
TAG_KEYS = {"aws:RequestTag/team": "red", "aws:TagKeys": "team"}
LIMITED = {"iam:PermissionsBoundary": BOUNDARY}
CUSTOM = f"{IAM}policy/c9lib/demo"


def on_role(operation: str, context: dict[str, str] | None = None, **params: str) -> Case:
    """An operation on the documented role."""
    need = Need(f"iam:{operation}", ROLE, context or {}, f"role {R}")
    return Case("iam", operation, {"RoleName": R, **params}, (need,))


def on_user(operation: str, context: dict[str, str] | None = None, **params: str) -> Case:
    """An operation on ann."""
    need = Need(f"iam:{operation}", ANN, {**BLUE, **(context or {})}, "user ann")
    return Case("iam", operation, {"UserName": "ann", **params}, (need,))


def on_group(operation: str, context: dict[str, str] | None = None, **params: str) -> Case:
    """An operation on the group."""
    need = Need(f"iam:{operation}", f"{IAM}group/developers", context or {}, "group developers")
    return Case("iam", operation, {"GroupName": "developers", **params}, (need,))


def on_policy(operation: str, **params: str) -> Case:
    """An operation on a policy, which is named by its ARN."""
    need = Need(f"iam:{operation}", CUSTOM, {}, f"policy {CUSTOM}")
    return Case("iam", operation, {"PolicyArn": CUSTOM, **params}, (need,))


def on_profile(operation: str, **params: str) -> Case:
    """An operation on the documented instance profile."""
    need = Need(f"iam:{operation}", PROFILE, {}, f"instance profile {P}")
    return Case("iam", operation, {"InstanceProfileName": P, **params}, (need,))


def whole(operation: str) -> Case:
    """An operation on the account."""
    return Case("iam", operation, {}, (Need(f"iam:{operation}"),))


def listing(operation: str, kind: str) -> list[Case]:
    """A listing, of everything and of a path: AWS authorizes it on the path."""
    return [
        Case("iam", operation, {}, (Need(f"iam:{operation}", f"{IAM}{kind}/"),)),
        Case("iam", operation, {"PathPrefix": "/cloud9/"}, (Need(f"iam:{operation}", f"{IAM}{kind}/cloud9/"),)),
    ]


CASES = [
    on_role("GetRole", LIMITED),
    Case("iam", "GetRole", {"RoleName": "nobody"}, (Need("iam:GetRole", f"{IAM}role/nobody", {}, "role nobody"),)),
    on_role("ListAttachedRolePolicies"),
    on_role("ListRolePolicies"),
    on_role("GetRolePolicy", PolicyName="inline"),
    on_role("ListInstanceProfilesForRole"),
    on_role("ListRoleTags"),
    on_role("DeleteRole", LIMITED),
    on_role("DeleteRolePolicy", LIMITED, PolicyName="inline"),
    on_role("PutRolePolicy", LIMITED, PolicyName="inline", PolicyDocument="{}"),
    on_role("UpdateAssumeRolePolicy", LIMITED, PolicyDocument="{}"),
    on_role("UpdateRole", LIMITED, Description="x"),
    on_role("DeleteRolePermissionsBoundary", LIMITED),
    on_role("AttachRolePolicy", {**LIMITED, "iam:PolicyARN": POLICY}, PolicyArn=POLICY),
    on_role("DetachRolePolicy", {**LIMITED, "iam:PolicyARN": POLICY}, PolicyArn=POLICY),
    Case(
        "iam",
        "PutRolePermissionsBoundary",
        {"RoleName": R, "PermissionsBoundary": f"{IAM}policy/other"},
        (Need("iam:PutRolePermissionsBoundary", ROLE, {"iam:PermissionsBoundary": f"{IAM}policy/other"}),),
    ),
    Case(
        "iam",
        "CreateRole",
        {
            "RoleName": "new",
            "Path": "/service-role/",
            "PermissionsBoundary": BOUNDARY,
            "AssumeRolePolicyDocument": "{}",
        },
        (Need("iam:CreateRole", f"{IAM}role/service-role/new", LIMITED),),
    ),
    Case(
        "iam",
        "CreateRole",
        {"RoleName": "new", "AssumeRolePolicyDocument": "{}", "Tags": TAGS},
        (Need("iam:CreateRole", f"{IAM}role/new", TAG_KEYS), Need("iam:TagRole", f"{IAM}role/new", TAG_KEYS)),
    ),
    Case("iam", "TagRole", {"RoleName": R, "Tags": TAGS}, (Need("iam:TagRole", ROLE, TAG_KEYS),)),
    Case("iam", "UntagRole", {"RoleName": R, "TagKeys": ["a"]}, (Need("iam:UntagRole", ROLE, {"aws:TagKeys": "a"}),)),
    on_profile("GetInstanceProfile"),
    Case(
        "iam",
        "GetInstanceProfile",
        {"InstanceProfileName": "nobody"},
        (Need("iam:GetInstanceProfile", f"{IAM}instance-profile/nobody", {}, "instance profile nobody"),),
    ),
    on_profile("DeleteInstanceProfile"),
    on_profile("RemoveRoleFromInstanceProfile", RoleName=R),
    on_profile("ListInstanceProfileTags"),
    Case(
        "iam",
        "CreateInstanceProfile",
        {"InstanceProfileName": "new", "Path": "/cloud9/", "Tags": TAGS},
        (
            Need("iam:CreateInstanceProfile", f"{IAM}instance-profile/cloud9/new", TAG_KEYS),
            Need("iam:TagInstanceProfile", f"{IAM}instance-profile/cloud9/new", TAG_KEYS),
        ),
    ),
    Case(
        "iam",
        "AddRoleToInstanceProfile",
        {"InstanceProfileName": P, "RoleName": R},
        (
            Need("iam:AddRoleToInstanceProfile", PROFILE, {}, f"instance profile {P}"),
            Need("iam:PassRole", ROLE, {"iam:PassedToService": "ec2.amazonaws.com"}),
        ),
    ),
    *listing("ListInstanceProfiles", "instance-profile"),
    *listing("ListRoles", "role"),
    *listing("ListUsers", "user"),
    *listing("ListGroups", "group"),
    on_user("GetUser"),
    on_user("ListUserTags"),
    on_user("ListGroupsForUser"),
    on_user("ListAttachedUserPolicies"),
    on_user("ListUserPolicies"),
    on_user("GetUserPolicy", PolicyName="inline"),
    on_user("CreateAccessKey"),
    on_user("DeleteAccessKey", AccessKeyId="AKIAIOSFODNN7EXAMPLE"),
    on_user("ListAccessKeys"),
    on_user("AttachUserPolicy", {"iam:PolicyARN": POLICY}, PolicyArn=POLICY),
    on_user("DetachUserPolicy", {"iam:PolicyARN": POLICY}, PolicyArn=POLICY),
    on_user("PutUserPolicy", PolicyName="inline", PolicyDocument="{}"),
    on_user("DeleteUserPolicy", PolicyName="inline"),
    on_user("DeleteUser"),
    Case("iam", "CreateUser", {"UserName": "eve"}, (Need("iam:CreateUser", f"{IAM}user/eve"),)),
    Case(
        "iam",
        "UpdateUser",
        {"UserName": "ann", "NewUserName": "anna"},
        (Need("iam:UpdateUser", ANN, BLUE, "user ann"), Need("iam:UpdateUser", f"{IAM}user/staff/anna")),
    ),
    on_group("GetGroup"),
    on_group("ListAttachedGroupPolicies"),
    on_group("ListGroupPolicies"),
    on_group("GetGroupPolicy", PolicyName="inline"),
    on_group("AddUserToGroup", UserName="ann"),
    on_group("RemoveUserFromGroup", UserName="ann"),
    on_group("AttachGroupPolicy", {"iam:PolicyARN": POLICY}, PolicyArn=POLICY),
    on_group("DetachGroupPolicy", {"iam:PolicyARN": POLICY}, PolicyArn=POLICY),
    on_group("PutGroupPolicy", PolicyName="inline", PolicyDocument="{}"),
    on_group("DeleteGroupPolicy", PolicyName="inline"),
    on_group("DeleteGroup"),
    Case("iam", "CreateGroup", {"GroupName": "g", "Path": "/a/"}, (Need("iam:CreateGroup", f"{IAM}group/a/g"),)),
    on_policy("GetPolicy"),
    on_policy("GetPolicyVersion", VersionId="v1"),
    on_policy("ListPolicyVersions"),
    on_policy("ListEntitiesForPolicy"),
    on_policy("ListPolicyTags"),
    on_policy("CreatePolicyVersion", PolicyDocument="{}"),
    on_policy("DeletePolicyVersion", VersionId="v1"),
    on_policy("DeletePolicy"),
    Case(
        "iam",
        "CreatePolicy",
        {"PolicyName": "demo", "Path": "/c9lib/", "PolicyDocument": "{}", "Tags": TAGS},
        (
            Need("iam:CreatePolicy", CUSTOM, TAG_KEYS, "policy demo"),
            Need("iam:TagPolicy", CUSTOM, TAG_KEYS, "policy demo"),
        ),
    ),
    Case("iam", "ListPolicies", {"Scope": "Local"}, (Need("iam:ListPolicies", "*", {}, "policy path /"),)),
    whole("GetAccountSummary"),
    whole("GetAccountAuthorizationDetails"),
    whole("ListAccountAliases"),
    Case(
        "iam",
        "SimulatePrincipalPolicy",
        {"PolicySourceArn": ANN, "ActionNames": ["cloud9:CreateEnvironmentEC2"]},
        (Need("iam:SimulatePrincipalPolicy", ANN, BLUE),),
    ),
    Case(
        "iam",
        "GetContextKeysForPrincipalPolicy",
        {"PolicySourceArn": ROLE},
        (Need("iam:GetContextKeysForPrincipalPolicy", ROLE),),
    ),
    Case(
        "iam",
        "SimulateCustomPolicy",
        {"PolicyInputList": ["{}"], "ActionNames": ["s3:GetObject"]},
        (Need("iam:SimulateCustomPolicy"),),
    ),
    Case(
        "iam",
        "GetContextKeysForCustomPolicy",
        {"PolicyInputList": ["{}"]},
        (Need("iam:GetContextKeysForCustomPolicy"),),
    ),
    Case(
        "iam",
        "CreateServiceLinkedRole",
        {"AWSServiceName": "cloud9.amazonaws.com"},
        (
            Need(
                "iam:CreateServiceLinkedRole",
                f"{IAM}role/aws-service-role/cloud9.amazonaws.com/AWSServiceRoleForAWSCloud9",
                {"iam:AWSServiceName": "cloud9.amazonaws.com"},
            ),
        ),
    ),
    Case(
        "iam",
        "CreateServiceLinkedRole",
        {"AWSServiceName": "autoscaling.amazonaws.com", "CustomSuffix": "lesson"},
        (
            Need(
                "iam:CreateServiceLinkedRole",
                f"{IAM}role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_lesson",
                {"iam:AWSServiceName": "autoscaling.amazonaws.com"},
            ),
        ),
    ),
    Case(
        "iam",
        "GetServiceLinkedRoleDeletionStatus",
        {"DeletionTaskId": "task/aws-service-role/cloud9.amazonaws.com/AWSServiceRoleForAWSCloud9/0b05dfd0-876f"},
        (
            Need(
                "iam:GetServiceLinkedRoleDeletionStatus",
                f"{IAM}role/aws-service-role/cloud9.amazonaws.com/AWSServiceRoleForAWSCloud9",
            ),
        ),
    ),
]

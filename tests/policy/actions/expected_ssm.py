"""What operations of Systems Manager need. By the Service Authorization Reference (list_awssystemsmanager), the Systems
Manager User Guide's policies for sessions, and AWS's messages of refusals (facts 6.1 and 7.6).
"""

from __future__ import annotations

from tests.policy.actions.account import EC2, ENVIRONMENT, REGION, SSM, Case, Need

INSTANCE = f"{EC2}instance/i-0123456789abcdef0"
OF_CLOUD9 = {
    "aws:ResourceTag/aws:cloud9:environment": ENVIRONMENT,
    "ssm:resourceTag/aws:cloud9:environment": ENVIRONMENT,
}
SESSION = {**OF_CLOUD9, "ssm:SessionDocumentAccessCheck": "true"}
ALL = f"{SSM}*"
OF_AWS = f"arn:aws:ssm:{REGION}::"

CASES = [
    Case(
        "ssm",
        "StartSession",
        {"Target": "i-0123456789abcdef0"},
        (
            Need("ssm:StartSession", INSTANCE, SESSION),
            Need("ssm:StartSession", f"{SSM}document/SSM-SessionManagerRunShell"),
        ),
    ),
    Case(
        "ssm",
        "StartSession",
        {"Target": "i-0123456789abcdef0", "DocumentName": "AWS-StartSSHSession"},
        (
            Need("ssm:StartSession", INSTANCE, SESSION),
            Need("ssm:StartSession", f"{OF_AWS}document/AWS-StartSSHSession"),
        ),
    ),
    Case(
        "ssm",
        "StartSession",
        {"Target": "mi-0123456789abcdef0", "DocumentName": "ours"},
        (
            Need(
                "ssm:StartSession",
                f"{SSM}managed-instance/mi-0123456789abcdef0",
                {"ssm:SessionDocumentAccessCheck": "true"},
            ),
            Need("ssm:StartSession", f"{SSM}document/ours"),
        ),
    ),
    Case(
        "ssm",
        "GetConnectionStatus",
        {"Target": "i-0123456789abcdef0"},
        (Need("ssm:GetConnectionStatus", INSTANCE, OF_CLOUD9),),
    ),
    Case(
        "ssm",
        "TerminateSession",
        {"SessionId": "ann-0a1b2c"},
        (Need("ssm:TerminateSession", f"{SSM}session/ann-0a1b2c"),),
    ),
    Case(
        "ssm",
        "ResumeSession",
        {"SessionId": "ann-0a1b2c"},
        (Need("ssm:ResumeSession", f"{SSM}session/ann-0a1b2c"),),
    ),
    Case("ssm", "DescribeSessions", {"State": "Active"}, (Need("ssm:DescribeSessions", "*", {}, ALL),)),
    Case(
        "ssm",
        "DescribeInstanceInformation",
        {"Filters": [{"Key": "InstanceIds", "Values": ["i-0a"]}]},
        (Need("ssm:DescribeInstanceInformation", "*", {}, ALL),),
    ),
    Case(
        "ssm",
        "UpdateInstanceInformation",
        {"InstanceId": "i-0123456789abcdef0"},
        (Need("ssm:UpdateInstanceInformation", INSTANCE, OF_CLOUD9),),
    ),
    Case(
        "ssm",
        "GetParameter",
        {"Name": "/aws/service/cloud9/amis/amazonlinux-2023-x86_64"},
        (Need("ssm:GetParameter", f"{OF_AWS}parameter/aws/service/cloud9/amis/amazonlinux-2023-x86_64"),),
    ),
    Case("ssm", "GetParameter", {"Name": "plain:3"}, (Need("ssm:GetParameter", f"{SSM}parameter/plain"),)),
    Case(
        "ssm",
        "GetParameters",
        {"Names": ["/a/b", "c"]},
        (Need("ssm:GetParameters", f"{SSM}parameter/a/b"), Need("ssm:GetParameters", f"{SSM}parameter/c")),
    ),
    Case(
        "ssm",
        "GetParametersByPath",
        {"Path": "/team/", "Recursive": True},
        (Need("ssm:GetParametersByPath", f"{SSM}parameter/team", {"ssm:Recursive": "true"}),),
    ),
    Case(
        "ssm",
        "GetParametersByPath",
        {"Path": "/"},
        (Need("ssm:GetParametersByPath", f"{SSM}parameter/"),),  # no star in AWS's refusal
    ),
    Case(
        "ssm",
        "PutParameter",
        {"Name": "/a/b", "Value": "x", "Type": "String", "Tags": [{"Key": "team", "Value": "blue"}]},
        (
            Need("ssm:PutParameter", f"{SSM}parameter/a/b", {"aws:RequestTag/team": "blue", "aws:TagKeys": "team"}),
            Need(
                "ssm:AddTagsToResource", f"{SSM}parameter/a/b", {"aws:RequestTag/team": "blue", "aws:TagKeys": "team"}
            ),
        ),
    ),
    Case(
        "ssm",
        "DescribeDocument",
        {"Name": "AmazonCloudWatch-ManageAgent"},
        (Need("ssm:DescribeDocument", f"{OF_AWS}document/AmazonCloudWatch-ManageAgent"),),
    ),
    Case(
        "ssm",
        "SendCommand",
        {"DocumentName": "AWS-RunShellScript", "InstanceIds": ["i-0123456789abcdef0"]},
        (
            Need("ssm:SendCommand", INSTANCE, OF_CLOUD9),
            Need("ssm:SendCommand", f"{OF_AWS}document/AWS-RunShellScript"),
        ),
    ),
    Case(
        "ssm",
        "SendCommand",
        {"DocumentName": "ours", "Targets": [{"Key": "tag:team", "Values": ["blue"]}]},
        (Need("ssm:SendCommand", f"{EC2}instance/*"), Need("ssm:SendCommand", f"{SSM}document/ours")),
    ),
    Case(
        "ssm",
        "GetCommandInvocation",
        {"CommandId": "c", "InstanceId": "i-0a"},
        (Need("ssm:GetCommandInvocation", "*", {}, ALL),),
    ),
    Case("ssm", "DescribeParameters", {}, (Need("ssm:DescribeParameters", "*", {}, ALL),)),
    Case(
        "ssm",
        "LabelParameterVersion",
        {"Name": "/a/b", "Labels": ["x"]},
        (Need("ssm:LabelParameterVersion", f"{SSM}parameter/a/b"),),
    ),
    Case(
        "ssm",
        "GetParameter",
        {"Name": f"{SSM}parameter/a/b:3"},
        (Need("ssm:GetParameter", f"{SSM}parameter/a/b"),),
    ),
    Case(
        "ssm",
        "RemoveTagsFromResource",
        {"ResourceType": "Parameter", "ResourceId": "/a/b", "TagKeys": ["team"]},
        (Need("ssm:RemoveTagsFromResource", f"{SSM}parameter/a/b", {"aws:TagKeys": "team"}),),
    ),
    Case(
        "ssm",
        "AddTagsToResource",
        {"ResourceType": "ManagedInstance", "ResourceId": "mi-0a", "Tags": [{"Key": "team", "Value": "blue"}]},
        (
            Need(
                "ssm:AddTagsToResource",
                f"{SSM}managed-instance/mi-0a",
                {"aws:RequestTag/team": "blue", "aws:TagKeys": "team"},
            ),
        ),
    ),
    Case(
        "ssm",
        "UpdateServiceSetting",
        {"SettingId": "/ssm/managed-instance/default-ec2-instance-management-role", "SettingValue": "x"},
        (
            Need(
                "ssm:UpdateServiceSetting",
                f"{SSM}servicesetting/ssm/managed-instance/default-ec2-instance-management-role",
            ),
        ),
    ),
]

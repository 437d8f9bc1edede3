"""Remedies as text, read here and by the AWS CLI itself: the same call with the same parameters."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest
from awscli.clidriver import create_clidriver

import c9lib
from c9lib.errors import ParameterError
from c9lib.workshop import lines

REGION = "--region us-east-1"
TRUST = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["ec2.amazonaws.com"]}}]}'
RULES = '[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"IpRanges":[{"CidrIp":"0.0.0.0/0"}]}]'
ARN = "arn:aws:iam::123456789012"
NAME = "'it'\"'\"'s $(a name) `of` two; words'"

PRINTED = f"""
aws ec2 authorize-security-group-egress --group-id sg-1 --ip-permissions 'IpProtocol=tcp,FromPort=443,ToPort=443,IpRanges=[{{CidrIp=0.0.0.0/0}}]' {REGION}
aws ec2 authorize-security-group-egress --group-id sg-1 --ip-permissions 'IpProtocol=tcp,FromPort=443,ToPort=443,UserIdGroupPairs=[{{GroupId=sg-2}}]' {REGION}
aws ec2 authorize-security-group-egress --group-id sg-1 --ip-permissions 'IpProtocol=tcp,FromPort=443,ToPort=443,PrefixListIds=[{{PrefixListId=pl-1}}]' {REGION}
aws ec2 authorize-security-group-ingress --group-id sg-1 --protocol tcp --port 443 --source-group sg-2 {REGION}
aws ec2 authorize-security-group-ingress --group-id sg-1 --protocol tcp --port 443 --cidr 10.0.0.0/24 {REGION}
aws ec2 authorize-security-group-ingress --group-id "$(aws ec2 describe-security-groups --filters Name=vpc-id,Values=vpc-1 Name=group-name,Values=endpoints-of-subnet-1 {REGION} --query 'SecurityGroups[0].GroupId' --output text)" --protocol tcp --port 443 --cidr 10.0.0.0/24 {REGION}
aws ec2 revoke-security-group-ingress --group-id sg-1 --ip-permissions '{RULES}' {REGION}
aws ec2 revoke-security-group-egress --group-id sg-1 --ip-permissions '{RULES}' {REGION}
aws ec2 create-security-group --group-name endpoints-of-subnet-1 --description 'HTTPS from the subnet to VPC endpoints' --vpc-id vpc-1 {REGION}
aws ec2 create-network-acl-entry --network-acl-id acl-1 --egress --rule-number 99 --rule-action allow --protocol 6 --port-range From=443,To=443 --cidr-block 0.0.0.0/0 {REGION}
aws ec2 create-network-acl-entry --network-acl-id acl-1 --ingress --rule-number 110 --rule-action allow --protocol 6 --port-range From=1024,To=65535 --cidr-block 10.0.1.0/24 {REGION}
aws ec2 delete-network-acl-entry --network-acl-id acl-1 --ingress --rule-number 1 {REGION}
aws ec2 modify-vpc-attribute --vpc-id vpc-1 --enable-dns-support Value=true {REGION}
aws ec2 modify-vpc-attribute --vpc-id vpc-1 --enable-dns-hostnames Value=true {REGION}
aws ec2 modify-subnet-attribute --subnet-id subnet-1 --map-public-ip-on-launch {REGION}
aws ec2 associate-address --network-interface-id eni-1 --allocation-id "$(aws ec2 allocate-address --domain vpc {REGION} --query AllocationId --output text)" {REGION}
aws ec2 create-vpc-block-public-access-exclusion --subnet-id subnet-1 --internet-gateway-exclusion-mode allow-egress {REGION}
aws ec2 modify-vpc-block-public-access-exclusion --exclusion-id vpcbpa-exclude-1 --internet-gateway-exclusion-mode allow-bidirectional {REGION}
aws ec2 create-route --route-table-id rtb-1 --destination-cidr-block 0.0.0.0/0 --gateway-id igw-1 {REGION}
aws ec2 replace-route --route-table-id rtb-1 --destination-prefix-list-id pl-1 --nat-gateway-id "$(aws ec2 describe-nat-gateways --filter Name=subnet-id,Values=subnet-1 Name=state,Values=pending,available {REGION} --query 'NatGateways[0].NatGatewayId' --output text)" {REGION}
aws ec2 delete-route --route-table-id rtb-1 --destination-cidr-block 10.0.0.0/8 {REGION}
aws ec2 create-nat-gateway --subnet-id subnet-1 --allocation-id eipalloc-1 {REGION}
aws ec2 associate-route-table --route-table-id rtb-1 --subnet-id subnet-1 {REGION}
aws ec2 attach-internet-gateway --internet-gateway-id "$(aws ec2 create-internet-gateway {REGION} --query InternetGateway.InternetGatewayId --output text)" --vpc-id vpc-1 {REGION}
aws ec2 create-route --route-table-id rtb-1 --destination-cidr-block 0.0.0.0/0 --gateway-id "$(aws ec2 describe-internet-gateways --filters Name=attachment.vpc-id,Values=vpc-1 {REGION} --query 'InternetGateways[0].InternetGatewayId' --output text)" {REGION}
aws ec2 create-vpc-endpoint --vpc-endpoint-type Interface --vpc-id vpc-1 --service-name com.amazonaws.us-east-1.ssm --subnet-ids subnet-1 --security-group-ids sg-1 --private-dns-enabled {REGION}
aws ec2 create-vpc-endpoint --vpc-endpoint-type Gateway --vpc-id vpc-1 --service-name com.amazonaws.us-east-1.s3 --route-table-ids rtb-1 {REGION}
aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-1 --private-dns-enabled {REGION}
aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-1 --add-subnet-ids subnet-1 {REGION}
aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-1 --add-route-table-ids rtb-1 {REGION}
aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-1 --policy-document '{TRUST}' {REGION}
aws ec2 delete-vpc-endpoints --vpc-endpoint-ids vpce-1 {REGION}
aws ec2 start-instances --instance-ids i-1 {REGION}
aws ec2 reboot-instances --instance-ids i-1 {REGION}
aws ec2 modify-instance-metadata-options --instance-id i-1 --http-endpoint enabled {REGION}
aws ec2 associate-iam-instance-profile --instance-id i-1 --iam-instance-profile Name=AWSCloud9SSMInstanceProfile {REGION}
aws ec2 replace-iam-instance-profile-association --association-id iip-assoc-1 --iam-instance-profile Name=AWSCloud9SSMInstanceProfile {REGION}
aws ec2 reset-ebs-default-kms-key-id {REGION}
aws ssm send-command --document-name AWS-UpdateSSMAgent --instance-ids i-1 {REGION}
aws cloud9 update-environment --environment-id 0123456789abcdef0123456789abcdef --managed-credentials-action DISABLE {REGION}
aws cloud9 update-environment --environment-id 0123456789abcdef0123456789abcdef --name {NAME} --description '' {REGION}
aws cloud9 delete-environment --environment-id 0123456789abcdef0123456789abcdef {REGION}
aws cloud9 create-environment-membership --environment-id 0123456789abcdef0123456789abcdef --user-arn {ARN}:user/ann --permissions read-write {REGION}
aws cloud9 update-environment-membership --environment-id 0123456789abcdef0123456789abcdef --user-arn {ARN}:user/ann --permissions read-write {REGION}
aws cloud9 create-environment-ec2 --name {NAME} --instance-type t3.small --image-id amazonlinux-2023-x86_64 --connection-type CONNECT_SSM --automatic-stop-time-minutes 30 --tags Key=c9lib:deployment,Value=a --subnet-id subnet-1 {REGION}
aws cloudformation delete-stack --stack-name c9lib-a {REGION}
aws cloudformation rollback-stack --stack-name c9lib-a {REGION}
aws cloudformation continue-update-rollback --stack-name c9lib-a {REGION}
aws service-quotas request-service-quota-increase --service-code cloud9 --quota-code L-1 --desired-value 400 {REGION}
aws kms put-key-policy --key-id 1234abcd-12ab-34cd-56ef-1234567890ab --policy-name default --policy '{TRUST}' {REGION}
aws kms enable-key --key-id {ARN}:key/1 {REGION}
aws kms cancel-key-deletion --key-id {ARN}:key/1 {REGION}
aws iam create-service-linked-role --aws-service-name cloud9.amazonaws.com
aws iam create-role --role-name R --path /service-role/ --assume-role-policy-document '{TRUST}'
aws iam update-assume-role-policy --role-name R --policy-document '{TRUST}'
aws iam attach-role-policy --role-name R --policy-arn arn:aws:iam::aws:policy/AWSCloud9SSMInstanceProfile
aws iam attach-user-policy --user-name ann --policy-arn arn:aws:iam::aws:policy/AWSCloud9User
aws iam attach-group-policy --group-name class --policy-arn arn:aws:iam::aws:policy/AWSCloud9User
aws iam detach-role-policy --role-name R --policy-arn arn:aws:iam::aws:policy/AWSCloud9User
aws iam create-policy --policy-name P --policy-document '{TRUST}'
aws iam create-policy-version --policy-arn {ARN}:policy/P --policy-document '{TRUST}' --set-as-default
aws iam delete-policy-version --policy-arn {ARN}:policy/P --version-id v1
aws iam put-role-policy --role-name R --policy-name P --policy-document '{TRUST}'
aws iam delete-role-policy --role-name R --policy-name P
aws iam delete-role-permissions-boundary --role-name R
aws iam delete-role --role-name R
aws iam create-instance-profile --instance-profile-name P --path /cloud9/
aws iam delete-instance-profile --instance-profile-name P
aws iam add-role-to-instance-profile --instance-profile-name P --role-name R
aws iam remove-role-from-instance-profile --instance-profile-name P --role-name R
""".strip().splitlines()  # noqa: E501

Asked = tuple[str, str, dict[str, Any]]
FOUND = "found-by-asking"
LOADER = create_clidriver().session.get_component("data_loader")
"""Keeps the models that it has read."""
RANDOM = ("ClientToken", "ClientRequestToken")
"""botocore draws them."""
BUILDERS = ("path/remedy*.py", "checks/*.py")


class Captured(Exception):
    """Raised instead of the call."""


class Calls:
    """What would have been called."""

    def __init__(self) -> None:
        self.made: list[Asked] = []

    def hear(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        told = {name: value for name, value in params.items() if name not in RANDOM}
        self.made.append((model.service_model.service_name, model.name, told))
        raise Captured


def by_the_cli(words: list[str]) -> Asked:
    """What the AWS CLI would call for these words. Its driver remembers too much of a command to run another one."""
    driver, calls = create_clidriver(), Calls()
    driver.session.register_component("data_loader", LOADER)
    driver.session.set_credentials("none", "none")
    driver.session.register("before-parameter-build.*.*", calls.hear)
    driver.main(words)
    return calls.made[0]


@cache
def client_of(service: str, region: str) -> Any:
    """Made once: an answer to its calls never comes."""
    return boto3.client(service, region_name=region, aws_access_key_id="none", aws_secret_access_key="none")


class Speaker:
    """The part of a session that a line needs."""

    region = "eu-west-1"

    def __init__(self) -> None:
        self.calls = Calls()
        self.regions: list[str] = []

    def client(self, service: str, region: str) -> Any:
        made = client_of(service, region)
        made.meta.events.unregister("before-parameter-build", unique_id="hear")
        made.meta.events.register("before-parameter-build", self.calls.hear, unique_id="hear")
        self.regions.append(region)
        return made


def here(line: lines.Line) -> Asked:
    """What is called here."""
    speaker = Speaker()
    with pytest.raises(Captured):
        lines.run(speaker, line)  # type: ignore[arg-type]
    assert "--region" not in line.ids or speaker.regions == ["us-east-1"]
    return speaker.calls.made[0]


def flat(line: lines.Line) -> lines.Line:
    """The line as if its commands inside had been answered."""
    words = tuple(word if isinstance(word, str) else FOUND for word in line.words)
    return lines.Line(line.service, line.operation, words, line.text)


@pytest.mark.parametrize("printed", PRINTED, ids=range(len(PRINTED)))
def test_a_remedy_is_read_as_the_aws_cli_reads_it(printed: str) -> None:
    whole = lines.read(printed)
    for line in (whole, *whole.inner):
        asked = flat(line)
        assert here(asked) == by_the_cli([asked.service, asked.operation, *asked.ids]), printed


def test_every_operation_that_a_remedy_can_name_is_among_them() -> None:
    package = Path(c9lib.__file__).parent
    told = " ".join(file.read_text() for pattern in BUILDERS for file in package.glob(pattern))
    known = {f"{one.operation}" for text in PRINTED for line in [lines.read(text)] for one in (line, *line.inner)}
    words = set(re.findall(r'"([a-z]+(?:-[a-z0-9]+)+)"', told))
    assert _operations() & words - known == set()


def _operations() -> set[str]:
    from botocore import xform_name

    session = boto3.session.Session()._session
    services = ("ec2", "iam", "cloud9", "ssm", "kms", "cloudformation", "service-quotas")
    models = [session.get_service_model(name) for name in services]
    return {xform_name(name, "-") for model in models for name in model.operation_names}


@pytest.mark.parametrize(
    "text",
    [
        "aws iam delete-user --user-name ann; rm -rf x",
        "aws iam delete-user --user-name $(id)",
        'aws iam delete-user --user-name "$HOME"',
        'aws iam delete-user --user-name "`id`"',
        'aws iam delete-user --user-name "$(rm x)"',
        "aws iam delete-user --user-name ann && sleep 5",
        "aws iam delete-user --user-name 'ann",
        "aws iam delete-user --user-name ann > file",
        "# aws iam delete-user --user-name ann",
        "rm -rf x",
        "aws iam",
    ],
)
def test_what_a_shell_would_make_something_of_is_refused(text: str) -> None:
    with pytest.raises(ParameterError) as refused:
        lines.read(text)
    assert refused.value.details


@pytest.mark.parametrize(
    "text",
    [
        "aws iam no-such-operation --user-name ann",
        "aws iam delete-user --no-such-option ann",
        "aws iam delete-user ann",
        "aws iam delete-user --user-name ann ben",
        "aws ec2 create-route --route-table-id rtb-1 --dry-run false",
        "aws ec2 modify-vpc-attribute --vpc-id vpc-1 --enable-dns-support Value=perhaps",
        "aws ec2 authorize-security-group-egress --group-id sg-1 --ip-permissions IpProtocol",
        "aws ec2 authorize-security-group-egress --group-id sg-1 --ip-permissions NoSuch=1",
    ],
)
def test_what_the_operation_does_not_know_is_refused_before_it_is_called(text: str) -> None:
    speaker = Speaker()
    with pytest.raises(ParameterError, match="can't be run"):
        lines.run(speaker, lines.read(text))  # type: ignore[arg-type]
    assert speaker.calls.made == []


def test_a_name_in_quotes_is_never_a_command() -> None:
    line = lines.read("aws iam delete-user --user-name '$(aws iam delete-user --user-name ben)'")
    assert line.inner == ()
    assert here(line)[2] == {"UserName": "$(aws iam delete-user --user-name ben)"}

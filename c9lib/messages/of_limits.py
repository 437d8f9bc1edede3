"""Messages of quotas, and of what is asked for that AWS or a tool doesn't have or take (facts 3.2, 3.5-3.8, 10.12)."""

from __future__ import annotations

from c9lib.messages.model import Message

LIMITS = (
    Message(
        "address-quota-reached",
        (r"\bAddressLimitExceeded\b", r"The maximum number of addresses has been reached"),
        "EC2 (AllocateAddress)",
        "The account has as many Elastic IP addresses in this Region as its quota allows.",
        "Five are the default. Most are left over: a NAT gateway that goes doesn't take its address along.",
        (
            "aws ec2 describe-addresses --query 'Addresses[].[AllocationId,PublicIp,AssociationId,Tags]' --region"
            " {region}",
            "aws ec2 release-address --allocation-id ALLOCATION --region {region}",
            "Release only what nothing is associated with, and nobody needs; or ask for more in Service Quotas.",
        ),
        ("cost.hourly", "path.ssm"),
        "03-prepare-network",
        "3.5, 10.16",
    ),
    Message(
        "environment-quota-reached",
        (r"(?:reached|exceeded) the (?:limit|maximum number) of (?:AWS Cloud9 )?(?:development )?environments",),
        "Cloud9",
        "There are as many environments as a quota of the account, or of a user, allows.",
        "200 EC2 environments for each account in a Region, and 100 for each user, are the default.",
        (
            "aws cloud9 list-environments --region {region}",
            "Delete what nobody needs, or ask for more in Service Quotas.",
        ),
        ("quota.environments",),
        "00-start-here",
        "3.5",
    ),
    Message(
        "quota-reached",
        (
            r"(?:Vpc|InternetGateway|NatGateway|Subnet|RouteTable|SecurityGroup|RulesPerSecurityGroup|VpcEndpoint|Vcpu|Instance)LimitExceeded",
            r"The maximum number of (?!addresses)[\w-]+(?: [\w-]+){0,3} has been reached",
            r"would exceed the limit of \d+ NAT gateways",
            r"requested more vCPU capacity than your current vCPU limit",
            r"Cannot exceed quota for \w+",
        ),
        "EC2, IAM",
        "A quota of the account is used up.",
        "Something like it is there as often as AWS allows; failed stacks and tries count, too.",
        (
            "aws service-quotas list-service-quotas --service-code vpc --region {region}",
            "Remove what nobody needs, or ask for more in Service Quotas.",
        ),
        ("environment.lifecycle", "stack.status"),
        "00-start-here",
        "7.7",
    ),
    Message(
        "image-gone",
        (
            r"image ?ID '?\S*(?P<image>amazonlinux-[12]-x86_64|ubuntu-18\.04-x86_64)\W{0,3} (?:is|isn't|was)",
            r"'\S*(?P<image>amazonlinux-[12]-x86_64|ubuntu-18\.04-x86_64)' (?:is gone|at 'imageId' failed)",
            r"(?P<image>amazonlinux-[12]-x86_64|ubuntu-18\.04-x86_64)",
        ),
        "API, a stack's event, c9lib",
        "Cloud9 makes no environment from this image any more.",
        "Amazon Linux 2 is refused since July 2026, although AWS's own tutorial still names it; Amazon Linux 1 and"
        " Ubuntu 18.04 went before it.",
        ("Take amazonlinux-2023-x86_64 or ubuntu-22.04-x86_64 instead: c9lib run -p image_id amazonlinux-2023-x86_64",),
        ("environment.lifecycle",),
        "05-launch-environment",
        "0.2, 3.2, 10.12",
    ),
    Message(
        "capabilities-missing",
        (
            r"Requires capabilities ?: ?\[? ?(?P<capability>CAPABILITY_\w+)",
            r"\bInsufficientCapabilities(?:Exception)?\b",
        ),
        "CloudFormation (CreateStack, UpdateStack)",
        "The template makes things of IAM, and CloudFormation wants to be told that you know it.",
        "Role and profile have fixed names, so the stack needs CAPABILITY_NAMED_IAM; CAPABILITY_IAM isn't enough.",
        (
            "Add to the command that was refused: --capabilities CAPABILITY_NAMED_IAM",
            "Names are one for the whole account: aws iam get-role --role-name AWSCloud9SSMAccessRole",
        ),
        ("role.exists", "profile.exists", "stack.status"),
        "01-create-role",
        "3.8",
    ),
    Message(
        "region-without-cloud9",
        (
            r"Could not connect to the endpoint URL: ?\W{0,2}https://cloud9\.(?P<region>[a-z0-9-]{5,25})\.amazonaws",
            r"EndpointConnectionError.{0,80}https://cloud9\.(?P<region>[a-z0-9-]{5,25})\.amazonaws",
        ),
        "AWS CLI, boto3",
        "Nothing answers at the address of AWS Cloud9 in this Region.",
        "Mostly the Region has no Cloud9, or its name is misspelt: 22 Regions have it. In one of these your own machine"
        " doesn't get out: its name server, a proxy, a firewall.",
        (
            "aws cloud9 list-environments --region us-east-1",
            "nslookup cloud9.{region}.amazonaws.com",
            "If the first one answers, choose another Region: each notebook's form lists those that have Cloud9.",
        ),
        ("service.region",),
        "00-start-here",
        "3.6",
    ),
    Message(
        "old-cli",
        (
            r"Unknown options?: ?--connection-type",
            r"Unknown options?: ?--(?:image-id|owner-id|managed-credentials-action)",
        ),
        "AWS CLI",
        "This AWS CLI is too old to know the option, or the option doesn't exist (--owner-id is --owner-arn).",
        "Environments without an inbound port came in 2020, images later.",
        ("aws --version", "Install AWS CLI version 2, and use --owner-arn."),
        ("service.open",),
        "05-launch-environment",
        "10.12",
    ),
    Message(
        "json-quoting",
        (r"Error parsing parameter '?--\w[\w-]*'?: ?(?:Invalid JSON|Expected)", r"Invalid JSON received"),
        "AWS CLI in PowerShell or cmd",
        "The shell took the quotes out of the JSON before the AWS CLI saw it.",
        "PowerShell and cmd quote otherwise than a POSIX shell.",
        ("Put the JSON into a file and write file://NAME.json instead of it.",),
        ("role.trust",),
        "01-create-role",
        "10.12",
    ),
    Message(
        "linter-maintenance",
        (r"\bW3697\b", r"service in maintenance mode since 2024-07-25"),
        "cfn-lint",
        "cfn-lint warns of every Cloud9 environment: the service takes no new customers.",
        "It is a warning, and the template is right.",
        ("Switch the rule off for this template: Metadata / cfn-lint / config / ignore_checks: [W3697]",),
        ("service.open",),
        "00-start-here",
        "3.7",
    ),
)

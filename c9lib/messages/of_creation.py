"""Messages met while an environment is made (facts 3.7, 6.1, 6.2, 10.1, 10.4, 10.7, 10.8, 10.12, 10.15)."""

from __future__ import annotations

from c9lib.messages.model import Message

TRUST = (
    '\'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["ec2.amazonaws.com",'
    '"cloud9.amazonaws.com"]},"Action":"sts:AssumeRole"}]}\''
)


MAKE_THE_PAIR = (
    "aws iam create-role --role-name AWSCloud9SSMAccessRole --path /service-role/"
    f" --assume-role-policy-document {TRUST}",
    "aws iam attach-role-policy --role-name AWSCloud9SSMAccessRole"
    " --policy-arn arn:aws:iam::aws:policy/AWSCloud9SSMInstanceProfile",
    "aws iam create-instance-profile --instance-profile-name AWSCloud9SSMInstanceProfile --path /cloud9/",
    "aws iam add-role-to-instance-profile --instance-profile-name AWSCloud9SSMInstanceProfile"
    " --role-name AWSCloud9SSMAccessRole",
)
LINKED = "aws iam create-service-linked-role --aws-service-name cloud9.amazonaws.com"
EVENTS = (
    "aws cloudformation describe-stack-events --stack-name {stack}"
    " --query 'StackEvents[?contains(ResourceStatus, `FAILED`)]' --region {region}"
)

CREATION = (
    Message(
        "profile-missing",
        (
            r"Instance profile (?:arn:\S+/)?AWSCloud9SSMInstanceProfile (?:does not|doesn't) exist",
            r"Invalid IAM Instance Profile name",
            r"IAM Instance Profile \S* ?(?:has no associated IAM Roles|not found)",
            r"instance profile AWSCloud9SSMInstanceProfile (?:not found|cannot be found)",
        ),
        "API, AWS CLI, a stack's event",
        "Cloud9 looked for the instance profile of environments without an inbound port, and the account has none.",
        "Cloud9's console makes role and profile at the first such environment; its API and CloudFormation never do.",
        MAKE_THE_PAIR,
        ("profile.exists", "role.exists", "profile.path", "profile.role"),
        "02-create-profile",
        "6.1 row 1",
    ),
    Message(
        "profile-not-readable",
        (
            r"not authorized to perform: ?iam:GetInstanceProfile on resource:? (?:instance profile "
            r"|arn:\S*instance-profile/)\S*",
        ),
        "AWS CLI, while an environment is made",
        "Cloud9 may not read the profile: its service-linked role reads profiles under the path /cloud9/ only.",
        "The profile is absent, or stands under another path than /cloud9/. AWS's page names "
        "StartSession here, which is"
        " another message's cause.",
        (
            "aws iam get-instance-profile --instance-profile-name AWSCloud9SSMInstanceProfile --query"
            " InstanceProfile.Path",
            *MAKE_THE_PAIR,
        ),
        ("profile.path", "profile.exists", "role.exists"),
        "02-create-profile",
        "6.1 row 3",
    ),
    Message(
        "service-role-missing",
        (
            r"(?<!is )Not authorized to perform:? sts:AssumeRole(?! on)",
            r"AWSServiceRoleForAWSCloud9 (?:does not exist|cannot be found)",
        ),
        "API, console",
        "Cloud9's service-linked role, with which it works in your account, is missing.",
        "It is made with the first environment by whoever may do so; here nobody could.",
        (LINKED,),
        ("access.create", "kms.default-key"),
        "04-grant-access",
        "6.1 row 4",
    ),
    Message(
        "federated-identity",
        (r"federated-user/\S+ is not authorized", r"(?:GetFederationToken|federation token).{0,80}(?:IAM|iam:)"),
        "console, API",
        "Credentials of GetFederationToken may not call IAM, whatever they are allowed.",
        "The service-linked role can't be made by them. Sessions of assumed roles may.",
        ("As an administrator, once per account:", LINKED),
        ("access.create",),
        "04-grant-access",
        "6.1 row 5",
    ),
    Message(
        "account-being-verified",
        (
            r"unable to create EC2 instances in your account during account verification",
            r"Your request for accessing resources in this region is being validated",
        ),
        "console, a stack's event",
        "AWS still verifies a new account, which takes up to 24 hours.",
        "Nothing is wrong with the environment. Each try leaves a failed stack, which counts against the stack quota.",
        (
            "Wait a day; then ask AWS Support.",
            "Delete what the tries left: aws cloudformation delete-stack --stack-name {stack}",
        ),
        ("environment.lifecycle", "stack.status"),
        "05-launch-environment",
        "6.1 row 6",
    ),
    Message(
        "cloud9-closed",
        (r"(?:This )?account (?:does not|doesn't) have access to the Cloud9 service",),
        "console, API, Tag Editor",
        "AWS Cloud9 is closed to this account, in this Region.",
        "Since 25 July 2024 only accounts that used it before may; no permission opens it.",
        (
            "Use an account that has used Cloud9 before, or AWS CloudShell, or the AWS Toolkit in an "
            "editor of your own.",
            "aws cloud9 list-environments --region {region}",
        ),
        ("service.open", "service.region"),
        "00-start-here",
        "3.7, 10.1",
    ),
    Message(
        "closed-perhaps",
        (
            r"An error occurred \(AccessDeniedException\) when calling the "
            r"(?:ListEnvironments|CreateEnvironmentEC2|DescribeEnvironments) operation: "
            r"?(?:None|Unknown)?(?:\W{0,8}$| \[)",
        ),
        "API",
        "A refusal without a message: Cloud9 says that, too, to an account that it is closed to.",
        "A plain denial of IAM would name the action.",
        ("aws cloud9 list-environments --region {region}",),
        ("service.open",),
        "00-start-here",
        "3.7",
    ),
    Message(
        "environment-failed",
        (
            r"Failed to create environments?\. ?The development environment '?[^ ']*'? failed to create",
            r"Failed to create environments?\b",
        ),
        "console",
        "An environment couldn't be made; this sentence says nothing of why.",
        "Mostly the instance's volume is encrypted with a key that Cloud9's service-linked role may not use. Whatever"
        " else fails at a launch ends in the same sentence.",
        (EVENTS, "Then look that event's reason up here.", "aws ec2 get-ebs-default-kms-key-id --region {region}"),
        ("kms.default-key", "environment.lifecycle", "stack.status"),
        "05-launch-environment",
        "6.1 row 8",
    ),
    Message(
        "key-not-usable",
        (
            r"Client\.InternalError:? Client error on launch",
            r"AWSServiceRoleForAWSCloud9\S* is not authorized to perform: ?kms:\w+",
            r"not authorized to perform: ?kms:(?:GenerateDataKey\w*|CreateGrant|ReEncrypt\w*|Decrypt|DescribeKey) on",
            r"Client\.InvalidKMSKey\.InvalidState",
        ),
        "console, a stack's event, CloudTrail",
        "The instance's volume can't be encrypted, so EC2 ends the instance at once.",
        "EBS encrypts by default with a key of your own, whose policy doesn't let Cloud9's service-linked role use it.",
        (
            "aws ec2 get-ebs-default-kms-key-id --region {region}",
            "aws kms get-key-policy --key-id {key} --policy-name default --output text --region {region}",
            "Add Cloud9's service-linked role to the key policy; `c9lib verify` prints the whole policy to put.",
        ),
        ("kms.default-key",),
        "05-launch-environment",
        "6.1 row 8, 6.2, 10.7",
    ),
    Message(
        "guard-rail-hook",
        (r"hook\(s\) failed: ?\[?ControlTower::Guard::Hook", r"CT\.EC2\.PR\.8"),
        "a stack's event, console",
        "A control of AWS Control Tower refuses instances with a public address.",
        "The control CT.EC2.PR.8 is on for this account.",
        (
            "Launch into a private subnet (network: nat or isolated), or ask who runs Control Tower "
            "to take the control off.",
        ),
        ("stack.status", "instance.public-address"),
        "03-prepare-network",
        "6.1 row 9, 10.15",
    ),
    Message(
        "instance-not-made",
        (
            r"following resource\(s\) failed to create: ?\[ ?Instance ?\]",
            r"AssociatePublicIpAddress parameter is only supported (?:by|for) VPC launches",
            r"unable to access your environment\b",
            r"(?:Resource|Instance) \S+ failed to stabilize",
        ),
        "console, a stack's event",
        "The stack that Cloud9 makes for the instance has failed; this sentence says nothing of why.",
        "Its first failed event does: no subnet that fits, no capacity, a key, a guard rail. An account's very old"
        " default network needs a VPC and a subnet that are named.",
        (EVENTS, "Then look that event's reason up here."),
        ("environment.lifecycle", "stack.status", "kms.default-key"),
        "05-launch-environment",
        "6.1 rows 10, 11",
    ),
    Message(
        "could-not-connect",
        (
            r"Cloud9 (?:could|can) ?not connect to the EC2 instance",
            r"There was a problem connecting to the environment",
            r"Cannot create the AWS Cloud9 environment",
            r"Please check your VPC configuration and network settings to troubleshoot",
        ),
        "console, DescribeEnvironments (lifecycle)",
        "Cloud9 waited for the instance's agent, and it never came.",
        "The instance doesn't reach Systems Manager: no public address in a public subnet, no route, "
        "an endpoint that is"
        " missing or lets nobody in, no rights; or it never started.",
        (
            "c9lib verify --environment-id {environment} -p region {region}",
            "aws ec2 describe-instances --instance-ids {instance} --query "
            "'Reservations[].Instances[].StateReason' --region {region}",
        ),
        ("path.ssm", "path.ssmmessages", "instance.public-address", "instance.profile", "role.policy", "agent.online"),
        "07-verify",
        "6.1 rows 12, 13; 10.2, 10.18",
    ),
    Message(
        "only-client-error",
        (
            r"last error: Client Error",
            r"(?:message|reason)\W{1,6}Client Error\W{0,8}(?:$|\(|RequestToken)",
            r"CREATE_FAILED\W+Client Error",
            r"(?<!\w)Error: Client Error\b(?=\W{0,8}$| with | on | \()",
            r"^Client Error\.?$",
        ),
        "Terraform, CDK, CloudFormation",
        "Cloud9 refused to make the environment, and the tool kept its reason to itself.",
        "Mostly role or profile of environments without an inbound port are missing.",
        ("aws iam get-instance-profile --instance-profile-name AWSCloud9SSMInstanceProfile", *MAKE_THE_PAIR),
        ("profile.exists", "role.exists", "stack.status", "environment.lifecycle"),
        "02-create-profile",
        "6.1 row 15, 10.4",
    ),
    Message(
        "owner-unknown",
        (
            r"User arn:aws[a-z-]*:(?:sts|iam)::\d{12}:\S+ does not exist",
            r"NotFoundException\W.{0,40}User \S+ does not exist",
        ),
        "API, a stack's event",
        "Nobody has the ARN that is to own the environment.",
        "The form is wrong (a role's session is arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION, "
        "without the role's path),"
        " or the user is so new that Cloud9 doesn't know it yet.",
        ("aws sts get-caller-identity --query Arn --output text", "Put that ARN into owner_arn, and run it again."),
        ("environment.owner",),
        "05-launch-environment",
        "6.1 row 16, 10.6",
    ),
    Message(
        "no-capacity",
        (
            r"(?:do not|don't) have sufficient \S+ capacity",
            r"InsufficientInstanceCapacity",
            r"(?:is not|isn't) supported in your requested Availability Zone",
        ),
        "a stack's event, EC2",
        "EC2 has no such instance in that zone just now.",
        "Nothing is wrong with your network.",
        ("Choose another zone (a subnet of another one) or another instance_type, or try again later.",),
        ("environment.lifecycle", "stack.status"),
        "05-launch-environment",
        "10.2",
    ),
)

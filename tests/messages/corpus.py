"""Error messages as people paste them, by the message that has to come first: whole lines of tools, with what stands
around them."""

from __future__ import annotations

ARN = "arn:aws:iam::123456789012:user/ann"
ROLE = "arn:aws:sts::123456789012:assumed-role/deployer/session"
INSTANCE = "arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0"
CLIENT = "botocore.exceptions.ClientError: An error occurred"
HANDLER = "Resource handler returned message:"
TERRAFORM = "╷\n│ \x1b[31mError: \x1b[0m\x1b[1mwaiting for Cloud9 EC2 Environment (abc) create\x1b[0m:"

PASTED: tuple[tuple[str, str], ...] = (
    (
        "profile-missing",
        "Instance profile AWSCloud9SSMInstanceProfile does not exist in account",
    ),
    (
        "profile-missing",
        f'{HANDLER} "Instance profile AWSCloud9SSMInstanceProfile does not exist in this account.'
        f" Please create an instance"
        " profile and role as described here"
        " https://docs.aws.amazon.com/cloud9/latest/user-guide/ec2-ssm.html (Service:"
        ' AWSCloud9; Status Code: 400; Error Code: BadRequestException; Request ID: 1; Proxy: null)" (RequestToken: 2,'
        " HandlerErrorCode: GeneralServiceException)",
    ),
    ("profile-missing", "Instance profile AWSCloud9SSMInst\nanceProfile does not ex\nist in this account"),
    (
        "profile-missing",
        f"{CLIENT} (InvalidParameterValue) when calling the RunInstances operation: Value (AWSCloud9SSMInstanceProfile)"
        " for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name",
    ),
    (
        "start-session-denied",
        f"{CLIENT} (AccessDeniedException) when calling the CreateEnvironmentEC2 operation: User:"
        f" {ARN} is not authorized"
        f" to perform: ssm:StartSession on resource: {INSTANCE}",
    ),
    (
        "start-session-denied",
        f"User: {ROLE} is not authorized to perform: ssm:StartSession on resource:"
        " arn:aws:ssm:eu-west-1::document/SSM-SessionManagerRunShell because no identity-based policy allows the"
        " ssm:StartSession action (Service: AWSSimpleSystemsManagement; Status Code: 400)",
    ),
    (
        "start-session-denied",
        f'{{"error": "User: {ARN} is not authorized to perform: ssm:StartSession on resource:'
        f' \\u0022{INSTANCE}\\u0022"}}',
    ),
    (
        "profile-not-readable",
        f"An error occurred (AccessDeniedException) when calling the CreateEnvironmentEC2 operation: User: {ARN} is not"
        " authorized to perform: iam:GetInstanceProfile on resource: instance profile AWSCloud9SSMInstanceProfile",
    ),
    ("service-role-missing", "Not authorized to perform sts:AssumeRole"),
    (
        "service-role-missing",
        f"{CLIENT} (ForbiddenException) when calling the CreateEnvironmentEC2 operation: Not authorized to perform"
        " sts:AssumeRole",
    ),
    (
        "federated-identity",
        "User: arn:aws:sts::123456789012:federated-user/ann is not authorized to perform: iam:CreateServiceLinkedRole",
    ),
    (
        "account-being-verified",
        "We are unable to create EC2 instances in your account during account verification and activation. Please try"
        " again later.",
    ),
    (
        "cloud9-action-denied",
        f"User {ARN} is not authorized to perform cloud9:UpdateEnvironment on resource"
        " arn:aws:cloud9:us-east-1:123456789012:environment:0123456789abcdef0123456789abcdef",
    ),
    ("environment-failed", "Failed to create environments. The development environment ‘0123abcd’ failed to create"),
    ("environment-failed", "Failed to create environments"),
    (
        "key-not-usable",
        f"{HANDLER} Instance i-0123456789abcdef0 failed to stabilize. Current state: shutting-down. Reason:"
        " Client.InternalError: Client error on launch",
    ),
    (
        "key-not-usable",
        "User: arn:aws:sts::123456789012:assumed-role/AWSServiceRoleForAWSCloud9/AWSCloud9-1 is"
        " not authorized to perform:"
        " kms:GenerateDataKeyWithoutPlaintext on resource: arn:aws:kms:us-east-1:123456789012:key/1234abcd because no"
        " resource-based policy allows the kms:GenerateDataKeyWithoutPlaintext action",
    ),
    (
        "guard-rail-hook",
        "The environment creation failed with the error: The following hook(s) failed: [ControlTower::Guard::Hook].",
    ),
    (
        "instance-not-made",
        "The environment creation failed with the error: The following resource(s) failed to create: [Instance]. ."
        " Rollback requested by user..",
    ),
    ("instance-not-made", "The AssociatePublicIpAddress parameter is only supported by VPC launches."),
    (
        "could-not-connect",
        "Cloud9 could not connect to the EC2 instance. Please check your VPC configuration and network settings to"
        " troubleshoot the issue. Go to CloudFormation",
    ),
    (
        "could-not-connect",
        "Cannot create the AWS Cloud9 environment. There was a problem connecting to the environment.",
    ),
    ("cloud9-closed", "This account does not have access to the Cloud9 service"),
    (
        "cloud9-closed",
        "operation error Cloud9: ListEnvironments, https response error StatusCode: 400, RequestID: 1, api error"
        " AccessDeniedException: This account does not have access to the Cloud9 service",
    ),
    (
        "closed-perhaps",
        "An error occurred (AccessDeniedException) when calling the ListEnvironments operation: None",
    ),
    (
        "only-client-error",
        f"{TERRAFORM} unexpected state 'CREATE_FAILED', wanted target 'CREATED'. last error: Client Error\n│\n│   with"
        " aws_cloud9_environment_ec2.this,\n╵",
    ),
    ("only-client-error", "Error: Client Error"),
    (
        "only-client-error",
        "╷\n│ Error: Client Error\n│\n│   with aws_cloud9_environment_ec2.this,\n│   on main.tf line 1\n╵",
    ),
    ("only-client-error", 'CREATE_FAILED | AWS::Cloud9::EnvironmentEC2 | Environment | "message: Client Error"'),
    (
        "owner-unknown",
        f"{CLIENT} (NotFoundException) when calling the CreateEnvironmentEC2 operation: User"
        " arn:aws:sts::123456789012:assumed-role/Admin/ann@example.com does not exist",
    ),
    (
        "not-a-member",
        "User is not authorized to open this environment. Either the environment doesn&#39;t exist or the user is not a"
        " member of this environment.",
    ),
    (
        "credentials-being-removed",
        "This environment cannot be currently accessed by collaborators. Please wait until the"
        " removal of managed temporary"
        " credentials is complete, or contact the owner of this environment.",
    ),
    ("dependencies-not-installed", "Failed to install dependencies for collaboration support"),
    ("dependencies-not-installed", "Error: connect ETIMEDOUT 52.216.1.2:443"),
    (
        "managed-credentials",
        f"{CLIENT} (InvalidClientTokenId) when calling the GetCallerIdentity operation: The"
        f" security token included in the"
        " request is invalid",
    ),
    (
        "takes-longer",
        "This is taking longer than expected. The delay may be caused by high CPU usage in your"
        " environment, or your T2 or"
        " T3 instance is running out of burstable CPU capacity credits, or there are VPC configuration issues",
    ),
    ("terminal-locale", "tmux: need UTF-8 locale (LC_CTYPE) but have ANSI_X3.4-1968"),
    ("docker-range", "vpc-0123456789abcdef0 172.17.0.0/16 available"),
    ("environment-not-deleted", "One or more environments failed to delete"),
    (
        "private-dns-needs-attributes",
        f"{HANDLER} Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC"
        f" attributes set to true"
        " for vpc-0123456789abcdef0 (Service: Ec2, Status Code: 400, Request ID: 1)",
    ),
    (
        "private-dns-conflict",
        "Error: creating EC2 VPC Endpoint (com.amazonaws.us-east-1.ssm): operation error EC2:"
        " CreateVpcEndpoint, api error"
        " InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain for"
        " ssm.us-east-1.amazonaws.com in the VPC vpc-0123456789abcdef0",
    ),
    (
        "target-not-connected",
        "An error occurred (TargetNotConnected) when calling the StartSession operation: i-0123456789abcdef0 is not"
        " connected.",
    ),
    ("target-not-connected", "i-0123456789abcdef0 isn’t connected."),
    ("target-not-connected", "The instance you selected isn't configured to use Session Manager."),
    (
        "way-closed",
        "2026-11-28 09:00:00 ERROR [ssm-agent-worker] SSM Agent unable to acquire credentials:"
        " retrieve credentials error."
        ' Post "https://ssm.us-east-1.amazonaws.com/": dial tcp 10.0.1.12:443: i/o timeout',
    ),
    (
        "way-closed",
        "SSM Agent is not online. The SSM Agent was unable to connect to a Systems Manager endpoint to"
        " register itself with the service.",
    ),
    ("agent-no-credentials", "ERROR EC2RoleRequestError: no EC2 instance role found caused by: EC2MetadataError"),
    (
        "name-unknown",
        "Post https://ssm.eu-west-1.amazonaws.com/: dial tcp: lookup ssm.eu-west-1.amazonaws.com on"
        " 10.0.0.2:53: no such host",
    ),
    (
        "channel-denied-by-organization",
        "failed to create websocket for datachannel with error: CreateDataChannel failed with no output or error:"
        " createDataChannel request failed: User:"
        " arn:aws:sts::123456789012:assumed-role/AWSCloud9SSMAccessRole/i-1 is not"
        " authorized to perform: ssmmessages:CreateDataChannel on resource:"
        " arn:aws:ssmmessages:us-east-1:123456789012:*"
        " with an explicit deny in a service control policy",
    ),
    (
        "session-document",
        "An error occurred (InvalidDocument) when calling the StartSession operation: Document with name"
        " SSM-SessionManagerRunShel does not exist.",
    ),
    (
        "terminate-session-denied",
        f"User: {ARN} is not authorized to perform: ssm:TerminateSession on resource:"
        " arn:aws:ssm:us-east-1:123456789012:session/ann-1 because no identity-based policy allows the"
        " ssm:TerminateSession action.",
    ),
    (
        "document-worker",
        "document process failed unexpectedly: document worker timed out , check [ssm-document-worker]",
    ),
    ("sts-timed-out", "│ AWS Credentials │ Failed │ STS call timed out │"),
    (
        "profile-there-already",
        "An error occurred (IncorrectState) when calling the AssociateIamInstanceProfile operation:"
        " There is an existing association for instance i-0123456789abcdef0",
    ),
    ("no-internet-gateway", "FailureMessage: Network vpc-0123456789abcdef0 has no internet gateway attached"),
    ("nat-gateway-failed", "Elastic IP address eipalloc-0123456789abcdef0 is already associated"),
    ("quota-reached", "Performing this operation would exceed the limit of 5 NAT gateways"),
    (
        "quota-reached",
        f"{CLIENT} (VpcLimitExceeded) when calling the CreateVpc operation: The maximum number of VPCs has"
        " been reached.",
    ),
    (
        "subnet-in-use",
        "An error occurred (DependencyViolation) when calling the DeleteSubnet operation: The subnet"
        " 'subnet-0123456789abcdef0' has dependencies and cannot be deleted.",
    ),
    (
        "addresses-mapped",
        "DependencyViolation: Network vpc-0123456789abcdef0 has some mapped public address(es). Please"
        " unmap those public address(es) before detaching the gateway.",
    ),
    (
        "group-in-use",
        "An error occurred (DependencyViolation) when calling the DeleteSecurityGroup operation: resource"
        " sg-0123456789abcdef0 has a dependent object",
    ),
    (
        "vpc-in-use",
        "An error occurred (DependencyViolation) when calling the DeleteVpc operation: The vpc"
        " 'vpc-0123456789abcdef0' has dependencies and cannot be deleted.",
    ),
    (
        "quota-reached",
        f"{CLIENT} (RulesPerSecurityGroupLimitExceeded) when calling the AuthorizeSecurityGroupIngress operation: The"
        " maximum number of rules per security group has been reached.",
    ),
    (
        "address-quota-reached",
        f"{CLIENT} (AddressLimitExceeded) when calling the AllocateAddress operation: The maximum number of addresses"
        " has been reached.",
    ),
    ("environment-quota-reached", "You have reached the limit of AWS Cloud9 development environments."),
    (
        "image-gone",
        f"{CLIENT} (BadRequestException) when calling the CreateEnvironmentEC2 operation: The image ID"
        " 'amazonlinux-2-x86_64' is invalid. Valid image IDs are: amazonlinux-2023-x86_64, ubuntu-22.04-x86_64",
    ),
    ("image-gone", "The image ID 'resolve:ssm:/aws/service/cloud9/amis/amazonlinux-2-x86_64' is invalid."),
    ("image-gone", "image_id: 'amazonlinux-2-x86_64' is gone: Amazon Linux 2 reached its end of life on 30 June 2026"),
    (
        "capabilities-missing",
        f"{CLIENT} (InsufficientCapabilitiesException) when calling the CreateStack operation: Requires capabilities :"
        " [CAPABILITY_NAMED_IAM]",
    ),
    ("capabilities-missing", "Requires capabilities : [CAPABILITY_NAMED_IAM]"),
    (
        "region-without-cloud9",
        'Could not connect to the endpoint URL: "https://cloud9.eu-west-9.amazonaws.com/"',
    ),
    (
        "region-without-cloud9",
        "botocore.exceptions.EndpointConnectionError: Could not connect to the endpoint URL:"
        ' "https://cloud9.us-gov-west-1.amazonaws.com/"',
    ),
    (
        "denied-by-boundary",
        f"User: {ARN} is not authorized to perform: iam:CreateRole on resource:"
        " arn:aws:iam::123456789012:role/service-role/AWSCloud9SSMAccessRole because no permissions boundary allows the"
        " iam:CreateRole action",
    ),
    (
        "denied-by-boundary",
        f"User: {ROLE} is not authorized to perform: ec2:CreateVpc on resource:"
        " arn:aws:ec2:us-east-1:123456789012:vpc/* with an explicit deny in a permissions boundary",
    ),
    (
        "denied-by-organization",
        f"{CLIENT} (AccessDenied) when calling the CreateRole operation: User: {ROLE} is not authorized to perform:"
        " iam:CreateRole on resource: arn:aws:iam::123456789012:role/x with an explicit deny in a service control"
        " policy",
    ),
    (
        "denied-by-organization",
        f"User: {ARN} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k with an explicit deny in"
        " a resource control policy",
    ),
    ("ide-connecting", "My environment is stuck at “Connecting” since this morning"),
    ("old-cli", "usage: aws [options]\n\nUnknown options: --connection-type, CONNECT_SSM"),
    ("json-quoting", "Error parsing parameter '--tags': Expected: '=', received: ''' for input:"),
    (
        "linter-maintenance",
        "W3697 'AWS::Cloud9::EnvironmentEC2' is from a service in maintenance mode since 2024-07-25.",
    ),
    (
        "no-capacity",
        "We currently do not have sufficient t3.small capacity in the Availability Zone you requested (us-east-1a).",
    ),
    (
        "credentials-ended",
        f"{CLIENT} (ExpiredToken) when calling the ListRoles operation: The security token included in"
        " the request is expired",
    ),
    ("no-credentials", 'Unable to locate credentials. You can configure credentials by running "aws configure".'),
    (
        "delete-conflict",
        f"{CLIENT} (DeleteConflict) when calling the DeleteInstanceProfile operation: Cannot delete entity,"
        " must remove roles from instance profile first.",
    ),
    (
        "there-already",
        f"{CLIENT} (EntityAlreadyExists) when calling the CreateRole operation: Role with name"
        " AWSCloud9SSMAccessRole already exists.",
    ),
    (
        "role-not-there",
        f"{CLIENT} (NoSuchEntity) when calling the GetRole operation: The role with name"
        " AWSCloud9SSMAccessRole cannot be found.",
    ),
    (
        "pass-role-denied",
        "User: arn:aws:sts::123456789012:assumed-role/AWSServiceRoleForAWSCloud9/1 is not authorized to"
        " perform: iam:PassRole on resource: arn:aws:iam::123456789012:role/AWSCloud9SSMAccessRole",
    ),
    (
        "denied",
        f"User: {ARN} is not authorized to perform: ec2:CreateVpc because no identity-based policy allows the"
        " ec2:CreateVpc action",
    ),
    (
        "encoded-refusal",
        "An error occurred (UnauthorizedOperation) when calling the RunInstances operation: You are not"
        " authorized to perform this operation. Encoded authorization failure message: abcDEF_0123456789-abcdefghij",
    ),
    (
        "throttled",
        f"{CLIENT} (ThrottlingException) when calling the DescribeEnvironments operation (reached max retries:"
        " 4): Rate exceeded",
    ),
    ("another-account", "RefusedError: These credentials belong to account 210987654321, not to 123456789012."),
    ("run-refused", "RefusedError: The run is refused; nothing was changed."),
    ("checks-fail", "StepError: Step verify: 3 of 38 checks fail, the first is path.ssm."),
    ("waited-in-vain", "WaitError: Waited in vain until the NAT gateway is available."),
    ("disk-full", "cp: error writing 'x': No space left on device"),
)

NEAR_MISSES: tuple[str, ...] = (
    "",
    "   \n\t",
    "everything works",
    "Instance profile MyApplicationProfile was created",
    "The environment was created",
    "Your account has access to the Cloud9 service",
    "User ann is authorized to open this environment",
    "Client error handling in Python: how to catch exceptions",
    "requests.exceptions.HTTPError: 404 Client Error: Not Found for url: http://x",
    "amazonlinux-2023-x86_64",
    'Could not connect to the endpoint URL: "https://example.com/"',
    "aws cloudformation create-stack --capabilities CAPABILITY_NAMED_IAM",
    "ssm:StartSession",
    "AWSCloud9SSMInstanceProfile",
    "https://docs.aws.amazon.com/cloud9/latest/user-guide/ec2-ssm.html",
    "The subnet has room for 251 instances",
    "i-0123456789abcdef0 is connected",
    "vpc 172.16.0.0/12",
    "TypeError: 'NoneType' object is not subscriptable",
    "Traceback (most recent call last):",
    "connecting people since 1865",
    "We reached the limit of our patience",
)
"""Texts that look like one, and are none."""

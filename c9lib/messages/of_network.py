"""Messages of Systems Manager, its agent and the network (facts 7, 8.4, 10.2, 10.3, 10.9)."""

from __future__ import annotations

from c9lib.messages.model import Message

VERIFY = "c9lib verify --instance-id {instance} -p region {region}"
ENDPOINTS = (
    "aws ec2 describe-vpc-endpoints --filters Name=vpc-id,Values={vpc}"
    " --query 'VpcEndpoints[].[VpcEndpointId,ServiceName,State,PrivateDnsEnabled]' --output table --region {region}"
)
NETWORK = (
    Message(
        "target-not-connected",
        (
            r"TargetNotConnected",
            r"\bi-[0-9a-f]{8,17} (?:is not|isn't) connected",
            r"instance you selected (?:is not|isn't) (?:connected|configured to use Session Manager)",
        ),
        "API, AWS CLI, Session Manager's console",
        "Systems Manager has no channel to this instance's agent.",
        "The agent never registered or is cut off: its way, its rights, or the instance itself. The "
        "same comes for a wrong"
        " Region or account.",
        (VERIFY, "aws ssm describe-instance-information --filters Key=InstanceIds,Values={instance} --region {region}"),
        ("agent.connected", "agent.online", "path.ssm", "path.ssmmessages", "instance.profile", "instance.state"),
        "07-verify",
        "7.5, 7.6",
    ),
    Message(
        "agent-no-credentials",
        (
            r"SSM Agent unable to acquire credentials",
            r"EC2RoleRequestError",
            r"no EC2 instance role found",
            r"EC2RoleProvider Failed",
        ),
        "the agent's log",
        "The agent found no credentials, or couldn't use them.",
        "If a time-out stands behind it: no way to Systems Manager. Else the instance has no profile,"
        " the profile no role,"
        " or it came after the start: the agent then tries again after up to an hour.",
        (VERIFY, "aws ec2 reboot-instances --instance-ids {instance} --region {region}"),
        ("instance.profile", "path.ssm", "profile.role", "role.trust", "role.policy"),
        "07-verify",
        "10.2, 5.11",
    ),
    Message(
        "way-closed",
        (
            r"Post \"?https://(?P<service>ssm|ssmmessages|ec2messages)\.[\w.-]+/?\"?:? dial tcp \S* ?i/o timeout",
            r"https://(?:ssm|ssmmessages|ec2messages)\.[\w.-]+.{0,80}(?:i/o timeout|connection timed "
            r"out|Client\.Timeout|connect timeout)",
            r"connection timed out for (?:ssm|ssmmessages|ec2messages)\.",
            r"(?:ssm|ssmmessages|ec2messages)\.[\w.-]+ is not reachable",
            r"SSM Agent is not online\. ?The SSM Agent was unable to connect",
            r"Could not connect to the endpoint URL: ?\"?https://(?:ssm|ssmmessages|ec2messages)\.",
        ),
        "the agent's log, ssm-cli, Session Manager's console",
        "The packets to Systems Manager don't come through, or the answers don't.",
        "No route, no address, a security group, a network ACL, an endpoint in the way: each looks "
        "the same from inside.",
        (VERIFY,),
        ("path.ssm", "path.ssmmessages", "instance.public-address", "dns.support", "dns.private"),
        "07-verify",
        "10.2, 7.6, 8.4",
    ),
    Message(
        "name-unknown",
        (
            r"lookup (?:ssm|ssmmessages|ec2messages)\.[\w.-]+.{0,60}no such host",
            r"Could not resolve host:? ?\S*amazonaws\.com",
            r"(?:Temporary failure in name resolution|server misbehaving)",
        ),
        "the agent's log, a terminal",
        "The name of the service can't be resolved.",
        "enableDnsSupport of the VPC is off, or its DHCP options name other DNS servers, which don't answer.",
        ("aws ec2 modify-vpc-attribute --vpc-id {vpc} --enable-dns-support Value=true --region {region}",),
        ("dns.support", "dns.hostnames", "dns.private"),
        "06-configure-endpoints",
        "7.2, 10.3",
    ),
    Message(
        "private-dns-needs-attributes",
        (r"Enabling private DNS requires both enableDnsSupport and enableDnsHostnames",),
        "EC2 (CreateVpcEndpoint), a stack's event",
        "Private DNS of an endpoint needs both DNS attributes of the VPC.",
        "A VPC that the API makes has enableDnsHostnames off.",
        (
            "aws ec2 modify-vpc-attribute --vpc-id {vpc} --enable-dns-support Value=true --region {region}",
            "aws ec2 modify-vpc-attribute --vpc-id {vpc} --enable-dns-hostnames Value=true --region {region}",
        ),
        ("dns.hostnames", "dns.support"),
        "06-configure-endpoints",
        "7.2, 10.3",
    ),
    Message(
        "private-dns-conflict",
        (
            r"private-dns-enabled cannot be set because there is already a conflicting DNS domain for "
            r"(?P<domain>[\w.-]+)",
            r"already a conflicting DNS domain",
        ),
        "EC2 (CreateVpcEndpoint), a stack's event",
        "Another endpoint of the VPC answers for this name.",
        "One endpoint per service and VPC has private DNS; one that is being deleted holds it until it is gone.",
        (ENDPOINTS, "Use the one that is there, or wait until it is gone."),
        ("dns.private", "path.ssm"),
        "06-configure-endpoints",
        "7.2, 10.3",
    ),
    Message(
        "no-internet-gateway",
        (r"Network (?P<vpc>vpc-\w+) (?:has no internet gateway attached|is not attached to any internet gateway)",),
        "EC2 (NAT gateways, Elastic IP addresses)",
        "The VPC has no internet gateway.",
        "A public NAT gateway, and every public address, needs one.",
        (
            "aws ec2 describe-internet-gateways --filters Name=attachment.vpc-id,Values={vpc} --region {region}",
            "aws ec2 attach-internet-gateway --vpc-id {vpc} --internet-gateway-id {gateway} --region {region}",
        ),
        ("path.ssm",),
        "03-prepare-network",
        "7.7",
    ),
    Message(
        "nat-gateway-failed",
        (
            r"Elastic IP address (?P<address>eipalloc-\w+) is already associated",
            r"Subnet has insufficient free addresses to create this NAT gateway",
            r"\bNotAvailableInZone\b",
            r"NAT gateway nat-\w+ (?:is|was|has) failed",
        ),
        "EC2 (DescribeNatGateways: FailureMessage)",
        "The NAT gateway couldn't be made; it is gone within about an hour.",
        "Its address is in use, its subnet is full, or the zone doesn't offer it.",
        (
            "aws ec2 describe-nat-gateways --filter Name=vpc-id,Values={vpc} --query "
            "'NatGateways[].[NatGatewayId,State,FailureMessage]' --region {region}",
            "aws ec2 allocate-address --domain vpc --region {region}",
        ),
        ("path.ssm",),
        "03-prepare-network",
        "7.7",
    ),
    Message(
        "session-document",
        (r"InvalidDocument\b", r"Document with name \S+ does not exist", r"Document type: '?\w+'? is not supported"),
        "API, Session Manager",
        "The document of the session isn't there, or is of another kind.",
        "Its name is wrong, it isn't shared, or its type isn't Session.",
        ("aws ssm describe-document --name SSM-SessionManagerRunShell --region {region}",),
        ("access.document",),
        "04-grant-access",
        "7.6",
    ),
    Message(
        "terminate-session-denied",
        (
            r"not authorized to perform: ?ssm:TerminateSession",
            r"no identity-based policy allows the ssm:TerminateSession action",
        ),
        "AWS CLI",
        "The session can't be ended by whoever began it.",
        "Session Manager's sample policies allow it for own sessions; a very old plugin asks otherwise.",
        (
            "session-manager-plugin --version",
            "Allow ssm:TerminateSession on arn:aws:ssm:*:*:session/${aws:username}-*.",
        ),
        ("access.start-session",),
        "04-grant-access",
        "7.6",
    ),
    Message(
        "document-worker",
        (r"document process failed unexpectedly: ?document worker timed out",),
        "the agent's log",
        "The agent couldn't start a worker for the session.",
        "Too many files are watched on the instance.",
        ("sudo sysctl fs.inotify.max_user_instances=1024",),
        ("agent.connected", "agent.version"),
        "07-verify",
        "7.6",
    ),
    Message(
        "sts-timed-out",
        (r"STS call timed out",),
        "ssm-cli get-diagnostics",
        "The diagnosis couldn't ask STS who it is; sessions don't need that.",
        "In a VPC with endpoints only there is mostly none for STS: the credentials may be fine.",
        ("Count only EC2 IMDS, ssm, ssmmessages and the agent's service in that table.", VERIFY),
        ("agent.online", "path.ssm", "path.ssmmessages"),
        "06-configure-endpoints",
        "8.4",
    ),
    Message(
        "plugin-missing",
        (r"SessionManagerPlugin is not found",),
        "AWS CLI",
        "The AWS CLI needs a plugin for sessions in a terminal.",
        "Cloud9 itself doesn't need it.",
        ("Install session-manager-plugin, or open the environment in the Cloud9 console.",),
        ("access.start-session",),
        "07-verify",
        "7.5",
    ),
    Message(
        "instance-state",
        (
            r"InvalidInstanceId\b.{0,160}(?:not in a valid state|not in valid state)",
            r"instance '?i-\w+'? is not in a state from which it can be",
            r"instance '?i-\w+'? is not in the 'running'",
        ),
        "API",
        "The instance isn't running, or Systems Manager doesn't know it.",
        "It is stopped (Cloud9 stops an unused one), starting, or gone.",
        (
            "aws ec2 describe-instances --instance-ids {instance} --query "
            "'Reservations[].Instances[].[State.Name,StateTransitionReason]' --region {region}",
        ),
        ("instance.state", "agent.online"),
        "07-verify",
        "7.5, 10.18",
    ),
)

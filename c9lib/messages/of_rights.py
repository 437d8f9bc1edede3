"""Messages about rights: whose they are, which layer denies, what belongs to IAM (facts 5, 6.1, "
"10.5, 10.9, 10.10)."""

from __future__ import annotations

from c9lib.messages.model import GENERIC, Message

SIMULATE = (
    "aws iam simulate-principal-policy --policy-source-arn {principal} --action-names {action}"
    " --query 'EvaluationResults[].[EvalDecision,MatchedStatements]'"
)
RIGHTS = (
    Message(
        "start-session-denied",
        (
            r"not authorized to perform: ?ssm:StartSession on resource",
            r"not authorized to perform: ?ssm:StartSession\b",
            r"no identity-based policy allows the ssm:StartSession action",
        ),
        "a stack's event, API, console",
        "Whoever makes or opens the environment may not start the session by which Cloud9 reaches the instance.",
        "The statements for StartSession are missing, or their condition names Cloud9 where CloudFormation calls"
        " (aws:CalledViaFirst). The resource that is named is the instance or the document: both need one.",
        (
            "c9lib run --only access -p access_for '[\"{user}\"]'",
            "{attach} --policy-arn arn:aws:iam::aws:policy/AWSCloud9User",
            "A change takes some minutes until it holds everywhere.",
        ),
        ("access.start-session", "access.document"),
        "04-grant-access",
        "6.1 row 2, 5.7, 10.5",
    ),
    Message(
        "channel-denied-by-organization",
        (
            r"not authorized to perform: ?ssmmessages:\w+ on resource.{0,200}explicit deny in a "
            r"service control policy",
            r"createDataChannel request failed",
            r"CreateDataChannel failed with no output or error",
        ),
        "the agent's log",
        "The agent may not open its channel to Systems Manager.",
        "A service control policy of the organization denies ssmmessages, or the role lacks the action.",
        (
            "Ask the organization's administrator to except the role AWSCloud9SSMAccessRole.",
            "c9lib verify --instance-id {instance} -p region {region}",
        ),
        ("role.policy", "instance.profile", "agent.connected"),
        "07-verify",
        "10.5",
    ),
    Message(
        "cloud9-action-denied",
        (
            r"User:? arn:\S+ is not authorized to perform:? ?(?P<action>cloud9:\w+) on resource",
            r"not authorized to perform:? ?(?P<action>cloud9:\w+)",
        ),
        "console, API",
        "The caller lacks this permission of Cloud9.",
        "No policy of theirs allows it; that of an environment's member, AWSCloud9EnvironmentMember, allows little.",
        ("{attach} --policy-arn arn:aws:iam::aws:policy/AWSCloud9User", SIMULATE),
        ("access.create", "access.start-session"),
        "04-grant-access",
        "6.1 row 7",
    ),
    Message(
        "pass-role-denied",
        (r"not authorized to perform: ?iam:PassRole on resource:? ?\S*", r"not authorized to pass role"),
        "API, CloudFormation",
        "Somebody may not hand this role to EC2.",
        "Cloud9's service-linked role may pass only role/service-role/AWSCloud9SSMAccessRole; a role "
        "without that path"
        " can't be passed. Or the caller passes a profile without iam:PassRole.",
        (
            "aws iam get-role --role-name AWSCloud9SSMAccessRole --query Role.Path",
            "The path has to be /service-role/: a role with another one is made again.",
        ),
        ("role.path", "access.create"),
        "01-create-role",
        "5.6, 10.4",
    ),
    Message(
        "denied-by-organization",
        (r"with an explicit deny in a service control policy", r"explicit deny in a resource control policy"),
        "API, the agent's log",
        "The organization forbids it: no policy of the account can allow it.",
        "A service control policy names the action.",
        ("Ask the organization's administrator; {action} is what was refused.",),
        ("access.create", "access.start-session", "role.policy"),
        "04-grant-access",
        "10.5, 10.15",
    ),
    Message(
        "denied-by-boundary",
        (
            r"no permissions boundary allows the (?P<action>[\w-]+:\w+) action",
            r"with an explicit deny in a permissions boundary",
        ),
        "API",
        "A permissions boundary allows less than the policies do.",
        "Whoever set the boundary decides.",
        ("Let the boundary of {principal} allow {action}.", SIMULATE),
        ("access.create", "access.start-session", "role.policy"),
        "04-grant-access",
        "5.7",
    ),
    Message(
        "encoded-refusal",
        (r"Encoded authorization failure message:? ?(?P<encoded>[\w-]{20,})?",),
        "EC2",
        "EC2 says why it refused in a form that only IAM decodes.",
        "The decoded text names the statement.",
        ("aws sts decode-authorization-message --encoded-message ENCODED --query DecodedMessage --output text",),
        ("access.create",),
        "04-grant-access",
        "5.9",
    ),
    Message(
        "denied",
        (
            r"is not authorized to perform:? ?(?P<action>[a-z0-9-]+:\w+)",
            r"no (?:identity|resource|session)-based polic(?:y|ies) allows? the (?P<action>[\w-]+:\w+) action",
            r"You are not authorized to perform (?:this|\w+) operation",
            r"\b(?:AccessDenied|AccessDeniedException|UnauthorizedOperation)\b",
        ),
        "API",
        "The caller lacks a permission.",
        "No statement allows it, or one denies it: the end of the message says which.",
        (SIMULATE, "`c9lib policy` prints the least policy for a run; 00-start-here says which statement you lack."),
        ("access.create", "access.start-session"),
        "04-grant-access",
        "5.7, 5.9",
        GENERIC,
    ),
    Message(
        "profile-there-already",
        (r"IncorrectState\W.{0,80}existing association", r"There is an existing association for instance"),
        "EC2 (AssociateIamInstanceProfile)",
        "The instance has a profile already, and an instance has only one.",
        "An environment without an inbound port has Cloud9's. Another profile in its place cuts the "
        "connection, unless its"
        " role is allowed the five actions of sessions.",
        (
            "aws ec2 describe-iam-instance-profile-associations --filters "
            "Name=instance-id,Values={instance} --region {region}",
            "aws ec2 replace-iam-instance-profile-association --association-id ASSOCIATION "
            "--iam-instance-profile Name=PROFILE --region {region}",
        ),
        ("instance.profile", "role.policy"),
        "02-create-profile",
        "10.9",
    ),
    Message(
        "managed-credentials",
        (
            r"security token included in the request is invalid",
            r"\bInvalidClientTokenId\b",
            r"UnrecognizedClientException",
        ),
        "a terminal in the IDE, API",
        "AWS doesn't know these credentials.",
        "In a Cloud9 terminal: AWS managed temporary credentials are switched off, ended (15 "
        "minutes), or don't work in"
        " this network, or don't allow the action. Elsewhere: keys that were deleted, or a Region "
        "that is switched off.",
        (
            "aws sts get-caller-identity",
            "Switch AWS managed temporary credentials off in the IDE (Preferences, AWS Settings) to "
            "use the instance's profile.",
        ),
        ("credentials.managed", "environment.owner"),
        "07-verify",
        "6.3, 10.10",
    ),
    Message(
        "credentials-ended",
        (
            r"security token included in the request is expired",
            r"\bExpiredToken(?:Exception)?\b",
            r"SSO session (?:associated with this profile )?has expired",
            r"credentials are still expired",
        ),
        "API",
        "The credentials have ended.",
        "Sign-ins and role sessions hold for hours only.",
        ("aws sso login", "Then run the same command: it goes on where it stopped."),
        ("service.open",),
        "00-start-here",
        "6.3",
    ),
    Message(
        "no-credentials",
        (r"Unable to locate credentials", r"No AWS credentials were found", r"NoCredentialsError"),
        "AWS CLI, c9lib",
        "Nobody is signed in.",
        "boto3 and the AWS CLI looked in the environment, the profile, SSO and the instance.",
        ("aws sso login", "aws configure list"),
        ("service.open",),
        "00-start-here",
        "10.10",
    ),
    Message(
        "delete-conflict",
        (
            r"DeleteConflict",
            r"Cannot delete entity, must (?:remove roles from instance profile|detach all policies|delete \w+) first",
            r"Cannot delete entity, must .{4,60} first",
        ),
        "IAM",
        "The role or the profile still holds something.",
        "A profile has to be empty and a role without policies before they go; the console deletes "
        "neither of this pair.",
        (
            "aws iam remove-role-from-instance-profile --instance-profile-name "
            "AWSCloud9SSMInstanceProfile --role-name AWSCloud9SSMAccessRole",
            "aws iam delete-instance-profile --instance-profile-name AWSCloud9SSMInstanceProfile",
            "aws iam detach-role-policy --role-name AWSCloud9SSMAccessRole --policy-arn "
            "arn:aws:iam::aws:policy/AWSCloud9SSMInstanceProfile",
            "aws iam delete-role --role-name AWSCloud9SSMAccessRole",
        ),
        ("role.exists", "profile.exists"),
        "08-tear-down",
        "5.12",
    ),
    Message(
        "there-already",
        (r"EntityAlreadyExists", r"(?:Role|Instance Profile) (?:with name )?\S+ already exists"),
        "IAM",
        "The account has one of this name: names count without capitals, and in every Region.",
        "Somebody made the pair before; it is shared by the whole account.",
        (
            "aws iam get-role --role-name AWSCloud9SSMAccessRole",
            "aws iam get-instance-profile --instance-profile-name AWSCloud9SSMInstanceProfile",
        ),
        ("role.exists", "role.path", "profile.exists", "profile.path"),
        "01-create-role",
        "5.12",
    ),
    Message(
        "role-not-there",
        (
            r"role with name \S+ cannot be found",
            r"Instance Profile \S+ (?:cannot be found|not found)",
            r"Role not found for \S+",
            r"\bNoSuchEntity(?:Exception)?\b",
        ),
        "IAM",
        "IAM has nothing of this name.",
        "It was deleted, stands in another account, or was made a moment ago and isn't known everywhere.",
        (
            "aws iam get-role --role-name AWSCloud9SSMAccessRole",
            "aws iam get-instance-profile --instance-profile-name AWSCloud9SSMInstanceProfile",
        ),
        ("role.exists", "profile.exists", "profile.role"),
        "01-create-role",
        "5.12",
    ),
    Message(
        "document-malformed",
        (r"MalformedPolicyDocument", r"Syntax errors? in policy", r"This policy contains invalid Json"),
        "IAM",
        "IAM can't read the policy.",
        "Mostly quotes, a missing bracket, or a principal that doesn't exist (yet).",
        ("Put the document into a file, and pass file://NAME.json.",),
        ("role.trust", "role.policy"),
        "01-create-role",
        "5.12",
    ),
    Message(
        "throttled",
        (r"\bThrottling(?:Exception)?\b|TooManyRequestsException|RequestLimitExceeded", r"Rate exceeded"),
        "API",
        "AWS asks for patience: too many requests at once.",
        "Others of the account call, too.",
        ("Wait a minute, then run the same command: it goes on where it stopped.",),
        ("service.open",),
        "00-start-here",
        "5.11",
    ),
)

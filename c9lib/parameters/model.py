"""The one model of the parameters: every name with its type, default, limits and help.

A comment beside a limit names its source. Description and limits are the comment in the notebooks' parameter cells, so
they hold neither `=` nor `#`.
"""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from c9lib.parameters import choices, limits, rules
from c9lib.parameters.limits import Limits

_IAM_NAME = r"[A-Za-z0-9_+=,.@-]"  # users and roles have up to 64 (facts 5.10), groups up to 128 (botocore, IAM)
_EC2_ID = r"([0-9a-f]{8}|[0-9a-f]{17})"
# Facts 3.2, pattern P2, with \w and \d written out: they mean ASCII at AWS, but not for every reader of the schema.
_SOMEBODY = (
    r"arn:(aws|aws-cn|aws-us-gov|aws-iso|aws-iso-b):(iam|sts)::[0-9]+:(root|(user/[A-Za-z0-9_+=/:,.@-]{1,64}"
    r"|federated-user/[A-Za-z0-9_+=/:,.@-]{2,32}|assumed-role/[A-Za-z0-9_+=:,.@-]{1,64}/[A-Za-z0-9_+=,.@-]{1,64}))"
)
_OWNER = f"^({_SOMEBODY})?$"

Principal = Annotated[
    str,
    Field(pattern=rf"^((user|role)/{_IAM_NAME}{{1,64}}|group/{_IAM_NAME}{{1,128}}|{_IAM_NAME}{{1,64}})$"),
    AfterValidator(limits.principal),
]
Member = Annotated[str, Field(pattern=f"^{_SOMEBODY}$")]


class Parameters(BaseModel):
    """Everything that a run was asked for, valid as a whole. Empty text means "not given"."""

    # The tables need names and limits only; the validator takes 50 ms to build, so it waits for the first use.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    target: Annotated[
        choices.Target,
        Field(description="where it happens: on the AWS inside this package, or in a real account"),
    ] = "simulated"
    account_id: Annotated[
        str,
        Limits("12 digits in quotes; needed for target aws"),
        Field(pattern=r"^([0-9]{12})?$", description="the only account that the run may touch"),
    ] = ""
    region: Annotated[
        choices.Region,
        Limits("one of the 22 Regions of Cloud9"),
        Field(description="where everything but the role and the profile is made"),
    ] = "us-east-1"
    deployment: Annotated[
        str,
        Limits("1 to 40 of a-z, 0-9 and -, from a letter on"),
        Field(pattern=r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$", description="names the run: in tags, names and folders"),
    ] = "no-ingress"
    environment_name: Annotated[
        str,
        Limits("1 to 60 characters; letters, digits and - are safest"),  # facts 3.2, 3.8
        Field(min_length=1, max_length=60, description="the name in the Cloud9 console"),
        AfterValidator(limits.one_line),
    ] = "no-ingress"
    description: Annotated[
        str,
        Limits("up to 200 characters"),  # facts 3.2
        Field(max_length=200, description="of the environment, as the Cloud9 console shows it"),
        AfterValidator(limits.one_line),
    ] = ""
    instance_type: Annotated[
        str,
        Limits("family, digit, dot, size, such as t3.small or m5.large"),  # facts 3.2
        Field(
            min_length=5, max_length=20, pattern=r"^[a-z]+[1-9][.][a-z0-9]+$", description="size of the EC2 instance"
        ),
    ] = "t3.small"
    image_id: Annotated[
        choices.Image,
        Limits("amazonlinux-2023-x86_64, ubuntu-22.04-x86_64, or their resolve:ssm: path"),
        Field(description="operating system"),
    ] = "amazonlinux-2023-x86_64"
    automatic_stop_minutes: Annotated[
        int,
        Limits("0 to 20160"),  # facts 3.2
        Field(ge=0, le=20160, description="minutes without use after which Cloud9 stops the instance"),
    ] = 30
    owner_arn: Annotated[
        str,
        Limits("ARN of a user, an assumed role or root"),  # facts 3.2, 3.4
        Field(pattern=_OWNER, description="whose environment it is; empty for the caller's"),
    ] = ""
    network: Annotated[
        choices.Network,
        Field(description="a subnet that is there, or a new VPC with this way out"),
    ] = "public"
    vpc_id: Annotated[
        str,
        Limits("vpc- and 8 or 17 hex digits; with network existing only"),
        Field(pattern=rf"^(vpc-{_EC2_ID})?$", description="the VPC of the subnet"),
    ] = ""
    subnet_id: Annotated[
        str,
        Limits("subnet- and 8 or 17 hex digits; with network existing only"),  # facts 3.2, pattern P1
        Field(pattern=rf"^(subnet-{_EC2_ID})?$", description="where the instance goes"),
    ] = ""
    vpc_cidr: Annotated[
        str,
        Limits("private, /16 to /28, not Docker's 172.17.0.0/16"),  # facts 2.5
        Field(description="addresses of a new VPC"),
        AfterValidator(limits.vpc_range),
    ] = "10.0.0.0/16"
    availability_zones: Annotated[
        int,
        Limits("1 to 3"),
        Field(ge=1, le=3, description="how many zones a new VPC spans, with a subnet in each"),
    ] = 1
    endpoint_services: Annotated[
        tuple[choices.Service, ...],
        Limits("any of these four"),
        Field(strict=False, description="what gets a VPC endpoint"),
        AfterValidator(limits.once_each),
    ] = ("ssm", "ssmmessages", "ec2messages", "s3")
    s3_access: Annotated[
        tuple[choices.S3Access, ...],
        Limits("any of packages, agent"),
        Field(strict=False, description="what the S3 endpoint lets through besides Cloud9's bucket"),
        AfterValidator(limits.once_each),
    ] = ("packages",)
    restrict_egress: Annotated[
        bool,
        Field(description="let the instance reach nothing but the endpoints"),
    ] = False
    launch_with: Annotated[
        choices.LaunchWith,
        Field(description="how the environment is made: by a call to Cloud9, or by a stack"),
    ] = "api"
    access_for: Annotated[
        tuple[Principal, ...],
        Limits("user/NAME, group/NAME or role/NAME; a bare NAME is a user"),
        Field(strict=False, description="who may use Cloud9 and start sessions"),
        AfterValidator(limits.once_each),
    ] = ()
    access_policy: Annotated[
        choices.AccessPolicy,
        Field(description="what they get"),
    ] = "AWSCloud9User"
    members: Annotated[
        tuple[Member, ...],
        Limits("up to 8 ARNs of users, assumed roles or root"),  # facts 3.4, 3.5
        Field(
            strict=False,
            description="who shares it besides its owner, to read and write",
            json_schema_extra={"maxItems": limits.MOST_MEMBERS},
        ),
        AfterValidator(limits.once_each),
        AfterValidator(limits.few_members),
    ] = ()
    repair: Annotated[
        bool,
        Field(description="mend a role or a profile that isn't as documented, instead of stopping"),
    ] = False
    replace: Annotated[
        bool,
        Field(description="let a changed parameter replace the environment; what is on it is then lost"),
    ] = False
    endpoint_url: Annotated[
        str,
        Limits("http(s)://host:port; target simulated: loopback"),
        Field(description="another address for AWS, such as that of a simulator of your own"),
        AfterValidator(limits.web_address),
    ] = ""

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        found = rules.broken(dict(self))
        if found:
            raise rules.Broken(found)
        return self

    def given(self) -> dict[str, Any]:
        """What differs from the defaults, as papermill and YAML take it: lists, not tuples."""
        plain = {name: list(value) if isinstance(value, tuple) else value for name, value in self}
        default = {name: field.default for name, field in type(self).model_fields.items()}
        return {name: plain[name] for name, value in self if value != default[name]}

    def to_yaml(self) -> str:
        """`given()` as a YAML file that loads to an equal `Parameters`, here and with papermill's `-f`."""
        from c9lib.parameters.files import write  # YAML costs 30 ms at import, and most commands don't write any

        return write(self.given())

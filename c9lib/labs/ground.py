"""The account of a lab while it is built and while it is looked at: clients, the choices of the seed, ids, time.

Everything that a lab does to AWS goes through here. What it chooses depends on the seed alone, so that the same seed
gives the same account, id by id.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import jmespath
from botocore import xform_name
from botocore.exceptions import ClientError

from c9lib import checks
from c9lib.aws import Session
from c9lib.checks.documented import PROFILE
from c9lib.labs.made import made_by_steps
from c9lib.labs.model import Shown
from c9lib.nouns import Call, Verdict
from c9lib.parameters import Parameters
from c9lib.show.commands import as_command
from c9lib.simulator import lifecycle
from c9lib.steps import STEPS
from c9lib.steps.launching import wait_for_profile

LAB_TAG = "c9lib:lab"
"""Marks what the lab made, as `LAB/KEY`: by it a lab finds its things again, whatever was changed about them."""
AMI = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
BOOT = 600
"""Seconds until a launched instance's agent has registered, if it can; and until one that is cut off is missed."""
TAGGED_BY_EC2 = ("vpc-", "subnet-", "rtb-", "igw-", "nat-", "sg-", "acl-", "vpce-", "i-", "eipalloc-", "vol-")
"""Ids of what EC2 lets tag."""


class Ground:
    """One lab's account. `variant` is what the seed has chosen, `ids` are the things of the lab by their keys, and
    `says` tells the learner what is being done."""

    def __init__(self, lab: str, session: Session, seed: int, says: Callable[[str], None] = lambda _: None) -> None:
        self.lab = lab
        self.session = session
        self.seed = seed
        self.says = says
        self.rng = Random(f"{lab}/{seed}")  # noqa: S311 (by seed is the point: the same lab again)
        self.variant: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self.parameters: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        """A boto3 client of the lab's account."""
        return self.session.client(service)

    @property
    def ec2(self) -> Any:
        return self.client("ec2")

    @property
    def iam(self) -> Any:
        return self.client("iam")

    @property
    def region(self) -> str:
        return self.session.region

    # What the seed chooses

    def choose(self, name: str, *options: str) -> str:
        """One of these, by the seed; known to the lab's texts by this name."""
        self.variant[name] = self.rng.choice(options)
        return self.variant[name]

    def choose_cidr(self) -> str:
        """A /16 for the VPC, by the seed; known to the texts as `{cidr}`."""
        return self.choose("cidr", *(f"10.{number}.0.0/16" for number in range(1, 250)))

    def filled(self, text: str) -> str:
        """A text of the lab, with what the seed has chosen and what was made."""
        return text.format_map({**self.ids, **self.variant, "region": self.region})

    # What is made

    def steps(self, *names: str, **parameters: Any) -> None:
        """Carry out these steps of the guided path (`role`, `profile`, `network`, `endpoints`, `environment`, ...) with
        these parameters, in this order, and keep the ids of what they made."""
        self.with_parameters(**parameters)
        for name in names:
            STEPS[name](self.session).apply()
        self._keep_what_is_tagged()

    def with_parameters(self, **parameters: Any) -> None:
        """Go on with a session that has these parameters of the guided path, too."""
        self.parameters |= parameters
        asked = Parameters(**{**self.session.parameters.given(), **self.parameters})
        self.session = Session(asked, self.session.target, lambda _: None)

    def keep(self, key: str, thing: str) -> str:
        """Know a thing by this key from now on. Gives its id."""
        self.ids[key] = thing
        if thing.startswith(TAGGED_BY_EC2):
            self.ec2.create_tags(Resources=[thing], Tags=[{"Key": LAB_TAG, "Value": f"{self.lab}/{key}"}])
        return thing

    def launch(self, *, profile: str = PROFILE, subnet: str = "", key: str = "instance") -> str:
        """Launch an instance as Cloud9 does it, without Cloud9: its own security group, which lets nothing in, and the
        instance profile ("" for none). It boots for a while (`wait(BOOT)`)."""
        where = subnet or self.ids["subnet"]
        vpc = self.ec2.describe_subnets(SubnetIds=[where])["Subnets"][0]["VpcId"]
        name = f"aws-cloud9-{self.lab}-{key}"
        made = self.ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"]
        group = self.keep("group" if key == "instance" else f"{key}_group", made)
        worn = {"IamInstanceProfile": {"Name": profile}} if profile else {}
        if profile:  # one that was made just now EC2 doesn't know yet
            made_at = self.iam.get_instance_profile(InstanceProfileName=profile)["InstanceProfile"]["CreateDate"]
            wait_for_profile(self.session, made_at)
        asked = {"ImageId": AMI, "InstanceType": "t3.small", "MinCount": 1, "MaxCount": 1, "SubnetId": where}
        launched = self.ec2.run_instances(**asked, SecurityGroupIds=[group], **worn)
        return self.keep(key, launched["Instances"][0]["InstanceId"])

    def environment(self, **parameters: Any) -> str:
        """Let Cloud9 make the environment, well and ready, on an instance that never stops by itself; its id."""
        self.steps("environment", **{"automatic_stop_minutes": 0, **parameters})
        return self.ids["environment"]

    def network_acl(self, subnet: str, *entries: tuple[str, str, str, tuple[int, int] | None], key: str = "acl") -> str:
        """Give a subnet a network ACL of its own with these entries, numbered 100, 200, …, and nothing else. An entry
        is `in` or `out`, `allow` or `deny`, a CIDR, and TCP ports from and to, or None for all traffic."""
        acl = self.keep(key, self.ec2.create_network_acl(VpcId=self.ids["vpc"])["NetworkAcl"]["NetworkAclId"])
        for place, (direction, action, cidr, ports) in enumerate(entries, 1):
            told: dict[str, Any] = {"Protocol": "6" if ports else "-1", "Egress": direction == "out"}
            if ports:
                told["PortRange"] = {"From": ports[0], "To": ports[1]}
            told |= {"RuleAction": action, "CidrBlock": cidr, "RuleNumber": 100 * place}
            self.ec2.create_network_acl_entry(NetworkAclId=acl, **told)
        wanted = [{"Name": "association.subnet-id", "Values": [subnet]}]
        now = self.ec2.describe_network_acls(Filters=wanted)["NetworkAcls"][0]["Associations"]
        held = next(one["NetworkAclAssociationId"] for one in now if one["SubnetId"] == subnet)
        self.ec2.replace_network_acl_association(AssociationId=held, NetworkAclId=acl)
        return acl

    # Time, and what others do

    def wait(self, seconds: float) -> None:
        """Let simulated time pass."""
        self.session.target.let_pass(seconds)

    def tell(self, verb: str, **told: Any) -> dict[str, Any]:
        """What is decided outside the account: `closed`, `scps`, `shared-subnet` (c9lib/simulator/others.py)."""
        assert self.session.target.endpoint_url, "a lab's account is simulated"
        return lifecycle.ask(self.session.target.endpoint_url, verb, told)

    # What is seen

    def verdict(self) -> Verdict:
        """Every check: on the instance that `launch` made, else on the deployment's environment."""
        return checks.verdict(self.session, instance_id=self.alone)

    @property
    def alone(self) -> str | None:
        """The instance that `launch` made, without Cloud9; None where there is an environment, or none is launched."""
        return self.ids.get("instance") if "environment" not in self.ids else None

    def call(self, service: str, operation: str, **arguments: Any) -> Call:
        """A call for a solution, by AWS's names: `call("ec2", "CreateRoute", RouteTableId=...)`."""
        return Call(service, operation, arguments, self.region, "ok", 0.0)

    def carry_out(self, call: Call) -> dict[str, Any]:
        """Make the call. Raises `ClientError` when AWS refuses it."""
        answer: dict[str, Any] = getattr(self.client(call.service), xform_name(call.operation))(**call.arguments)
        answer.pop("ResponseMetadata", None)
        return answer

    def show(self, service: str, operation: str, query: str = "", **arguments: Any) -> Shown:
        """A command with what the AWS CLI prints for it: its JSON, or AWS's refusal. `query` is JMESPath. It is carried
        out, so it should only read, unless AWS refuses it."""
        call = self.call(service, operation, **arguments)
        command = as_command(call) + (f" \\\n    --query '{query}'" if query else "")
        client, method = self.client(service), xform_name(operation)
        try:
            if client.can_paginate(method):  # as the AWS CLI does it: all pages, without their tokens
                answer: Any = client.get_paginator(method).paginate(**arguments).build_full_result()
            else:
                answer = self.carry_out(call)
        except ClientError as refused:
            return Shown(command, str(refused))
        told = jmespath.search(query, answer) if query else answer
        return Shown(command, json.dumps(told, indent=4, default=_iso, ensure_ascii=False))

    # What is remembered, and found again

    def remembered(self) -> Mapping[str, Any]:
        """What another process needs to go on with this lab."""
        return {"variant": self.variant, "ids": self.ids, "parameters": self.parameters}

    @classmethod
    def again(cls, lab: str, session: Session, seed: int, told: Mapping[str, Any]) -> Ground:
        """The ground of a lab that another process may have built. Ids come from the account's tags where it has
        them."""
        ground = cls(lab, session, seed)
        ground.variant, ground.ids = dict(told["variant"]), dict(told["ids"])
        ground.with_parameters(**told["parameters"])
        for key, thing in ground._tagged().items():
            ground.ids[key] = thing
        return ground

    def _tagged(self) -> dict[str, str]:
        tags = self.session.pages("ec2", "describe_tags", "Tags", Filters=[{"Name": "key", "Values": [LAB_TAG]}])
        marks = {tag["Value"]: tag["ResourceId"] for tag in tags}
        return {mark.partition("/")[2]: thing for mark, thing in marks.items() if mark.startswith(f"{self.lab}/")}

    def _keep_what_is_tagged(self) -> None:
        """Keep what the steps have made, by c9lib's own tag."""
        for key, thing in made_by_steps(self.session).items():
            if self.ids.get(key) != thing:
                self.keep(key, thing)


def _iso(value: Any) -> str:
    """A time as the AWS CLI prints it."""
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)

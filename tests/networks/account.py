"""One simulated account for a network of the table: clients, time, the state of an agent, the verdict, the shell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import Request, urlopen

from c9lib import checks, parameters
from c9lib.aws import Session
from c9lib.checks.documented import PROFILE, PROFILE_PATH, ROLE, ROLE_PATH, ROLE_POLICY_ARN, TRUST
from c9lib.nouns import Verdict
from c9lib.simulator import agents
from c9lib.simulator.inprocess import InProcess
from c9lib.simulator.world import World
from tests.awscli import AwsCli
from tests.serving import Served, serving

REGION = "us-east-1"
BOOT = 600
"""Seconds until a launched instance's agent has registered, if it can; and until one that is cut off is missed."""
PATIENCE = 4200
"""Seconds after which everything that a remedy started has ended: an endpoint's start, then the agent's longest pause
of an hour (facts 7.4)."""


class Agent(NamedTuple):
    """What Systems Manager shows of an agent: PingStatus (`absent` where it never registered), and its channel."""

    ping: str
    channel: str


ONLINE = Agent("Online", "connected")
LOST = Agent("ConnectionLost", "notconnected")
UNHEARD = Agent("ConnectionLost", "connected")
"""No sign of life at `ssm`, while the control channel to `ssmmessages` stands."""
DEAF = Agent("Online", "notconnected")
"""Signs of life at `ssm`, without a control channel."""
NEVER = Agent("absent", "notconnected")


@dataclass
class Account:
    """An account, asked in this process by boto3, and over HTTP by the AWS CLI."""

    served: Served
    cli: AwsCli
    home: Path
    inside: InProcess = field(default_factory=InProcess)

    @property
    def world(self) -> World:
        return self.served.front.world

    def client(self, service: str, region: str = REGION) -> Any:
        return self.inside.client(service, region, (), self.served.front.respond)

    @property
    def ec2(self) -> Any:
        return self.client("ec2")

    @property
    def iam(self) -> Any:
        return self.client("iam")

    def wait(self, seconds: float) -> None:
        """Simulated time passes, and what is due in it happens."""
        with self.world.lock:
            self.world.clock.advance(seconds)
            self.world.events.settle()

    def control(self, address: str, told: dict[str, Any]) -> None:
        """What is decided outside the account, by the control address `/_c9lib/ADDRESS`."""
        asked = Request(f"{self.served.url}/_c9lib/{address}", json.dumps(told).encode(), method="POST")
        with urlopen(asked, timeout=10) as answer:
            assert answer.status == 200

    def verdict(self, instance_id: str) -> Verdict:
        session = Session(parameters.from_mapping({}), _Target(self), lambda _: None)  # type: ignore[arg-type]
        return checks.verdict(session, instance_id=instance_id)

    def agent(self, instance_id: str) -> Agent:
        ssm = self.client("ssm")
        wanted = [{"Key": "InstanceIds", "Values": [instance_id]}]
        found = ssm.describe_instance_information(Filters=wanted)["InstanceInformationList"]
        return Agent(
            found[0]["PingStatus"] if found else "absent", ssm.get_connection_status(Target=instance_id)["Status"]
        )

    def why(self, instance_id: str) -> str:
        """The sentence with which the simulated agent explains its silence; "" while it talks."""
        with self.world.lock:
            return agents.look(self.world, REGION)[instance_id].way.why

    def run(self, line: str) -> str:
        """Run a printed line in a shell. Fails the test with what it says when it fails."""
        done = self.cli.sh(line, self.served.url, self.home)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        return done.stdout


@dataclass
class _Target:
    """What `Session` speaks to."""

    account: Account
    name: str = "simulated"
    takes_many: bool = False
    simulated_clock: bool = True

    def client(self, service: str, region: str) -> Any:
        return self.account.client(service, region)

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.account.world.clock.now, UTC)


@contextmanager
def opened(cli: AwsCli, home: Path) -> Iterator[Account]:
    """A fresh account with the documented role and profile, whose news has spread."""
    with serving() as served:
        account = Account(served, cli, home)
        iam = account.iam
        iam.create_role(RoleName=ROLE, Path=ROLE_PATH, AssumeRolePolicyDocument=json.dumps(TRUST))
        iam.attach_role_policy(RoleName=ROLE, PolicyArn=ROLE_POLICY_ARN)
        iam.create_instance_profile(InstanceProfileName=PROFILE, Path=PROFILE_PATH)
        iam.add_role_to_instance_profile(InstanceProfileName=PROFILE, RoleName=ROLE)
        account.wait(60)
        yield account

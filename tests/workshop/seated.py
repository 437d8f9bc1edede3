"""A class that is put straight into the simulated account: to launch 200 seats would take minutes.

Instances are launched in one call; their tags, their agents and their environments are written where the simulator
keeps them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from c9lib.simulator import agents, moto_state
from c9lib.simulator.agent import Agent
from c9lib.simulator.front import Front
from c9lib.simulator.moto_network import backend
from c9lib.simulator.services.cloud9.environments import Environment, Identity, environments
from c9lib.simulator.services.ec2.machine import lives
from c9lib.simulator.services.ssm.session_store import Session, sessions
from c9lib.workshop.layout import Layout
from c9lib.workshop.model import Seat

REGION = "us-east-1"
BARE = {"asked for": "CREATING", "refused": "CREATE_FAILED", "going": "DELETING", "gone": "CREATED"}
"""Kinds of seats without an instance, and the lifecycle of their environment. A `missing` one has none."""
RUNNING = {"online": "CREATED", "silent": "CREATED", "lost": "CREATED", "making": "CREATING", "broken": "CREATE_FAILED"}
"""Kinds with a running instance, and the lifecycle of their environment."""
HEARD = ("online", "broken", "lost", "making")
"""Kinds with an agent that was heard, `lost` ones long ago."""
LONG = 1000
STATES = {"pending": "CREATING", "stopped": "CREATED", "stopping": "CREATED"}
"""Kinds whose instance has this state, and the lifecycle of their environment."""
REASON = "AccessDeniedException: User: arn:aws:iam::123456789012:user/learner-001 is not authorized"


@dataclass
class Seated:
    """The account with the class in it; `instances` are by seat."""

    front: Front
    ec2: Any
    instances: dict[str, str]

    def later(self, minutes: int) -> None:
        """Let time pass; agents that were online stay so."""
        heard = {name: one for name, one in self._agents().items() if one.ping_status(self.now) == "Online"}
        self.front.world.clock.advance(minutes * 60)
        self.front.world.events.settle()
        for name in heard:
            self._agents()[name].last_ping = self.now

    @property
    def now(self) -> float:
        return self.front.world.clock.now

    def open(self, seat: str, owner: str) -> str:
        """Somebody opens a session to a seat; its id."""
        target, number = self.instances[seat], len(sessions(self.front.world, REGION))
        arn, turn = f"arn:aws:iam::123456789012:user/{owner}", len(lives(self.front.world, REGION).turns[target])
        one = Session(f"{owner}-{number:017x}", target, arn, "AIDA", "", "", self.now, turn)
        sessions(self.front.world, REGION)[one.id] = one
        return one.id

    def become(self, one: Seat, kind: str) -> None:
        """A seat that has an instance is of another kind from now on; of `RUNNING` or `STATES`."""
        instance_id, world = self.instances[one.name], self.front.world
        _lifecycle(next(e for e in environments(world, REGION).held.values() if e.instance_id == instance_id), kind)
        agent = self._agents()[instance_id]
        agent.next_try, agent.registered, agent.last_ping = None, None, None
        if kind in HEARD:
            agent.registered = agent.last_ping = self.now - (LONG if kind == "lost" else 0)
        moto_state.set_instance_state(REGION, instance_id, kind if kind in STATES else "running")

    def _agents(self) -> dict[str, Agent]:
        return agents.look(self.front.world, REGION)


def seat(front: Front, ec2: Any, layout: Layout, kinds: Sequence[str]) -> Seated:
    """Each seat as its kind says, in the order of the roster."""
    asked = list(zip(layout.roster.seats, kinds, strict=True))
    having = [(one, kind) for one, kind in asked if kind not in (*BARE, "missing")]
    ids = _instances(ec2, len(having))
    front.world.clock.advance(200)
    front.world.events.settle()
    made = Seated(front, ec2, dict(zip((one.name for one, _ in having), ids, strict=True)))
    for one, kind in asked:
        if kind != "missing":
            _environment(front, one, kind, made.instances.get(one.name, ""))
    for one, kind in having:
        made.become(one, kind)
    return made


def _instances(ec2: Any, number: int) -> list[str]:
    if not number:
        return []
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    told = ec2.run_instances(ImageId=image, InstanceType="t3.small", MinCount=number, MaxCount=number)
    return [str(one["InstanceId"]) for one in told["Instances"]]


def _environment(front: Front, one: Seat, kind: str, instance_id: str) -> None:
    held = environments(front.world, REGION).held
    name, owner = one.parameters.environment_name, Identity(one.owner, "AIDA")
    made = Environment(f"{len(held):032x}", REGION, name, owner, "CONNECT_SSM", instance_id=instance_id)
    _lifecycle(made, kind)
    held[made.id] = made
    if instance_id:
        told = {"aws:cloud9:environment": made.id, "c9lib:deployment": one.parameters.deployment}
        backend(REGION).create_tags([instance_id], told)


def _lifecycle(environment: Environment, kind: str) -> None:
    environment.lifecycle = (BARE | RUNNING | STATES)[kind]
    environment.reason = REASON if environment.lifecycle == "CREATE_FAILED" else ""

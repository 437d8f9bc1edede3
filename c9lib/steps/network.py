"""Step network: a subnet from which the instance reaches Systems Manager, given or made (facts 2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from c9lib.nouns import Observation, Plan
from c9lib.steps import existing_network, network_parts, public_network
from c9lib.steps.base import Step

Verb = TypeVar("Verb", bound=Callable[..., object])


class NetworkStep(Step):
    """`existing`: the subnet is checked, never changed. `public`: a VPC with an internet gateway, a subnet per zone."""

    name = "network"
    title = "The network of the instance"
    families = ("network", "path")

    def _asked(self, existing: Verb, public: Verb) -> Verb:
        return existing if self.parameters.network == "existing" else public

    def _observe(self) -> Observation:
        return self._asked(existing_network.observe, public_network.observe)(self.session)

    def _plan(self, seen: Observation) -> Plan:
        return self._asked(existing_network.plan, public_network.plan)(self.session, seen)

    def _plan_undo(self, seen: Observation) -> Plan:
        # By tag, whatever the parameter says now: a network that was made is removed, one that was given is never
        # touched.
        return network_parts.plan_undo(self.session, self.leaving)

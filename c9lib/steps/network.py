"""Step network: a subnet from which the instance reaches Systems Manager, given or made (facts 2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from c9lib.nouns import Checks, Observation, Plan
from c9lib.steps import existing_network, made_network, network_undo
from c9lib.steps.base import Step
from c9lib.steps.to_come import without_what_is_to_come

Verb = TypeVar("Verb", bound=Callable[..., object])


class NetworkStep(Step):
    """`existing`: the subnet is checked, never changed. Otherwise a VPC with a subnet per zone for instances: `public`,
    with an internet gateway; `nat`, private behind a NAT gateway; `isolated`, private and leading nowhere.
    """

    name = "network"
    title = "The network of the instance"
    families = ("network", "path")

    def _checks(self) -> Checks:
        """A way that a later step opens, or waits for, is skipped."""
        return Checks(without_what_is_to_come(self.parameters, super()._checks()))

    def _asked(self, existing: Verb, made: Verb) -> Verb:
        return existing if self.parameters.network == "existing" else made

    def _observe(self) -> Observation:
        return self._asked(existing_network.observe, made_network.observe)(self.session)

    def _plan(self, seen: Observation) -> Plan:
        return self._asked(existing_network.plan, made_network.plan)(self.session, seen)

    def _plan_undo(self, seen: Observation) -> Plan:
        # By tag, whatever the parameter says now: a network that was made is removed, one that was given is never
        # touched.
        return network_undo.plan_undo(self.session, self.leaving)

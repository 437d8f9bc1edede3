"""What has to be looked up to know what a request needs: ARNs by name, tags, and what conditions ask of resources."""

from __future__ import annotations

from collections.abc import Mapping

from c9lib.simulator import moto_facts, moto_kms, moto_policies, moto_state, moto_ties, moto_volumes
from c9lib.simulator.api import Principal
from c9lib.simulator.services.cloud9.environments import environments
from c9lib.simulator.services.ec2 import images
from c9lib.simulator.services.ssm import session_store
from c9lib.simulator.services.stacks import change_sets, find
from c9lib.simulator.world import World


class AccountFacts:
    """The simulated account, seen from one Region by who calls (`Facts`, `Related`, `Owners`, `Caller`, `KeyOwners` and
    `Encryption` of `c9lib.policy.actions`).
    """

    def __init__(self, world: World, region: str, caller: Principal) -> None:
        self.world = world
        self.account = world.account
        self.region = region
        self.caller_user = caller.name if caller.kind == "user" else ""

    def iam_arn(self, kind: str, name: str) -> str | None:
        found = moto_state.iam_entity(kind, name)
        return found.arn if found else None

    def profile_role(self, name: str) -> str | None:
        if moto_state.iam_entity("instance profile", name) is None:
            return None
        roles = moto_state.iam_profile_roles(name)
        return self.iam_arn("role", roles[0]) if roles else None

    def tags(self, arn: str) -> Mapping[str, str]:
        service, kind, name = self._parts(arn)
        if service == "iam":
            return moto_policies.tags_of(arn)
        if service == "ec2":
            return moto_facts.tags(self.region, name)
        if service == "kms" and kind == "key":
            return moto_kms.tags(self.region, name)
        if service == "ssm" and kind == "session":
            return session_store.tags(self.world, self.region, name)
        if service == "cloud9":
            held = environments(self.world, self.region).held.get(name)
            return held.tags if held else {}
        if service == "cloudformation" and kind == "stack":
            stack = find(self.world, self.region, arn) or find(self.world, self.region, name.partition("/")[0])
            return stack.tags if stack else {}
        return {}

    def about(self, arn: str) -> Mapping[str, tuple[str, ...]]:
        service, kind, name = self._parts(arn)
        if service == "iam":
            boundary = moto_policies.boundary_of(arn)
            return {"iam:PermissionsBoundary": (boundary,)} if boundary else {}
        if service == "kms":
            key = moto_kms.find(self.region, name)
            return moto_kms.about(key) if key else {}
        return moto_facts.about(self.region, kind, name) if service == "ec2" else {}

    def related(self, name: str) -> tuple[str, ...]:
        if name.startswith("alias/"):
            key = moto_kms.find(self.region, name)
            return (key.id,) if key else ()
        if name.startswith(images.RESOLVE):
            image = images.held_by(self.world, self.region, name.removeprefix(images.RESOLVE))
            return (image,) if image else ()
        if name.startswith("arn:aws:cloudformation:"):
            found = change_sets(self.world, self.region).get(name)
            return (found.stack.id,) if found else ()
        return moto_ties.tied(self.region, name)

    def owner(self, name: str) -> str:
        return moto_ties.owner(self.region, name)

    def key_owner(self, access_key: str) -> str:
        found = moto_state.iam_access_key(access_key)
        return found.user if found else ""

    @property
    def encrypts_volumes(self) -> bool:
        return moto_volumes.encrypted_by_default(self.region)

    def _parts(self, arn: str) -> tuple[str, str, str]:
        """Service, kind and name of a resource by its ARN; three times "" for what is none, and for what is in another
        Region, where no request reaches.
        """
        parts = arn.split(":", 5)
        if len(parts) < 6 or parts[3] not in ("", self.region):
            return "", "", ""
        kind, _, name = parts[5].replace(":", "/", 1).partition("/")
        return parts[2], kind, name

"""Who may use a key (KMS Developer Guide, "Key policies in AWS KMS"): its policy and its grants have a say before the
principal's own policies, which count where the key's policy leaves it to the account.
"""

from __future__ import annotations

from dataclasses import replace

from c9lib.policy import Context, Decision, Policy, Request, Value, evaluate
from c9lib.simulator import moto_kms
from c9lib.simulator.api import Principal
from c9lib.simulator.authorization.principals import asker, parsed, policies_of
from c9lib.simulator.authorization.resources import on_resources
from c9lib.simulator.moto_kms import Grant, Key
from c9lib.simulator.world import World


def decide(world: World, principal: Principal, action: str, key: Key, context: Context) -> Decision:
    """Whether a principal may do something with a key. `context` is what is known besides the key."""
    held = replace(policies_of(world, principal), resource=policies_of_key(key))
    request = Request(action, key.arn, context.with_(_about(principal, key)), asker(principal))
    return evaluate(request, held, resource_must_allow=True)


def _about(principal: Principal, key: Key) -> dict[str, Value]:
    return {
        "kms:CallerAccount": principal.account,
        **moto_kms.about(key),
        **{f"aws:ResourceTag/{name}": value for name, value in key.tags},
    }


def policies_of_key(key: Key) -> tuple[Policy, ...]:
    """Whom the key itself lets in or keeps out: by its policy, and by its grants."""
    return (Policy(parsed(key.policy), f"key policy of {key.arn}"), *map(_granting, key.grants))


@on_resources("kms", must_allow=True)
def policies_on(_world: World, arn: str) -> tuple[Policy, ...]:
    """The policies of the key that an ARN names; none where there is no such key."""
    _, _, _, region, _, resource = arn.split(":", 5)
    key = moto_kms.find(region, resource.removeprefix("key/"))
    return policies_of_key(key) if key and key.arn == arn else ()


def _granting(grant: Grant) -> Policy:
    """A grant, as a policy says the same."""
    actions = [f"kms:{operation}" for operation in grant.operations]
    allow = {"Effect": "Allow", "Principal": {"AWS": grant.grantee}, "Action": actions, "Resource": "*"}
    return Policy({"Version": "2012-10-17", "Statement": [allow]}, f"grant {grant.id}")

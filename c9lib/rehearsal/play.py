"""One rehearsal from beginning to end, in a process that does nothing else."""

from __future__ import annotations

from c9lib.aws import Session
from c9lib.aws.session import DEPLOYMENT_TAG
from c9lib.parameters import Parameters
from c9lib.rehearsal import presupposed
from c9lib.rehearsal.acts import Act, acts
from c9lib.rehearsal.nouns import Need, Rehearsal
from c9lib.rehearsal.world import PrivateAccount, Traced


def play(asked: Parameters) -> Rehearsal:
    """Carry out what `asked` asks for in an account of its own, and note everything that has to be allowed.

    Raises `UserError` when the run can't be carried out even there.
    """
    account = PrivateAccount.open()
    session = Session(asked, account, progress=lambda _: None, unattended=True)
    presupposed.people(session)
    stand_ins = {}
    if asked.network == "existing":
        vpc, subnet = presupposed.subnet(session)
        session.parameters = session.parameters.model_copy(update={"vpc_id": vpc, "subnet_id": subnet})
        stand_ins = {vpc: asked.vpc_id, subnet: asked.subnet_id}
    noted = Noted(session.identity.arn, "" if asked.owner_arn else asked.deployment)
    account.trace(noted)
    for act in acts(session):
        noted.act = act
        session.look_afresh()  # what this act reads it has to be allowed, whoever has read it before
    account.trace(None)
    return Rehearsal(tuple(noted.needs), session.identity.arn).put(stand_ins)


class Noted:
    """Takes down what has to be allowed to the caller, each thing once per act; what Cloud9's own role does is not."""

    def __init__(self, caller: str, owning: str) -> None:
        """`owning` is the deployment whose environment is the caller's own; "" where it is made for somebody else."""
        self._caller = caller
        self._owning = owning
        self.act: Act | None = None
        self.needs: dict[Need, None] = {}

    def __call__(self, traced: Traced) -> None:
        if self.act is None or traced.context.get("aws:PrincipalArn") != (self._caller,):
            return
        needed, act = traced.requirement, self.act
        region = "".join(traced.context["aws:RequestedRegion"])
        context = dict(needed.context)
        tagged = context.get(f"aws:ResourceTag/{DEPLOYMENT_TAG}") == (self._owning,)
        owned = tagged and ":environment:" in needed.resource
        asked = Need(act.step, act.purposes, needed.action, needed.resource, region, context, traced.via, owned)
        self.needs[asked] = None

"""AWS::IAM::ServiceLinkedRole: the role that a service has for itself, made once in an account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c9lib.simulator.durations import ENVIRONMENT_POLL, STACK_ROLE
from c9lib.simulator.resources.failures import GENERAL, returned
from c9lib.simulator.resources.iam_holders import forgiving
from c9lib.simulator.resources.nouns import Handler, Properties, ResourceFailed, Waiting, Work, handles

GIVEN = ("AWSServiceName", "CustomSuffix", "Description")


@handles("AWS::IAM::ServiceLinkedRole")
class ServiceLinkedRole(Handler):
    """Ref is the role's name. The service that still needs it stands in the way of its deletion."""

    def create(self, work: Work) -> Waiting:
        asked = {name: work.properties[name] for name in GIVEN if name in work.properties}
        role = work.client("iam").create_service_linked_role(**asked)["Role"]
        work.initiated(role["RoleName"])
        yield STACK_ROLE

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        told = work.properties.get("Description", "")
        if told != before.get("Description", ""):
            work.client("iam").update_role(RoleName=work.physical_id, Description=told)
        yield STACK_ROLE

    def delete(self, work: Work) -> Waiting:
        iam = work.client("iam")
        if forgiving(iam.get_role, RoleName=work.physical_id) is None:
            return
        task = iam.delete_service_linked_role(RoleName=work.physical_id)["DeletionTaskId"]
        while (state := iam.get_service_linked_role_deletion_status(DeletionTaskId=task))["Status"] == "IN_PROGRESS":
            yield ENVIRONMENT_POLL
        if state["Status"] == "FAILED":
            raise ResourceFailed(returned(work, state["Reason"]["Reason"], GENERAL))

    def read(self, work: Work) -> Properties | None:
        found = forgiving(work.client("iam").get_role, RoleName=work.physical_id)
        if found is None:
            return None
        return {name: found["Role"][name] for name in ("RoleName", "Description") if name in found["Role"]}

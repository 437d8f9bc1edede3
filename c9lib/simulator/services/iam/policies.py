"""Customer managed policies and their versions."""

from __future__ import annotations

from c9lib.simulator import moto_state
from c9lib.simulator.api import ACCOUNT, Answer, ApiCall, operation
from c9lib.simulator.services.iam import checks
from c9lib.simulator.services.iam.documents import check_permissions, size
from c9lib.simulator.services.iam.refusals import beyond, no_policy, refused
from c9lib.simulator.services.iam.tags import check_keys, check_tags
from c9lib.simulator.unique_ids import POLICY, unique_id

SIZE_LIMIT = 6144
"""Characters of a managed policy without white space (facts 5.10)."""
SEVERAL_VERSIONS = (
    "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. "
    "The default version is deleted with the policy."
)


@operation("iam", "CreatePolicy")
def create_policy(call: ApiCall) -> Answer:
    """A managed policy of the account, version v1."""
    checks.checked(call)
    checks.check_free("policy", call.params["PolicyName"])
    check_tags(call)
    check_document(call)
    answer = call.forward()
    answer["Policy"]["PolicyId"] = unique_id(POLICY, call.world.random)
    moto_state.iam_set_id("policy", call.params["PolicyName"], answer["Policy"]["PolicyId"])
    return answer


@operation("iam", "CreatePolicyVersion")
def create_policy_version(call: ApiCall) -> Answer:
    """Another version; five at most, says moto in AWS's words."""
    check_changeable(call)
    check_document(call)
    return call.forward()


@operation("iam", "DeletePolicyVersion", "SetDefaultPolicyVersion")
def change_versions(call: ApiCall) -> Answer:
    """A version goes, or becomes the one that counts."""
    check_changeable(call)
    return call.forward()


@operation("iam", "TagPolicy", "UntagPolicy")
def tag_policy(call: ApiCall) -> Answer:
    """Tags of a managed policy, added or taken away."""
    check_changeable(call)
    policy = moto_state.iam_entity("policy", call.params["PolicyArn"].rpartition("/")[2])
    check_tags(call, policy.tags if policy else ())
    check_keys(call.params.get("TagKeys", []))
    return call.forward()


@operation("iam", "DeletePolicy")
def delete_policy(call: ApiCall) -> Answer:
    """A policy that nobody has attached and that has one version; moto would delete any."""
    attachments, versions = check_changeable(call)
    if attachments or call.params["PolicyArn"] in moto_state.iam_boundaries():
        raise refused("DeleteConflict", "Cannot delete a policy attached to entities.")
    if versions > 1:
        raise refused("DeleteConflict", SEVERAL_VERSIONS)
    return call.forward()


@operation("iam", "GetPolicy", "GetPolicyVersion", "ListPolicyVersions", "ListEntitiesForPolicy", "ListPolicyTags")
def read_policy(call: ApiCall) -> Answer:
    """What moto knows of a managed policy, AWS's or the account's."""
    check_present(call)
    return call.forward()


def check_present(call: ApiCall) -> tuple[int, int]:
    """Attachments and versions of the policy in a request. Raises NoSuchEntity."""
    checks.checked(call)
    arn = call.params["PolicyArn"]
    use = moto_state.iam_policy_use(arn)
    if use is None:
        raise no_policy(arn)
    return use


def check_changeable(call: ApiCall) -> tuple[int, int]:
    """The same for a policy that is to be changed: it must be the account's own. Raises AccessDenied for AWS's."""
    use = check_present(call)
    arn = call.params["PolicyArn"]
    if not arn.startswith(f"arn:aws:iam::{ACCOUNT}:"):
        raise refused("AccessDenied", f"{call.operation} is not authorized on AWS managed policy {arn}.")
    return use


def check_document(call: ApiCall) -> None:
    """Raise MalformedPolicyDocument, or LimitExceeded for the length; moto checks the grammar itself."""
    document = call.params["PolicyDocument"]
    check_permissions(document)
    if size(document) > SIZE_LIMIT:
        raise beyond("PolicySize", SIZE_LIMIT)

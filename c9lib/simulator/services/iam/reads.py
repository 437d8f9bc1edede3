"""Questions that moto answers well: only the refusal of an unknown name has AWS's words instead of moto's."""

from __future__ import annotations

from c9lib.simulator.api import Answer, ApiCall, operation
from c9lib.simulator.services.iam import checks
from c9lib.simulator.services.iam.attachments import LIMITS


@operation(
    "iam",
    "GetRole",
    "GetUser",
    "GetInstanceProfile",
    "ListAttachedRolePolicies",
    "ListAttachedUserPolicies",
    "ListAttachedGroupPolicies",
    "ListRoleTags",
    "ListUserTags",
)
def read(call: ApiCall) -> Answer:
    """Ask moto about something that exists; GetUser without a name is about the caller."""
    checks.checked(call)
    return call.forward()


@operation("iam", "GetAccountSummary")
def get_account_summary(call: ApiCall) -> Answer:
    """Numbers and quotas, with the quotas that hold here."""
    answer = call.forward()
    answer["SummaryMap"]["AttachedPoliciesPerRoleQuota"] = LIMITS["role"]
    return answer

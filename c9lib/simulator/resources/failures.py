"""Why a resource failed, as the reason of its event says it.

Source: https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html (the
codes), and events that people posted: `Resource handler returned message: "The subnet 'subnet-0bfb...' has dependencies
and cannot be deleted. (Service: Ec2, Status Code: 400, Request ID: ...)" (RequestToken: ..., HandlerErrorCode:
InvalidRequest)`.
"""

from __future__ import annotations

import re

from botocore.exceptions import ClientError, ParamValidationError

from c9lib.simulator import models
from c9lib.simulator.api import ApiError
from c9lib.simulator.resources.nouns import ResourceFailed, Work
from c9lib.simulator.services.stacks import living, uuid

RETURNED = 'Resource handler returned message: "{}" (RequestToken: {}, HandlerErrorCode: {})'
ALREADY_EXISTS, NOT_FOUND, GENERAL = "AlreadyExists", "NotFound", "GeneralServiceException"
TAGGING = (
    "Encountered a permissions error performing a tagging operation, please add required tag permissions. See "
    "https://repost.aws/knowledge-center/cloudformation-tagging-permission-error for how to resolve. "
    'Resource handler returned message: "{}"'
)
OURS = ("NotSimulated", "SimulatorFault")
"""Codes of this simulator, not of AWS: their message stands for itself."""
SERVICES = ("ec2", "iam", "cloud9", "ssm", "sts")
"""Whom the handlers here ask."""
EXACT = {
    "DeleteConflict": GENERAL,  # seen so of IAM
    "UnmodifiableEntity": "NotUpdatable",
    "TooManyRequestsException": "Throttling",
    "ConflictException": "ResourceConflict",
    "ConcurrentAccessException": "ResourceConflict",
    "InternalServerErrorException": "ServiceInternalError",
    "ResourceAlreadyAssociated": ALREADY_EXISTS,
    "DependencyViolation": "InvalidRequest",
}
PARTS = (
    (("AccessDenied", "UnauthorizedOperation", "AuthFailure", "Forbidden"), "AccessDenied"),
    (("AlreadyExists", "Duplicate"), ALREADY_EXISTS),
    (("NotFound", "NoSuchEntity"), NOT_FOUND),
    (("LimitExceeded",), "ServiceLimitExceeded"),
    (("Throttling",), "Throttling"),
    (("Validation", "Invalid", "Malformed", "BadRequest", "Missing", "Conflict"), "InvalidRequest"),
)
"""Parts of a service's code, and the handler's; the first that fits."""


FAILURES = (ClientError, ParamValidationError, ApiError, ResourceFailed)
"""What a handler may raise."""
ABSENT = re.compile(r'Missing required parameter in .*: "(\w+)"')
NULL = "1 validation error detected: Value null at '{}' failed to satisfy constraint: Member must not be null"


def reason_of(error: ClientError | ParamValidationError | ApiError | ResourceFailed, work: Work) -> str:
    """The reason of a CREATE_FAILED, UPDATE_FAILED or DELETE_FAILED."""
    if isinstance(error, ResourceFailed):
        return error.reason
    if isinstance(error, ParamValidationError):
        return returned(work, _unsent(error), "InvalidRequest")
    if isinstance(error, ApiError):
        return error.message if error.code in OURS else returned(work, error.message, handler_code(error.code))
    code = error.response["Error"]["Code"]
    if code in OURS:
        return str(error.response["Error"]["Message"])
    return returned(work, service_says(error, work), handler_code(code))


def _unsent(error: ParamValidationError) -> str:
    """What botocore doesn't send at all: a service would say so itself. Of what lacks, in AWS's words."""
    report = str(error.kwargs["report"])
    absent = ABSENT.search(report)
    return NULL.format(absent[1]) if absent else report


def returned(work: Work, message: str, code: str) -> str:
    """What a handler that failed returns: its message, and one of the registry's codes."""
    return RETURNED.format(message, request_token(work), code)


def service_says(error: ClientError, work: Work) -> str:
    """A service's message, as the SDK of the handlers (Java's) writes it."""
    told, meta = error.response["Error"], error.response["ResponseMetadata"]
    status, request_id = meta["HTTPStatusCode"], meta.get("RequestId", "null")
    return f"{told['Message']} (Service: {_service(error, work)}, Status Code: {status}, Request ID: {request_id})"


def _service(error: ClientError, work: Work) -> str:
    """`Ec2`, `Iam`, `Cloud9`: the service of the resource's type, or another that has the operation."""
    first = work.kind.split("::")[1].lower()
    for service in (first, *(one for one in SERVICES if one != first)):
        if models.operation_model(service, error.operation_name):
            return service.capitalize()
    return first.capitalize()


def request_token(work: Work) -> str:
    """The token of the request to the handler: the same whenever this resource is asked for."""
    return uuid(work.token)


def handler_code(code: str) -> str:
    """The registry's code for a service's."""
    if code in EXACT:
        return EXACT[code]
    return next((ours for parts, ours in PARTS if any(part in code for part in parts)), GENERAL)


def already_exists(work: Work, identifier: str) -> ResourceFailed:
    """A resource of this name is there: another stack's, which CloudFormation knows, or made by somebody else."""
    for stack in living(work.world, work.region):
        owned = (one for one in stack.resources.values() if (one.kind, one.physical_id) == (work.kind, identifier))
        if stack.id != work.stack_id and any(owned):
            return ResourceFailed(f"{identifier} already exists in stack {stack.id}")
    told = f"Resource of type '{work.kind}' with identifier '{identifier}' already exists."
    return ResourceFailed(returned(work, told, ALREADY_EXISTS))


def tagging_refused(work: Work, error: ClientError) -> ResourceFailed:
    """The refusal of a request with tags. It isn't said whether the tags are what is refused."""
    told = TAGGING.format(service_says(error, work))
    return ResourceFailed(returned(work, told, "UnauthorizedTaggingOperation"))

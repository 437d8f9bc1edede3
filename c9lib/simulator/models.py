"""botocore's models of the services: who is meant by a request, which operations there are, in which protocol."""

from __future__ import annotations

from functools import cache
from typing import Any

from botocore.model import OperationModel, ServiceModel

from c9lib import botocore_data

loader = botocore_data.loader()


@cache
def service_model(service: str) -> ServiceModel | None:
    """The model by botocore's service name (`ec2`), or None for a name that AWS's SDK doesn't know."""
    if service not in service_names():
        return None
    return ServiceModel(loader.load_service_model(service, "service-2"), service_name=service)


@cache
def service_names() -> frozenset[str]:
    """Names of all services that AWS's SDK knows."""
    return frozenset(loader.list_available_services("service-2"))


def operation_model(service: str, operation: str) -> OperationModel | None:
    """The model of one operation, or None when the service has no such operation."""
    model = service_model(service)
    if model is None or operation not in model.operation_names:
        return None
    return model.operation_model(operation)


@cache
def idempotency_tokens(service: str, operation: str) -> frozenset[str]:
    """Top-level members that botocore fills with a random token."""
    model = operation_model(service, operation)
    if model is None or model.input_shape is None:
        return frozenset()
    named = {"ClientToken", "ClientRequestToken", "clientRequestToken", "IdempotencyToken"}
    members: dict[str, Any] = model.input_shape.members
    return frozenset(name for name in members if name in named or name in _token_members(model))


def _token_members(model: OperationModel) -> set[str]:
    return {str(name) for name in model.idempotent_members}


@cache
def _paginators(service: str) -> dict[str, Any]:
    told: dict[str, Any] = loader.load_service_model(service, "paginators-1")["pagination"]
    return told


def listed(service: str, operation: str) -> str:
    """The one member of an answer that is cut into pages; "" for an operation without pages or with several lists."""
    member = _paginators(service).get(operation, {}).get("result_key", "")
    return member if isinstance(member, str) else ""


def bounds(service: str, operation: str, member: str) -> tuple[int | None, int | None]:
    """The smallest and the largest value of a top-level member, by the model; None where it doesn't say."""
    model = operation_model(service, operation)
    shape = model.input_shape.members.get(member) if model and model.input_shape else None
    return (shape.metadata.get("min"), shape.metadata.get("max")) if shape is not None else (None, None)


GIVING = frozenset({"GetSessionToken", "GetFederationToken"})
"""Operations called Get that make something: credentials."""


def is_read(operation: str) -> bool:
    """Whether an operation leaves the account as it is, judged by AWS's verbs."""
    if operation in GIVING:
        return False
    return operation.startswith(("Describe", "List", "Get", "Simulate", "Search", "Lookup", "BatchGet", "Decode"))


@cache
def regions(service: str) -> tuple[str, ...]:
    """The Regions of AWS's main partition in which a service is, by the endpoints of the SDK."""
    partition = loader.load_data("endpoints")["partitions"][0]
    names = set(partition["services"][service]["endpoints"]) & set(partition["regions"])  # without the FIPS variants
    return tuple(sorted(names))

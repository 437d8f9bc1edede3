"""AWS Systems Manager: machines, documents, parameters, sessions.

Sources: Service Authorization Reference, list_awssystemsmanager; Systems Manager User Guide, "Start a default shell
session by specifying the default session document in IAM policies" and "Sample IAM policies for Session Manager".
"""

from __future__ import annotations

from collections.abc import Iterator

from c9lib.policy.actions import conditions
from c9lib.policy.actions.call import Call
from c9lib.policy.actions.general import by_places
from c9lib.policy.actions.nouns import Requirement, ResourceType, Values

SHELL = "SSM-SessionManagerRunShell"
"""The document of a session that names none."""
OF_AWS = ("aws", "amazon", "amzn")
"""How the names of AWS's own documents begin; CreateDocument lets nobody else take such a name (API reference)."""
NODES = ("Target", "InstanceId", "InstanceIds")
DOCUMENTS = ("Name", "DocumentName")
PARAMETERS = ("Name", "Names", "Path")
PLACES = {
    "association": ("AssociationId",),
    "automation-execution": ("AutomationExecutionId",),
    "maintenancewindow": ("WindowId",),
    "opsitem": ("OpsItemId",),
    "opsmetadata": ("OpsMetadataArn",),
    "patchbaseline": ("BaselineId",),
    "resourcedatasync": ("SyncName",),
    "session": ("SessionId",),
    "windowtarget": ("WindowTargetId",),
    "windowtask": ("WindowTaskId",),
}
TAGGED = {
    "Association": "association",
    "Automation": "automation-execution",
    "Document": "document",
    "MaintenanceWindow": "maintenancewindow",
    "ManagedInstance": "managed-instance",
    "OpsItem": "opsitem",
    "OpsMetadata": "opsmetadata",
    "Parameter": "parameter",
    "PatchBaseline": "patchbaseline",
}
"""`ResourceType` of the operations on tags, with the type in ARNs."""
KEYS = {"ssm:Overwrite": "Overwrite", "ssm:Policies": "Policies", "ssm:Recursive": "Recursive"}


def ssm(call: Call) -> tuple[Requirement, ...]:
    """The requirements of an operation of Systems Manager. An action without a resource is refused on
    `arn:aws:ssm:REGION:ACCOUNT:*`.
    """
    tags = conditions.of_tags(call.raw("Tags"))
    says = {**call.told(KEYS), **tags, **conditions.of_tag_keys(call.values("TagKeys"))}
    found = _on_tagged(call, says) or (
        *_nodes(call, says),
        *_document(call, says),
        *_parameters(call, says),
        *_setting(call, says),
    )
    everything = f"arn:aws:ssm:{call.facts.region}:{call.facts.account}:*"
    return (*(found or by_places(call, PLACES, says, everything=everything)), *_tags_of_new(call, tags))


def _on_tagged(call: Call, says: Values) -> tuple[Requirement, ...]:
    """Of the operations on tags: the one resource, by its type and id."""
    kind = call.action.type(TAGGED.get(call.value("ResourceType"), ""))
    name = call.value("ResourceId")
    if kind is None or not name:
        return ()
    arn = _parameter(call, kind, name) if kind.name == "parameter" else call.arn(kind, name)
    return (call.needs(kind, arn, says),)


def _nodes(call: Call, says: Values) -> Iterator[Requirement]:
    """The machines: of EC2, outside of it (`mi-…`), tasks of ECS (`ecs:CLUSTER_TASK_CONTAINER`). A command to whatever
    has a tag is asked for on any instance.
    """
    if call.operation == "StartSession":
        # The document is always looked at today; policies of the time when it wasn't ask for this key.
        says = {**says, "ssm:SessionDocumentAccessCheck": ("true",)}
    for name in call.values(*NODES) or (("*",) if call.values("Targets.Key") else ()):
        kind, node = _node(call, name)
        if kind is not None:
            yield call.needs(kind, call.arn(kind, node), says)


def _node(call: Call, name: str) -> tuple[ResourceType | None, str]:
    if name.startswith("ecs:"):
        return call.action.type("task"), "/".join(name.removeprefix("ecs:").split("_")[:2])
    return call.action.type("managed-instance" if name.startswith("mi-") else "instance"), name


def _document(call: Call, says: Values) -> Iterator[Requirement]:
    """The document. One of AWS is in no account: `arn:aws:ssm:REGION::document/AWS-StartSSHSession`."""
    kind = call.action.type("document")
    name = call.value(*DOCUMENTS) or (SHELL if call.operation == "StartSession" else "")
    if kind is not None and name:
        arn = call.arn(kind, name)
        yield call.needs(kind, _of_aws(call, arn) if name.lower().startswith(OF_AWS) else arn, says)


def _parameters(call: Call, says: Values) -> Iterator[Requirement]:
    """Each parameter that is named, or the path whose parameters are asked for."""
    kind = call.action.type("parameter")
    if kind is not None:
        for name in call.values(*PARAMETERS):
            yield call.needs(kind, _parameter(call, kind, name), says)


def _parameter(call: Call, kind: ResourceType, name: str) -> str:
    """Without the slash that begins a name, and the version or label behind a colon. What is under /aws/ is AWS's own;
    all of them, `/`, are `parameter/` without a star, as AWS's refusal of that path says.
    """
    if name.startswith("arn:"):
        return ":".join(name.split(":")[:6])
    plain = name.partition(":")[0].strip("/")
    arn = call.arn(kind, plain) if plain else call.arn(kind).removesuffix("*")
    return _of_aws(call, arn) if name.startswith("/aws/") else arn


def _setting(call: Call, says: Values) -> Iterator[Requirement]:
    """A setting of the service: `servicesetting/ssm/managed-instance/…`, with one slash where its id begins with it."""
    kind, name = call.action.type("servicesetting"), call.value("SettingId")
    if kind is not None and name:
        yield call.needs(kind, call.arn(kind, name.removeprefix("/")), says)


def _tags_of_new(call: Call, tags: Values) -> tuple[Requirement, ...]:
    """A parameter that is put with tags also needs `ssm:AddTagsToResource` (API reference of PutParameter)."""
    kind = call.action.type("parameter")
    if call.operation != "PutParameter" or not tags or kind is None:
        return ()
    arn = _parameter(call, kind, call.value("Name"))
    return (call.other("ssm:AddTagsToResource", "parameter", arn, tags),)


def _of_aws(call: Call, arn: str) -> str:
    return arn.replace(f":{call.facts.account}:", "::")

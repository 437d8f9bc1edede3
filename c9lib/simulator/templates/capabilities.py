"""What somebody has to acknowledge before a template is carried out: that it makes identities and rights."""

from __future__ import annotations

from collections.abc import Collection

from c9lib.simulator.templates.nouns import Template

NAMES = {
    "AWS::IAM::AccessKey": "",
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Policy": "",
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
    "AWS::IAM::UserToGroupAddition": "",
}
"""The resource types that need a capability, and the property that gives them a name of one's own (AWS: CreateStack,
Capabilities; "Acknowledging IAM resources in CloudFormation templates"). The name of an inline policy isn't one."""

IAM, NAMED_IAM = "CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"


def required(template: Template) -> tuple[str, ...]:
    """The capabilities that the template needs, whatever its conditions say."""
    parts = [part for part in template.parts.values() if part.kind in NAMES]
    if any(NAMES[part.kind] in part.properties for part in parts):
        return (NAMED_IAM,)
    return (IAM,) if parts else ()


def reason(template: Template) -> str:
    """CapabilitiesReason of GetTemplateSummary and ValidateTemplate; "" when nothing is needed."""
    kinds = sorted({part.kind for part in template.parts.values()} & set(NAMES))
    return f"The following resource(s) require capabilities: [{', '.join(kinds)}]" if kinds else ""


def lacking(template: Template, given: Collection[str]) -> str:
    """The message of InsufficientCapabilitiesException, or "" when `given` is enough."""
    wanted = required(template)
    enough = not wanted or NAMED_IAM in given or wanted[0] in given
    return "" if enough else f"Requires capabilities : [{wanted[0]}]"

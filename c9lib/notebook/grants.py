"""What can be granted, side by side: which request is allowed by which statement of which document.

Decided by evaluation, not written down: the managed policy is read from the account, as AWS has it now.
"""

from __future__ import annotations

from collections.abc import Mapping

from c9lib.aws import Session
from c9lib.checks import capabilities
from c9lib.checks.capabilities import Scene
from c9lib.checks.documented import CLOUD9
from c9lib.checks.grants import CLOUDFORMATION, SESSIONS, SSM_ENVIRONMENTS, arn_of, by_page
from c9lib.checks.principals import Iam
from c9lib.checks.reader import Reader
from c9lib.notebook.guides import Guide
from c9lib.nouns import Table
from c9lib.policy import Context, Document, Policies, Policy, Request, evaluate
from c9lib.steps.base import translated

MANAGED = "AWSCloud9User"
NOT_ALLOWED = "–"


def grants(step: Guide) -> Table:
    """A row for each request, a column for each document, in the cell the statement that allows it. Reads only.

    Raises `AwsError` when the managed policy isn't shown.
    """
    session = step.session
    with translated(session):
        told = documents(session)
    rows = tuple(
        (words, *(_statement(document, request) for document in told.values())) for words, request in asked(session)
    )
    return Table(
        "Which statement allows what", ("request", *told), rows, note=f"{NOT_ALLOWED}: no statement of it allows that."
    )


def documents(session: Session) -> Mapping[str, Document]:
    """What can be attached, by the names of the columns."""
    managed = Iam(Reader(session)).document(arn_of(session.account_id, MANAGED))
    return {
        "page, for Cloud9": by_page(CLOUD9),
        "page, for CloudFormation": by_page(CLOUDFORMATION),
        "statements": SESSIONS,
        MANAGED: managed,
        "custom policy": SSM_ENVIRONMENTS,
    }


def asked(session: Session) -> tuple[tuple[str, Request], ...]:
    """The requests that tell the documents apart."""
    scene = Scene(session.account_id, session.region)
    through_cloud9, document, status, channel = capabilities.requests("open", scene)
    through_stack, _ = capabilities.session(scene, CLOUDFORMATION, CLOUD9)
    create, *_ = capabilities.requests("create", scene)
    passing = next(one for one in capabilities.requests("create", scene) if one.action == "iam:PassRole")
    _, for_others = capabilities.requests("share", scene)
    tagged = {"ssm:resourceTag/aws:cloud9:environment": scene.tags["aws:cloud9:environment"]}
    terminal = Request(through_cloud9.action, through_cloud9.resource, Context(tagged))
    return (
        ("start a session, through Cloud9", through_cloud9),
        ("start it through CloudFormation", through_stack),
        ("start it in a terminal", terminal),
        ("with the document for it", document),
        ("ask whether it is connected", status),
        ("open its data channel", channel),
        ("create an environment", create),
        ("create one for somebody else", for_others),
        ("pass the role to EC2", passing),
    )


def _statement(document: Document, request: Request) -> str:
    decision = evaluate(request, Policies((Policy(document),)))
    return f"statement {decision.statement.number}" if decision.allowed and decision.statement else NOT_ALLOWED

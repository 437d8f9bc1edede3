"""What IAM's policies decide: pure functions over plain data.

    evaluate(Request("ssm:StartSession", arn, context, asker), Policies(identity=(…), boundary=…))  # all together
    trusted(trust_policy, Request("sts:AssumeRole", asker=Asker(service="ec2.amazonaws.com")))  # one alone
    decided(documents, "s3:GetObject", "arn:aws:s3:::bucket/key")  # without a request, on one or on all resources

A decision carries the statement that decides and, where it is none, those that nearly did and what stopped them. What
depends on something that nobody told is `conditional`: callers that enforce ask for `allowed`, and refuse it.

From the bottom up: `patterns` are IAM's wildcards, `variables` what stands in `${…}`, `context` the keys of a request,
`truth` the logic of what isn't known. `operators` compare, `conditions` are what a statement asks, `principals` who is
meant. `reading` reads a document once, `nouns` is what goes in and comes out, `layers` what one kind of policies says,
`evaluation` how all of them decide, `documents` and `keys` what can be told without a request.
"""

from __future__ import annotations

from c9lib.policy.documents import carries, decided
from c9lib.policy.evaluation import evaluate, trusted
from c9lib.policy.keys import context_keys
from c9lib.policy.nouns import (
    DENIED,
    EVERYTHING,
    NOTHING_SAID,
    UNKNOWN,
    Asker,
    Context,
    Decision,
    Document,
    Layer,
    Miss,
    Outcome,
    Policies,
    Policy,
    Request,
    Statement,
    Value,
)
from c9lib.policy.reading import listed, statements, touches

__all__ = [
    "DENIED",
    "EVERYTHING",
    "NOTHING_SAID",
    "UNKNOWN",
    "Asker",
    "Context",
    "Decision",
    "Document",
    "Layer",
    "Miss",
    "Outcome",
    "Policies",
    "Policy",
    "Request",
    "Statement",
    "Value",
    "carries",
    "context_keys",
    "decided",
    "evaluate",
    "listed",
    "statements",
    "touches",
    "trusted",
]

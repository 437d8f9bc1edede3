"""What holds of every evaluation, on random policies: what can't widen, what can't narrow, what stays unknown."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c9lib.policy import DENIED, EVERYTHING, Asker, Context, Policies, Policy, Request, decided, evaluate
from tests.policy.cases import ACCOUNT, ANN, ROLE, ROOT, SESSION, allow, deny

few = settings(max_examples=50, deadline=None)
VALUES = ("red", "blue", "")
KEYS = ("aws:PrincipalTag/team", "aws:ResourceTag/team", "aws:TagKeys")
QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:red"
REQUESTS = (("sqs:SendMessage", QUEUE), ("s3:GetObject", "arn:aws:s3:::bucket/red/x"), ("s3:ListAllMyBuckets", "*"))

actions = st.sampled_from(["*", "sqs:*", "sqs:Send*", "s3:*", "s3:GetObject", "s3:List*", "ec2:*"])
resources = st.sampled_from(
    [
        "*",
        "arn:aws:sqs:*:*:*",
        QUEUE,
        "arn:aws:s3:::bucket/*",
        "arn:aws:s3:::bucket/${aws:PrincipalTag/team}/*",
        "arn:aws:ec2",
    ]
)
principals = st.sampled_from(
    ["*", {"AWS": ACCOUNT}, {"AWS": ROOT}, {"AWS": ANN.arn}, {"AWS": ROLE}, {"AWS": SESSION.arn}, {"Service": "a.b"}]
)
operators = st.sampled_from(
    [
        "StringEquals",
        "StringNotEquals",
        "StringLike",
        "StringNotLikeIfExists",
        "StringEqualsIfExists",
        "Null",
        "ForAnyValue:StringEquals",
        "ForAllValues:StringEquals",
        "ForAnyValue:StringNotLike",
        "ForAllValues:StringNotEquals",
    ]
)
wanted = st.sampled_from(
    ["red", "blue", "r*", "*", "true", "false", "${aws:PrincipalTag/team}", "${aws:ResourceTag/team, 'red'}"]
)
tests = st.dictionaries(
    operators, st.dictionaries(st.sampled_from(KEYS), st.lists(wanted, min_size=1, max_size=2)), max_size=2
)


@st.composite
def statements(draw: st.DrawFn, *, attached: bool = False) -> dict[str, Any]:
    body: dict[str, Any] = {"Effect": draw(st.sampled_from(["Allow", "Allow", "Deny"]))}
    body[draw(st.sampled_from(["Action", "Action", "NotAction"]))] = draw(st.lists(actions, min_size=1, max_size=2))
    body[draw(st.sampled_from(["Resource", "Resource", "NotResource"]))] = draw(
        st.lists(resources, min_size=1, max_size=2)
    )
    if draw(st.booleans()):
        body["Condition"] = draw(tests)
    if attached:
        body["Principal"] = draw(principals)
    return body


def documents(*, attached: bool = False) -> st.SearchStrategy[Policy]:
    found = st.lists(statements(attached=attached), max_size=3)
    return found.map(lambda bodies: Policy({"Version": "2012-10-17", "Statement": bodies}, "some"))


layers = st.lists(documents(), max_size=2).map(tuple)
policies = st.builds(
    Policies,
    identity=layers,
    boundary=st.none() | layers,
    session=st.none() | layers,
    scps=st.lists(layers, max_size=2).map(tuple),
    resource=st.lists(documents(attached=True), max_size=1).map(tuple),
)
contexts = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES))


@st.composite
def requests(draw: st.DrawFn) -> Request:
    action, resource = draw(st.sampled_from(REQUESTS))
    return Request(action, resource, Context(draw(contexts)), draw(st.sampled_from([ANN, SESSION])))


def allowed(request: Request, held: Policies) -> bool:
    return evaluate(request, held).allowed


ALL = Policy({"Statement": allow("*")}, "all")


@few
@given(requests(), policies, statements(), st.sampled_from(["identity", "resource", "boundary", "session"]))
def test_one_more_denial_never_widens(request_, held, body, layer):
    denial = Policy({"Version": "2012-10-17", "Statement": {**body, "Effect": "Deny"}}, "denial")
    denied = replace(held, **{layer: (*(getattr(held, layer) or ()), denial)})
    assert allowed(request_, held) or not allowed(request_, denied)


@few
@given(requests(), policies, statements())
def test_one_more_allowance_of_the_identity_never_narrows(request_, held, body):
    allowance = Policy({"Version": "2012-10-17", "Statement": {**body, "Effect": "Allow"}}, "allowance")
    assert allowed(request_, replace(held, identity=(*held.identity, allowance))) or not allowed(request_, held)


@few
@given(requests(), policies)
def test_a_limit_taken_away_never_narrows(request_, held):
    for without in (replace(held, boundary=None), replace(held, session=None), replace(held, scps=held.scps[:-1])):
        assert allowed(request_, without) or not allowed(request_, held)


@few
@given(requests(), policies)
def test_a_plain_denial_denies_in_whatever_layer(request_, held):
    denial = Policy({"Statement": deny("*", Principal="*")}, "denial")
    for layer in ("identity", "boundary", "session", "resource"):
        denied = replace(held, **{layer: (*(getattr(held, layer) or ()), denial)})
        assert evaluate(request_, denied).outcome == "explicitDeny"
    assert evaluate(request_, replace(held, scps=((denial,), *held.scps))).outcome == "explicitDeny"


@few
@given(requests(), policies)
def test_the_order_of_policies_and_statements_means_nothing(request_, held):
    def turned(layer):
        return (
            None
            if layer is None
            else tuple(Policy({**one.document, "Statement": one.document["Statement"][::-1]}) for one in layer[::-1])
        )

    other = Policies(
        turned(held.identity),
        turned(held.boundary),
        turned(held.session),
        tuple(map(turned, held.scps[::-1])),
        turned(held.resource),
    )
    assert evaluate(request_, held).outcome == evaluate(request_, other).outcome


@few
@given(requests(), policies)
def test_a_complete_context_decides_and_the_deciding_statement_is_there(request_, held):
    decision = evaluate(request_, held)
    assert decision.outcome in ("allowed", *DENIED)
    if decision.outcome == "implicitDeny":
        assert decision.statement is None
        assert all(miss.statement.body["Effect"] == "Allow" and miss.seen is not None for miss in decision.misses)
    else:
        assert decision.statement is not None
        assert decision.statement.body["Effect"] == ("Allow" if decision.allowed else "Deny")
        assert decision.misses == ()


def completions(context: Context) -> list[Context]:
    """Every context that may be meant, as far as the random policies ask."""
    unknown = [key for key in KEYS if not context.knows(key)]
    filled = product((None, ("red",), ("",), ("red", "blue")), repeat=len(unknown))
    told = ({key: value for key, value in zip(unknown, values, strict=True) if value} for values in filled)
    return [Context({**context, **more}) for more in told]


@few
@given(requests().filter(lambda one: one.resource != EVERYTHING), policies, st.booleans())
def test_what_is_decided_without_knowing_all_stays_so(request_, held, must):
    unsure = replace(request_, context=Context(dict(request_.context), complete=False))
    outcome = evaluate(unsure, held, resource_must_allow=must).outcome
    if outcome == "conditional":
        return
    for context in completions(unsure.context):
        settled = evaluate(replace(request_, context=context), held, resource_must_allow=must).outcome
        assert (settled in DENIED) == (outcome in DENIED), context


@few
@given(requests(), policies)
def test_what_isnt_known_of_a_conditional_decision_is_told(request_, held):
    decision = evaluate(replace(request_, context=Context(complete=False)), held)
    if decision.outcome == "conditional":
        assert any(miss.seen is None for miss in decision.misses)


@few
@given(st.lists(documents(), max_size=3), st.sampled_from(REQUESTS[:2]))
def test_what_is_decided_on_every_resource_is_so_on_each(some, asked):
    texts = [one.document for one in some]
    everywhere, here = decided(texts, asked[0]), decided(texts, *asked)
    assert everywhere == "conditional" or (everywhere in DENIED) == (here in DENIED)


@few
@given(st.lists(documents(), max_size=3), requests().filter(lambda one: one.resource != EVERYTHING))
def test_documents_alone_decide_as_an_identitys_do(some, request_):
    alone = decided([one.document for one in some], request_.action, request_.resource, context=request_.context)
    assert alone == evaluate(request_, Policies(identity=tuple(some))).outcome


@few
@given(requests(), policies)
def test_a_resource_that_must_allow_never_widens(request_, held):
    assert allowed(request_, held) or not evaluate(request_, held, resource_must_allow=True).allowed


@few
@given(requests())
def test_nothing_allows_nothing(request_):
    assert evaluate(request_, Policies()).outcome == "implicitDeny"


@pytest.mark.parametrize("asker", [ANN, SESSION, Asker(service="ec2.amazonaws.com"), None])
def test_who_asks_means_nothing_to_the_identitys_own_policies(asker):
    assert evaluate(Request("s3:GetObject", asker=asker), Policies(identity=(ALL,))).allowed

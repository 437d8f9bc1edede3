"""The request context, and the logic of what isn't known."""

from __future__ import annotations

import pytest

from c9lib.policy import NOTHING_SAID, UNKNOWN, Context, Miss, Statement
from c9lib.policy.truth import every, opposite, some


def test_keys_are_compared_without_regard_to_case_and_values_as_they_are():
    context = Context(
        {"aws:PrincipalTag/Team": "Red", "aws:SecureTransport": True, "s3:max-keys": 10, "aws:TagKeys": ["a", "b"]}
    )
    assert context["AWS:principaltag/TEAM"] == ("Red",)
    assert context["aws:securetransport"] == ("true",)
    assert context["s3:max-keys"] == ("10",)
    assert context["aws:TagKeys"] == ("a", "b")
    assert "aws:tagkeys" in context
    assert "aws:username" not in context
    assert 5 not in context


def test_what_is_known():
    assert NOTHING_SAID.knows("aws:username")
    assert not UNKNOWN.knows("aws:username")
    some_ = Context({"a:b": "x"}, complete=False, absent=["A:C"])
    assert [some_.knows(key) for key in ("a:B", "a:c", "a:d")] == [True, True, False]
    assert [some_.look(key) for key in ("a:b", "a:c", "a:d")] == [("x",), (), None]


def test_a_key_that_is_told_later_is_no_longer_absent():
    before = Context(complete=False, absent=["a:b", "a:c"])
    after = before.with_({"A:B": "x"})
    assert [after.look(key) for key in ("a:b", "a:c", "a:d")] == [("x",), (), None]
    assert before.look("a:b") == ()
    assert not after.complete


CHAIN = ["cloudformation.amazonaws.com", "cloud9.amazonaws.com"]


def test_first_and_last_follow_from_the_chain():
    context = Context({"aws:CalledVia": CHAIN})
    assert context["aws:CalledViaFirst"] == (CHAIN[0],)
    assert context["aws:CalledViaLast"] == (CHAIN[1],)
    longer = context.with_({"aws:calledvia": [*CHAIN, "athena.amazonaws.com"]})
    assert longer["aws:CalledViaLast"] == ("athena.amazonaws.com",)


def test_what_is_told_itself_comes_before_what_follows():
    assert Context({"aws:CalledVia": CHAIN, "aws:CalledViaFirst": "x"})["aws:CalledViaFirst"] == ("x",)


def test_where_it_is_known_that_nobody_calls_for_another_there_is_no_first():
    direct = Context(complete=False, absent=["aws:CalledVia"])
    assert direct.look("aws:calledviafirst") == ()
    assert UNKNOWN.look("aws:calledviafirst") is None
    assert Context({"aws:CalledViaFirst": "x"}, complete=False).look("aws:calledviafirst") == ("x",)


def test_contexts_are_equal_by_what_they_say():
    assert Context({"A:b": "x"}) == Context({"a:B": ["x"]})
    assert Context({"a:b": "x"}) != Context({"a:b": "x"}, complete=False)
    assert Context(complete=False, absent=["a:b"]) != UNKNOWN
    assert len({Context({"a:b": "x"}), Context({"A:B": "x"})}) == 1
    assert Context() != {}


KNOWN = (True, False, None)


@pytest.mark.parametrize("one", KNOWN)
@pytest.mark.parametrize("other", KNOWN)
def test_the_three_values(one, other):
    both = (one, other)
    assert every(both) == (False if False in both else None if None in both else True)
    assert some(both) == (True if True in both else None if None in both else False)
    assert opposite(every(both)) == some(map(opposite, both))


def test_a_miss_says_what_it_wants_and_what_it_saw():
    statement = Statement("arn:aws:iam::aws:policy/AWSCloud9User", 6, {"Sid": "Start"})
    key = "aws:CalledViaFirst"
    told = [str(Miss(statement, "StringEquals", key, ("a", "b"), seen)) for seen in (("c",), ("c", "d"), (), None)]
    place = (
        "statement 6 (Start) of arn:aws:iam::aws:policy/AWSCloud9User: StringEquals aws:CalledViaFirst wants a or b; it"
    )
    assert told == [f"{place} is c", f"{place} is c and d", f"{place} is absent", f"{place} isn't known"]

"""IAM's wildcards against a slow and plain matcher."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from c9lib.policy import patterns
from c9lib.policy.reading import read, touches

quick = settings(deadline=None)


def naive(pattern: str, text: str, *, keep: str = "") -> bool:
    """Whether a pattern matches, letter by letter; a wildcard doesn't stand for `keep`."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return naive(pattern[1:], text, keep=keep) or bool(
            text and text[0] != keep and naive(pattern, text[1:], keep=keep)
        )
    if not text or (pattern[0] == "?" and text[0] == keep):
        return False
    return pattern[0] in ("?", text[0]) and naive(pattern[1:], text[1:], keep=keep)


some_patterns = st.text("ab:*?.[", max_size=8)
some_texts = st.text("ab:*?.[\n", max_size=8)


@quick
@given(some_patterns, some_texts)
def test_texts(pattern, text):
    assert (patterns.text(pattern).fullmatch(text) is not None) == naive(pattern, text)


@quick
@given(st.lists(st.text("aB:*?.", max_size=6), max_size=3), st.text("Ab:.", max_size=6))
def test_actions_in_any_case(some, action):
    hit = any(naive(one.lower(), action.lower()) for one in some)
    assert (patterns.actions(tuple(some)).fullmatch(action) is not None) == hit
    assert touches({"Action": some}, action) == hit
    assert touches({"NotAction": some}, action) != hit


segments = st.lists(st.text("ab*?", max_size=3), min_size=6, max_size=8)
arns = st.lists(st.text("ab", max_size=3), min_size=6, max_size=8)


@quick
@given(segments, arns)
def test_an_arn_operator_looks_at_each_segment(pattern, arn):
    wanted, seen = ":".join(pattern), ":".join(arn)
    hit = all(naive(*pair) for pair in zip(wanted.split(":", 5), seen.split(":", 5), strict=True))
    assert (patterns.arn(wanted).fullmatch(seen) is not None) == hit


@quick
@given(segments, arns)
def test_a_resource_is_at_least_what_an_arn_operator_matches_and_at_most_what_a_text_does(pattern, arn):
    wanted, seen = ":".join(pattern), ":".join(arn)
    hit = patterns.resources((wanted,)).fullmatch(seen) is not None
    assert hit or patterns.arn(wanted).fullmatch(seen) is None
    assert not hit or naive(wanted, seen)


@quick
@given(st.lists(st.text("ab?", max_size=3), min_size=6, max_size=6), arns)
def test_without_a_star_a_resource_is_what_an_arn_operator_matches(pattern, arn):
    wanted, seen = ":".join(pattern), ":".join(arn)
    hit = patterns.resources((wanted,)).fullmatch(seen) is not None
    assert hit == (patterns.arn(wanted).fullmatch(seen) is not None)


@pytest.mark.parametrize("short", ["arn", "arn:aws", "arn:aws:sqs", "arn:aws:sqs:us-east-1", "arn:aws:sqs:us-east-1:1"])
def test_an_incomplete_arn_gets_stars(short):
    whole = short + ":*" * (6 - len(short.split(":")))
    assert patterns.resources((short,)).pattern == patterns.resources((whole,)).pattern
    assert patterns.arn(short).pattern == patterns.arn(whole).pattern


@quick
@given(st.text("ab*?", max_size=6), st.text("ab*?", max_size=6))
def test_a_quoted_text_matches_itself_alone(text, other):
    pattern = patterns.text(patterns.quoted(text))
    assert pattern.fullmatch(text)
    assert (pattern.fullmatch(other) is not None) == (text == other)
    assert patterns.plain(patterns.quoted(text)) == text


def test_a_text_is_read_once():
    document = '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
    assert read(document) is read(str(document))
    assert read(document).about("s3:GetObject") is read(document).about("s3:GetObject")


def test_many_wildcards_cost_nothing():
    """With backtracking this one takes longer than the universe is old."""
    pattern = patterns.text("*a" * 40 + "*b")
    assert pattern.fullmatch("a" * 256) is None
    assert pattern.fullmatch("a" * 255 + "b")
    assert (
        patterns.resources(("arn:*:iam::*:role/" + "*-" * 30 + "x",)).fullmatch("arn:aws:iam::1:role/" + "-" * 64)
        is None
    )

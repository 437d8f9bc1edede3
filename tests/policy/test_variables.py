"""Policy variables: what a text with variables stands for."""

from __future__ import annotations

import pytest

from c9lib.policy import Context
from c9lib.policy.patterns import plain
from c9lib.policy.variables import Void, filled, has_variables, keys_of

VERSION = "2012-10-17"
KNOWN = Context({"aws:username": "ann", "a:many": ["x", "y"]}, complete=False, absent=["a:none"])


@pytest.mark.parametrize(
    ("pattern", "stands_for"),
    [
        ("home/${aws:username}/*", "home/ann/*"),
        ("${ AWS:UserName }", "ann"),
        ("${aws:username}${aws:username}", "annann"),
        ("${a:none, 'nobody'}", "nobody"),
        ("${a:none , 'it is, well'}", "it is, well"),
        ("${a:none, ''}", ""),
        ("${a:many, 'one'}", "one"),
        ("${*}${?}${$}", "*?$"),
        ("${$}{aws:username}", "${aws:username}"),
        ("${aws:username", "${aws:username"),
        ("$aws:username", "$aws:username"),
        ("${a:none}", Void.ABSENT),
        ("${a:many}", Void.ABSENT),
        ("${}", Void.ABSENT),
        ("${a:unknown}", Void.UNKNOWN),
        ("${a:unknown, 'x'}", Void.UNKNOWN),
        ("${a:unknown}${a:none}", Void.ABSENT),
        ("${a:none}${a:unknown}", Void.ABSENT),
        ("${aws:username}${a:unknown}", Void.UNKNOWN),
    ],
)
def test_what_a_text_stands_for(pattern, stands_for):
    found = filled(pattern, KNOWN)
    assert (found if isinstance(found, Void) else plain(found)) == stands_for


def test_only_one_version_has_variables():
    assert has_variables("${a:b}", VERSION)
    assert not has_variables("${a:b}", "2008-10-17")
    assert not has_variables("${a:b}", "")
    assert not has_variables("${a:b", VERSION)


def test_which_keys_a_text_asks_for():
    assert keys_of("${aws:username}/${*}/${ a:b , 'x'}/${$}/${}") == ["aws:username", "a:b"]

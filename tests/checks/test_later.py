"""What is read at the first look only, once, and not at all when nobody looks."""

from __future__ import annotations

import pytest

from c9lib.checks.later import Each, Later, LaterThing
from c9lib.checks.reader import Unread


def test_a_list_is_read_when_it_is_looked_at_and_once():
    reads = []

    def read():
        reads.append(1)
        return [{"Id": "a"}, {"Id": "b"}]

    later = Later(read)
    assert not reads
    assert [one["Id"] for one in later] == ["a", "b"]
    assert (len(later), later[0]["Id"], [one["Id"] for one in later[1:]]) == (2, "a", ["b"])
    assert len(reads) == 1


def test_a_thing_is_read_when_it_is_looked_at_and_once():
    reads = []
    later = LaterThing(lambda: reads.append(1) or {"Mode": "off"})
    assert not reads
    assert (bool(later), later.get("Mode"), later.get("Other"), list(later)) == (True, "off", None, ["Mode"])
    assert len(reads) == 1
    assert not LaterThing(dict)


def test_each_value_is_read_by_itself():
    reads = []

    def read(name):
        reads.append(name)
        return name.upper()

    each = Each(("a", "b"), read)
    assert (each["a"], each.get("c"), len(each), list(each)) == ("A", None, 2, ["a", "b"])
    assert reads == ["a"]


def test_a_refusal_reaches_whoever_looks():
    def refuse():
        raise Unread("UnauthorizedOperation", "no", "ec2:DescribeVpcs")

    with pytest.raises(Unread):
        len(Later(refuse))

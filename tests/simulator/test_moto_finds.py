"""What moto finds by id is the very object that moto finds by itself."""

from __future__ import annotations

import logging

import pytest
from moto.ec2.exceptions import InvalidInstanceIdError
from moto.ec2.models.instances import InstanceBackend
from moto.ec2.models.security_groups import SecurityGroupBackend

from c9lib.simulator import moto_data, moto_finds
from c9lib.simulator.moto_network import backend
from tests.simulator.place import Place

METHODS = (
    (InstanceBackend, "get_instance_by_id"),
    (InstanceBackend, "get_instance"),
    (SecurityGroupBackend, "get_security_group_from_id"),
)
OWN = {name: getattr(kind, name) for kind, name in METHODS}


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """moto's own methods, which are put back after the test."""
    for kind, name in METHODS:
        own = OWN[name]
        if own.__module__ == moto_finds.__name__:  # another test's account has put it there
            own = own.__closure__[0].cell_contents
        monkeypatch.setattr(kind, name, own)


def test_the_same_is_found(place: Place) -> None:
    instances = [place.launch() for _ in range(3)]
    ec2 = backend("us-east-1")
    groups = [group for held in ec2.groups.values() for group in held]
    assert len(groups) > 1
    asked = {"get_instance_by_id": instances, "get_instance": instances, "get_security_group_from_id": groups}
    own = [getattr(ec2, name)(one) for name, ids in asked.items() for one in ids]
    moto_finds.find_by_id()
    found = [getattr(ec2, name)(one) for name, ids in asked.items() for one in ids]
    assert [id(one) for one in found] == [id(one) for one in own]
    assert len({id(one) for one in found}) == len(instances) + len(groups)
    with pytest.raises(InvalidInstanceIdError):
        ec2.get_instance("i-00000000000000000")
    assert ec2.get_instance_by_id("i-00000000000000000") is None
    assert ec2.get_security_group_from_id("sg-00000000000000000") is None


def test_it_is_put_there_once(place: Place) -> None:
    moto_finds.find_by_id()
    put = [getattr(kind, name) for kind, name in METHODS]
    moto_finds.find_by_id()
    assert [getattr(kind, name) for kind, name in METHODS] == put
    assert {one.__module__ for one in put} == {moto_finds.__name__}


def test_without_shortcuts_moto_finds_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moto_data, "is_plain", lambda: True)
    moto_data.load()
    assert {getattr(kind, name).__module__ for kind, name in METHODS} == {kind.__module__ for kind, _name in METHODS}


def test_another_moto_is_told_of(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.delattr(InstanceBackend, "get_instance")
    with caplog.at_level(logging.WARNING):
        moto_finds.find_by_id()
    assert "InstanceBackend has no get_instance any more" in caplog.text

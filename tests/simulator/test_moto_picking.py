"""Remembered names of members change no answer of moto's."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from moto.core import serialize

from c9lib.simulator import moto_data, moto_picking
from tests.simulator.full_network import furnish_fully
from tests.simulator.place import Place

READS = (
    "describe_instances",
    "describe_network_interfaces",
    "describe_route_tables",
    "describe_security_groups",
    "describe_subnets",
    "describe_volumes",
    "describe_vpc_endpoints",
    "describe_vpcs",
)
OWN = serialize.XFormedAttributePicker.get_possible_keys


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """moto's own way, which is put back after the test."""
    monkeypatch.setattr(serialize.XFormedAttributePicker, "get_possible_keys", getattr(OWN, "__wrapped__", OWN))


def answers(place: Place) -> dict[str, Any]:
    told = {name: getattr(place.ec2, name)() for name in READS}
    told["roles"], told["profiles"] = place.iam.list_roles(), place.iam.list_instance_profiles()
    return {name: {**answer, "ResponseMetadata": None} for name, answer in told.items()}


def test_answers_are_the_same(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    furnish_fully(place)
    before = answers(place)
    moto_picking.remember_names()
    assert (answers(place), answers(place)) == (before, before)
    monkeypatch.setattr(moto_picking, "MOST", 3)
    assert answers(place) == before, "what is remembered may be forgotten at any moment"


def test_it_is_put_there_once() -> None:
    moto_picking.remember_names()
    put = serialize.XFormedAttributePicker.get_possible_keys
    moto_picking.remember_names()
    assert serialize.XFormedAttributePicker.get_possible_keys is put
    assert hasattr(put, "__wrapped__")


def test_without_shortcuts_nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moto_data, "is_plain", lambda: True)
    moto_data.load()
    assert not hasattr(serialize.XFormedAttributePicker.get_possible_keys, "__wrapped__")


def test_another_moto_is_told_of(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.delattr(serialize, "XFormedAttributePicker")
    with caplog.at_level(logging.WARNING):
        moto_picking.remember_names()
    assert "picks members in another way" in caplog.text

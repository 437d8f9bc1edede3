"""moto's instances and security groups, found by id without a copy of all that there are.

moto copies every reservation whenever it looks for one instance, and looks for it several times in a request: with a
thousand instances that was most of what a launch took. What is found is the very same object.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

log = logging.getLogger("c9lib.simulator")


def find_by_id() -> None:
    """Let moto's EC2 find by id. Once it has none of these methods any more, it warns, and moto finds by itself."""
    from moto.ec2.models.instances import InstanceBackend
    from moto.ec2.models.security_groups import SecurityGroupBackend

    _put(InstanceBackend, "get_instance_by_id", _instance_by_id)
    _put(InstanceBackend, "get_instance", _instance)
    _put(SecurityGroupBackend, "get_security_group_from_id", _group)


def _put(kind: type, name: str, finding: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    own = getattr(kind, name, None)
    if own is None:
        log.warning("moto's %s has no %s any more: large simulated accounts are slower", kind.__name__, name)
    elif own.__module__ != __name__:  # else it was put there for the world before
        setattr(kind, name, finding(own))


def _instance_by_id(own: Callable[..., Any]) -> Callable[..., Any]:
    def get_instance_by_id(self: Any, instance_id: str) -> Any:
        # The newest is asked for most.
        for reservation in reversed(list(self.reservations.values())):
            for instance in reservation.instances:
                if instance.id == instance_id:
                    return instance
        return own(self, instance_id)

    return get_instance_by_id


def _instance(own: Callable[..., Any]) -> Callable[..., Any]:
    def get_instance(self: Any, instance_id: str) -> Any:
        return self.get_instance_by_id(instance_id) or own(self, instance_id)

    return get_instance


def _group(own: Callable[..., Any]) -> Callable[..., Any]:
    def get_security_group_from_id(self: Any, group_id: str) -> Any:
        held = next((held[group_id] for held in list(self.groups.values()) if group_id in held), None)
        return own(self, group_id) if held is None else held

    return get_security_group_from_id

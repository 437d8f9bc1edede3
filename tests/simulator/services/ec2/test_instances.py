"""Instances in time: their states, what isn't allowed in them, and what a stop does to a public address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c9lib.simulator.durations import INSTANCE_CHECKS, INSTANCE_START, INSTANCE_STOP
from tests.simulator.place import Place


def refused(code: str, call: Callable[..., Any], **params: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**params)
    assert caught.value.response["Error"]["Code"] == code
    return str(caught.value.response["Error"]["Message"])


def change(answer: dict[str, Any]) -> tuple[str, str]:
    (one,) = next(value for name, value in answer.items() if name.endswith("Instances"))
    return one["PreviousState"]["Name"], one["CurrentState"]["Name"]


def test_the_life_of_an_instance(place: Place) -> None:
    instance = place.launch()
    assert place.state(instance) == "pending"
    place.wait(INSTANCE_START - 1)
    assert place.state(instance) == "pending"
    place.wait(1)
    assert place.state(instance) == "running"
    assert change(place.ec2.stop_instances(InstanceIds=[instance])) == ("running", "stopping")
    assert place.state(instance) == "stopping"
    place.wait(INSTANCE_STOP)
    assert place.state(instance) == "stopped"
    assert change(place.ec2.start_instances(InstanceIds=[instance])) == ("stopped", "pending")
    place.wait(INSTANCE_START)
    assert place.state(instance) == "running"
    assert change(place.ec2.terminate_instances(InstanceIds=[instance])) == ("running", "shutting-down")
    place.wait(INSTANCE_STOP - 1)
    assert place.state(instance) == "shutting-down"
    place.wait(1)
    assert place.state(instance) == "terminated"


def test_filters_see_the_states_in_between(place: Place) -> None:
    instance = place.launch()

    def with_state(name: str) -> list[str]:
        found = place.ec2.describe_instances(Filters=[{"Name": "instance-state-name", "Values": [name]}])[
            "Reservations"
        ]
        return [one["InstanceId"] for reservation in found for one in reservation["Instances"]]

    assert (with_state("pending"), with_state("running")) == ([instance], [])
    place.wait(INSTANCE_START)
    assert (with_state("pending"), with_state("running")) == ([], [instance])


def test_what_has_begun_anew_isnt_ended_by_an_older_change(place: Place) -> None:
    instance = place.launch()
    place.wait(INSTANCE_START - 5)
    place.ec2.terminate_instances(InstanceIds=[instance])
    place.wait(10)
    assert place.state(instance) == "shutting-down"
    place.wait(INSTANCE_STOP)
    assert place.state(instance) == "terminated"


def test_what_isnt_possible_in_a_state(place: Place) -> None:
    instance = place.launch()
    only = {"InstanceIds": [instance]}
    told = refused("IncorrectInstanceState", place.ec2.stop_instances, **only)
    assert told == f"Instance '{instance}' cannot be stopped as it has never reached the 'running' state."
    place.wait(INSTANCE_START)
    assert change(place.ec2.start_instances(**only)) == ("running", "running")
    place.ec2.stop_instances(**only)
    told = refused("IncorrectInstanceState", place.ec2.start_instances, **only)
    assert told == f"The instance '{instance}' is not in a state from which it can be started."
    refused("IncorrectInstanceState", place.ec2.reboot_instances, **only)
    place.wait(INSTANCE_STOP)
    assert change(place.ec2.stop_instances(**only)) == ("stopped", "stopped")
    place.ec2.terminate_instances(**only)
    assert change(place.ec2.terminate_instances(**only)) == ("shutting-down", "shutting-down")
    place.wait(INSTANCE_STOP)
    assert change(place.ec2.terminate_instances(**only)) == ("terminated", "terminated")
    refused("IncorrectInstanceState", place.ec2.start_instances, **only)
    refused("IncorrectInstanceState", place.ec2.stop_instances, **only)


@pytest.mark.parametrize("verb", ["start", "stop", "reboot", "terminate"])
def test_instances_that_dont_exist(place: Place, verb: str) -> None:
    call = getattr(place.ec2, f"{verb}_instances")
    one, two = "i-0123456789abcdef0", "i-0123456789abcdef1"
    assert refused("InvalidInstanceID.NotFound", call, InstanceIds=[one]) == f"The instance ID '{one}' does not exist"
    told = refused("InvalidInstanceID.NotFound", call, InstanceIds=[one, two])
    assert told == f"The instance IDs '{one}, {two}' do not exist"
    refused("InvalidInstanceID.Malformed", call, InstanceIds=["instance"])


def test_a_dry_run_changes_nothing(place: Place) -> None:
    instance = place.launch()
    place.wait(INSTANCE_START)
    for verb in ("start", "stop", "reboot", "terminate"):
        refused("DryRunOperation", getattr(place.ec2, f"{verb}_instances"), InstanceIds=[instance], DryRun=True)
    assert place.state(instance) == "running"


def test_a_protected_instance_isnt_terminated(place: Place) -> None:
    instance = place.launch()
    place.ec2.modify_instance_attribute(InstanceId=instance, DisableApiTermination={"Value": True})
    told = refused("OperationNotPermitted", place.ec2.terminate_instances, InstanceIds=[instance])
    assert "disableApiTermination" in told
    place.wait(INSTANCE_START)
    assert place.state(instance) == "running"


def test_status_checks_take_a_while(place: Place) -> None:
    def status() -> list[str]:
        found = place.ec2.describe_instance_status(InstanceIds=[instance])["InstanceStatuses"]
        return [one["InstanceStatus"]["Status"] for one in found]

    instance = place.launch()
    assert status() == []
    place.wait(INSTANCE_START)
    assert status() == ["initializing"]
    place.wait(INSTANCE_CHECKS)
    assert status() == ["ok"]
    place.ec2.stop_instances(InstanceIds=[instance])
    place.wait(INSTANCE_STOP)
    place.ec2.start_instances(InstanceIds=[instance])
    place.wait(INSTANCE_START)
    assert status() == ["initializing"]


def test_a_stop_gives_the_public_address_back(place: Place) -> None:
    instance = place.launch()
    first = place.instance(instance)["PublicIpAddress"]
    place.wait(INSTANCE_START)
    place.ec2.stop_instances(InstanceIds=[instance])
    place.wait(INSTANCE_STOP)
    assert "PublicIpAddress" not in place.instance(instance)
    place.ec2.start_instances(InstanceIds=[instance])
    second = place.instance(instance)["PublicIpAddress"]
    assert second != first


def test_an_elastic_address_stays_through_a_stop(place: Place) -> None:
    instance = place.launch()
    place.wait(INSTANCE_START)
    address = place.ec2.allocate_address(Domain="vpc")
    place.ec2.associate_address(AllocationId=address["AllocationId"], InstanceId=instance)
    assert place.instance(instance)["PublicIpAddress"] == address["PublicIp"]
    place.ec2.stop_instances(InstanceIds=[instance])
    place.wait(INSTANCE_STOP)
    assert place.instance(instance)["PublicIpAddress"] == address["PublicIp"]
    place.ec2.start_instances(InstanceIds=[instance])
    assert place.instance(instance)["PublicIpAddress"] == address["PublicIp"]


def test_interfaces_end_with_their_instance(place: Place) -> None:
    kept = place.ec2.create_network_interface(SubnetId=place.subnet)["NetworkInterface"]["NetworkInterfaceId"]
    ended = place.launch()
    attached = place.launch(NetworkInterfaces=[{"DeviceIndex": 0, "NetworkInterfaceId": kept}])
    place.wait(INSTANCE_START)
    place.ec2.terminate_instances(InstanceIds=[ended, attached])
    in_subnet = [{"Name": "subnet-id", "Values": [place.subnet]}]
    assert len(place.ec2.describe_network_interfaces(Filters=in_subnet)["NetworkInterfaces"]) == 2
    place.wait(INSTANCE_STOP)
    left = place.ec2.describe_network_interfaces(Filters=in_subnet)["NetworkInterfaces"]
    assert [one["NetworkInterfaceId"] for one in left] == [kept]

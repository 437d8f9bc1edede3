"""The instance's checks: break it on the simulated AWS, see it, apply the printed remedy, see it well."""

from __future__ import annotations

import pytest

from c9lib import checks
from tests.checks.conftest import AMI

OPEN = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}


@pytest.fixture
def of_environment(aws, environment):
    """Finds the instance of the environment; gives its id."""

    def found():
        told = aws("ec2").describe_instances(Filters=[{"Name": "tag:aws:cloud9:environment", "Values": [environment]}])
        return told["Reservations"][0]["Instances"][0]

    return found


def test_a_stopped_instance_alone_fails_and_starts_by_its_remedy(ask, mend, aws, pair, launch, wait):
    found = launch()
    aws("ec2").stop_instances(InstanceIds=[found])
    wait(120)
    check = ask("instance.state", instance_id=found)
    assert check.status == "fail"
    assert f"{found} is stopped" in check.evidence
    assert ask("agent.online", instance_id=found).status == "skip"
    mend(check)
    wait(600)
    assert ask("instance.state", instance_id=found).status == "ok"
    assert ask("agent.connected", instance_id=found).status == "ok"


def test_an_environment_that_sleeps_is_a_warning_without_a_root_cause(session, aws, of_environment, wait):
    aws("ec2").stop_instances(InstanceIds=[of_environment()["InstanceId"]])
    wait(120)
    verdict = checks.verdict(session())
    assert verdict.verdict == "warn", verdict
    assert verdict.root_cause is None
    assert [check.id for check in verdict.checks if check.status == "warn"] == ["instance.state"]


def test_a_terminated_instance_of_an_environment_is_the_root_cause(session, aws, of_environment, wait):
    aws("ec2").terminate_instances(InstanceIds=[of_environment()["InstanceId"]])
    wait(120)
    verdict = checks.verdict(session())
    assert verdict.root_cause == "instance.state"
    status = next(check for check in verdict.checks if check.id == "environment.status")
    assert (status.status, status.reason) == ("fail", "error")


def test_an_instance_without_a_profile_gets_one(ask, mend, pair, launch, wait):
    found = launch(profile="")
    check = ask("instance.profile", instance_id=found)
    assert check.status == "fail"
    assert check.evidence == f"{found} has no instance profile"
    mend(check)
    wait(600)
    assert ask("instance.profile", instance_id=found).status == "ok"
    assert ask("agent.online", instance_id=found).status == "ok"


def test_a_metadata_service_that_is_off_silences_the_agent_until_it_is_on(session, mend, aws, pair, launch, wait):
    found = launch()
    aws("ec2").modify_instance_metadata_options(InstanceId=found, HttpEndpoint="disabled")
    wait(3600)
    verdict = checks.verdict(session(), instance_id=found)
    named = {check.id: check for check in verdict.checks}
    assert (verdict.root_cause, named["agent.online"].status) == ("instance.profile", "fail")
    check = named["instance.profile"]
    assert check.reason == "HttpEndpoint disabled"
    assert f"--instance-id {found} --http-endpoint enabled" in check.remedy[0]
    mend(check)
    wait(600)
    assert checks.verdict(session(), instance_id=found).verdict == "ok"


def test_an_instance_alone_that_has_ended_is_the_root_cause_though_cloud9s_pair_lacks(session, aws, launch, wait):
    found = launch(profile="")
    aws("ec2").terminate_instances(InstanceIds=[found])
    wait(120)
    verdict = checks.verdict(session(), instance_id=found)
    assert verdict.root_cause == "instance.state"
    assert next(check for check in verdict.checks if check.id == "role.exists").status == "skip"


def test_one_remedy_gives_a_profile_to_an_instance_alone_in_an_account_without_cloud9s_pair(
    session, mend, launch, wait
):
    found = launch(profile="")
    verdict = checks.verdict(session(), instance_id=found)
    assert verdict.root_cause == "instance.profile"
    named = {check.id: check for check in verdict.checks}
    assert "see instance.profile" in named["role.exists"].evidence
    told = [line.split()[2] for line in named["instance.profile"].remedy]
    assert told[0] == "create-role"
    assert told[-2:] == ["associate-iam-instance-profile", "reboot-instances"]
    mend(named["instance.profile"])
    wait(600)
    assert checks.verdict(session(), instance_id=found).verdict == "ok"


def test_an_open_port_of_an_environment_is_closed_by_its_remedy(ask, mend, aws, of_environment):
    group = of_environment()["SecurityGroups"][0]["GroupId"]
    aws("ec2").authorize_security_group_ingress(GroupId=group, IpPermissions=[OPEN])
    check = ask("instance.no-ingress")
    assert check.status == "fail"
    assert check.evidence == f"{group} lets in tcp 22 from 0.0.0.0/0"
    mend(check)
    assert ask("instance.no-ingress").status == "ok"


def test_an_open_port_of_an_instance_alone_is_a_warning(ask, aws, pair, launch):
    found = launch()
    group = aws("ec2").describe_instances(InstanceIds=[found])["Reservations"][0]["Instances"][0]["SecurityGroups"][0]
    pairs = [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group["GroupId"]}]}]
    aws("ec2").authorize_security_group_ingress(GroupId=group["GroupId"], IpPermissions=pairs)
    assert ask("instance.no-ingress", instance_id=found).status == "ok"
    aws("ec2").authorize_security_group_ingress(GroupId=group["GroupId"], IpPermissions=[OPEN])
    assert ask("instance.no-ingress", instance_id=found).status == "warn"


def test_an_instance_without_a_public_address_gets_one(ask, mend, aws, pair, place, launch, wait):
    aws("ec2").modify_subnet_attribute(SubnetId=place.subnet, MapPublicIpOnLaunch={"Value": False})
    found = launch()
    check = ask("instance.public-address", instance_id=found)
    assert (check.status, check.reason) == ("fail", "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS")
    assert ask("path.ssm", instance_id=found).reason == check.reason
    mend(check)
    assert ask("instance.public-address", instance_id=found).status == "ok"
    assert ask("path.ssm", instance_id=found).status == "ok"
    wait(60)  # the agent tried in vain some times, and its pauses grow
    mend(ask("agent.online", instance_id=found))
    wait(600)
    assert ask("agent.online", instance_id=found).status == "ok"


def test_a_private_subnet_needs_no_public_address(ask, aws, pair, place, launch):
    aws("ec2").modify_subnet_attribute(SubnetId=place.subnet, MapPublicIpOnLaunch={"Value": False})
    aws("ec2").delete_route(RouteTableId=place.table, DestinationCidrBlock="0.0.0.0/0")
    check = ask("instance.public-address", instance_id=launch())
    assert check.status == "ok"
    assert check.evidence.startswith("none, ")


def test_a_public_address_says_nothing_while_the_route_is_what_lacks(ask, aws, pair, place, launch):
    aws("ec2").delete_route(RouteTableId=place.table, DestinationCidrBlock="0.0.0.0/0")
    check = ask("instance.public-address", instance_id=launch())
    assert check.status == "skip"
    assert "path.ssm" in check.evidence


def test_a_public_address_of_no_use_is_a_warning(ask, aws, isolated, wait):
    interface = {"DeviceIndex": 0, "SubnetId": isolated.subnet, "AssociatePublicIpAddress": True}
    asked = {"ImageId": AMI, "InstanceType": "t3.small", "MinCount": 1, "MaxCount": 1}
    made = aws("ec2").run_instances(**asked, NetworkInterfaces=[interface])["Instances"][0]["InstanceId"]
    wait(600)
    check = ask("instance.public-address", instance_id=made)
    assert check.status == "warn"
    assert "costs by the hour" in check.cause

"""The environment's checks, its owner, its credentials, and the service before it."""

from __future__ import annotations

import pytest

from c9lib.checks.documented import PROFILE, ROLE


def test_a_missing_environment_is_launched_by_its_remedy(ask, mend, pair, place, wait):
    check = ask("environment.lifecycle", description="a room with a view")
    assert (check.status, check.reason) == ("fail", "NotFoundException")
    assert place.subnet in check.remedy[0]
    mend(check)
    assert ask("environment.lifecycle").status == "warn"
    wait(900)
    assert ask("environment.lifecycle").status == "ok"
    assert ask("environment.status").status == "ok"


def test_a_failed_creation_tells_cloud9s_reason_and_ours(ask, aws, place, session, wait):
    _create(aws, session, place)
    wait(900)
    check = ask("environment.lifecycle")
    assert (check.status, check.reason) == ("fail", "CREATE_FAILED")
    assert f"Instance profile {PROFILE} does not exist" in check.evidence
    assert "profile.exists" in check.cause
    assert ask("environment.status").status == "skip"
    assert ask("instance.state").status == "skip"


def test_a_failed_creation_is_made_anew_by_its_remedy(ask, mend, aws, place, session, wait, request):
    _create(aws, session, place)
    wait(900)
    request.getfixturevalue("pair")
    mend(ask("environment.lifecycle"))
    wait(900)
    assert ask("environment.lifecycle").status == "ok"


def test_an_environment_by_ssh_has_no_remedy_by_command(ask, aws, place, session, pair, wait):
    _create(aws, session, place, connectionType="CONNECT_SSH")
    wait(900)
    check = ask("environment.connection-type")
    assert check.status == "fail"
    assert "CONNECT_SSH" in check.evidence
    assert check.remedy[0].startswith("# ")


def test_an_environment_of_another_deployment_is_not_ours(ask, environment):
    assert ask("environment.lifecycle", deployment="another").status == "fail"
    assert ask("environment.lifecycle", environment_name="renamed").status == "ok"


def test_a_connection_that_is_lost_points_at_its_causes(ask, aws, environment, place, wait):
    aws("ec2").delete_route(RouteTableId=place.table, DestinationCidrBlock="0.0.0.0/0")
    found = aws("ec2").describe_instances(Filters=[{"Name": "tag:aws:cloud9:environment", "Values": [environment]}])
    aws("ec2").reboot_instances(InstanceIds=[found["Reservations"][0]["Instances"][0]["InstanceId"]])
    wait(3600)
    check = ask("environment.status")
    assert (check.status, check.reason) == ("warn", "connecting")
    assert "path.*" in check.cause
    assert ask("path.ssmmessages").status == "fail"


def test_an_owner_who_does_not_ask_is_made_visible_by_a_membership(ask, mend, aws, environment):
    iam = aws("iam")
    iam.create_user(UserName="viewer")
    arn = "arn:aws:iam::123456789012:user/viewer"
    check = ask("environment.owner", owner_arn=arn)
    assert check.status == "warn"
    assert arn in check.evidence
    mend(check)
    assert "is a member" in ask("environment.owner", owner_arn=arn).evidence


def test_the_quota_counts_this_regions_environments(ask, environment):
    assert ask("quota.environments").evidence.startswith("1 of 200 in us-east-1, 1 of 100")


def test_a_used_up_quota_is_a_warning(ask, environment, monkeypatch):
    monkeypatch.setattr("c9lib.checks.quota.PER_USER", 1)
    check = ask("quota.environments")
    assert (check.status, check.reason) == ("warn", "LimitExceededException")
    assert "L-C1302C17" in check.remedy[0]


def test_managed_credentials_need_a_public_subnet_or_are_turned_off(ask, mend, aws, environment, place, wait):
    assert ask("credentials.managed").status == "ok"
    aws("ec2").delete_route(RouteTableId=place.table, DestinationCidrBlock="0.0.0.0/0")
    check = ask("credentials.managed")
    assert check.status == "warn"
    assert place.subnet in check.evidence
    assert ROLE in check.cause
    mend(check)
    wait(600)
    assert ask("credentials.managed").status == "ok"
    assert "DISABLED_BY_OWNER" in ask("credentials.managed").evidence


@pytest.mark.parametrize("region", ["us-east-1", "il-central-1"])
def test_a_region_with_cloud9(ask, region):
    assert region in ask("service.region", region=region).evidence
    assert ask("service.open", region=region).status == "ok"


def test_a_region_without_cloud9_names_those_with(session):
    from c9lib.checks.registry import Question
    from c9lib.checks.service import region

    class Elsewhere:
        region = "us-gov-west-1"

        def for_cloud9(self) -> None: ...

    check = region(Question("service.region", "?"), Elsewhere())
    assert check.status == "fail"
    assert "eu-central-1" in check.remedy[0]


def _create(aws, session, place, **told):
    known = {
        "name": "no-ingress",
        "instanceType": "t3.small",
        "imageId": "amazonlinux-2023-x86_64",
        "connectionType": "CONNECT_SSM",
        "subnetId": place.subnet,
        "tags": session().tags(),
    }
    return aws("cloud9").create_environment_ec2(**{**known, **told})["environmentId"]

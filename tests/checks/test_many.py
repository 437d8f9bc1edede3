"""Many environments in one go: the number of calls, the verdicts, what isn't shown and what isn't asked."""

from __future__ import annotations

import pytest

from c9lib import checks
from c9lib.errors import AwsError, ParameterError
from c9lib.simulator.services.cloud9 import quotas
from tests.checks.refusing import refusing

MOST_CALLS = 60
"""For 200 environments, as issue 3 wants it."""


@pytest.fixture
def several(aws, pair, place, session, wait):
    """Makes so many healthy environments in the subnet of `place`; gives their ids."""

    def made(number: int) -> list[str]:
        told = {
            "instanceType": "t3.small",
            "imageId": "amazonlinux-2023-x86_64",
            "connectionType": "CONNECT_SSM",
            "subnetId": place.subnet,
        }
        ids = [aws("cloud9").create_environment_ec2(name=f"seat-{at}", **told)["environmentId"] for at in range(number)]
        wait(900)
        return [str(one) for one in ids]

    return made


def statuses(verdict):
    return {check.id: check.status for check in verdict.checks}


@pytest.mark.timeout(400)  # 200 launches take the simulated AWS their time
def test_two_hundred_environments_take_few_calls(several, session, monkeypatch):
    monkeypatch.setattr(quotas, "PER_USER", 200)
    monkeypatch.setattr(quotas, "STACKS", 201)
    ids = several(200)
    one = session()
    found = checks.verdicts(one)
    assert len(one.calls) <= MOST_CALLS
    assert sorted(each.environment_id for each in found.environments) == sorted(ids)
    assert found.verdict == "ok", found


def test_each_is_judged_as_alone_but_for_what_is_not_asked(several, session, aws, place, wait):
    ids = several(3)
    aws("ec2").delete_route(RouteTableId=place.table, DestinationCidrBlock="0.0.0.0/0")
    wait(1200)
    together = checks.verdicts(session(), ids)
    assert together.verdict == "fail"
    for each in together.environments:
        alone = checks.verdict(session(), environment_id=each.environment_id)
        assert each.verdict.root_cause == alone.root_cause == "path.ssm"
        differ = {name for name, status in statuses(alone).items() if statuses(each.verdict)[name] != status}
        assert differ == {"environment.status", "agent.connected"}
    assert "ask with --environment-id" in together.note


def test_a_stopped_and_a_terminated_instance_are_told_apart(several, session, aws, wait):
    healthy, stopped, ended = several(3)
    owned = checks.verdicts(session())
    instances = {each.environment_id: each.instance_id for each in owned.environments}
    aws("ec2").stop_instances(InstanceIds=[instances[stopped]])
    aws("ec2").terminate_instances(InstanceIds=[instances[ended]])
    wait(120)
    found = {each.environment_id: each for each in checks.verdicts(session()).environments}
    assert [found[name].verdict.verdict for name in (healthy, stopped, ended)] == ["ok", "warn", "fail"]
    assert found[ended].verdict.root_cause == "instance.state"


def test_a_member_is_told_from_a_stranger_in_one_listing(several, session, aws):
    _, shared, strange = several(3)
    iam = aws("iam")
    iam.create_user(UserName="ann")
    arn = iam.get_user(UserName="ann")["User"]["Arn"]
    aws("cloud9").create_environment_membership(environmentId=shared, userArn=arn, permissions="read-only")
    one = session(owner_arn=arn)
    found = {each.environment_id: statuses(each.verdict) for each in checks.verdicts(one).environments}
    assert (found[shared]["environment.owner"], found[strange]["environment.owner"]) == ("ok", "warn")
    assert sum(call.operation == "DescribeEnvironmentMemberships" for call in one.calls) == 1


def test_unknown_ids_are_all_named_before_anything_is_judged(several, session):
    known = several(1)
    unknown = ["0" * 32, "1" * 32]
    with pytest.raises(ParameterError) as raised:
        checks.verdicts(session(), [*known, *unknown])
    for name in unknown:
        assert name in str(raised.value)
    assert known[0] not in str(raised.value)


def test_an_environment_that_is_not_shown_is_a_warning_beside_the_others(several, session, aws):
    ids = several(2)
    one = session()
    cloud9 = one.client("cloud9")

    class Hiding:
        meta = cloud9.meta

        def __getattr__(self, name):
            return getattr(cloud9, name)

        def describe_environments(self, environmentIds):  # noqa: N803 (boto3's name)
            if ids[0] in environmentIds:
                refuse = refusing(session(), "cloud9", describe_environments=("AccessDeniedException", "not yours"))
                refuse.client("cloud9").describe_environments()
            return cloud9.describe_environments(environmentIds=environmentIds)

    one._clients["cloud9", one.region] = Hiding()
    found = {each.environment_id: each.verdict for each in checks.verdicts(one).environments}
    assert (found[ids[0]].verdict, found[ids[1]].verdict) == ("warn", "ok")
    assert "cloud9:DescribeEnvironments" in found[ids[0]].checks[0].remedy[0]


def test_denied_reads_are_warnings_of_each(several, session):
    several(2)
    denied = ("UnauthorizedOperation", "You are not authorized to perform this operation.")
    found = checks.verdicts(refusing(session(), "ec2", describe_instances=denied))
    assert found.verdict == "warn"
    assert [each.instance_id for each in found.environments] == ["", ""]
    assert statuses(found.environments[0].verdict)["instance.state"] == "warn"


def test_an_account_without_environments_is_well(session):
    found = checks.verdicts(session())
    assert (found.verdict, found.environments) == ("ok", ())
    assert "there is no environment in this Region" in str(found)


def test_environments_that_cannot_be_listed_end_it_with_words(session):
    one = refusing(session(), "cloud9", list_environments=("AccessDeniedException", "not authorized"))
    with pytest.raises(AwsError, match="can't be listed") as raised:
        checks.verdicts(one)
    assert "cloud9:ListEnvironments" in str(raised.value)

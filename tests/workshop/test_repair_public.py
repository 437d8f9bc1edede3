"""A class with public addresses, broken and mended: a route by the step that made it, the rest by commands."""

from __future__ import annotations

import boto3
import pytest

from c9lib.workshop.mending import Planner, Wishes
from c9lib.workshop.verdict import verify
from tests.workshop.broken import made, mended


def test_a_step_goes_before_a_command_and_nothing_is_tried_twice(
    tmp_path_factory: pytest.TempPathFactory, boto_session: boto3.Session
) -> None:
    public = made(tmp_path_factory, boto_session, network="public", endpoint_services="[s3]")
    public.launch(["01", "02"])
    table, group = public.no_default_route("01"), public.lets_nothing_out("02")
    public.wait()
    found = verify(public.session, public.layout, ("01", "02"))
    assert [cause.check for cause in found.failing] == ["path.ssm", "path.ssm"]
    assert {cause.thing for cause in found.failing} == {f"route-table {table}", f"security-group {group}"}
    planner = Planner(public.session, public.layout, Wishes())
    plan = planner.plan(found)
    assert [one.how for one in plan.mendings] == ["step", "command"]
    planner.tried(plan)
    plan = planner.plan(found)  # as if the step had been in vain
    assert [one.how for one in plan.mendings] == ["command"]
    assert f"create-route --route-table-id {table}" in plan.mendings[0].what
    planner.tried(plan)
    plan = planner.plan(found)
    assert plan.mendings == ()
    assert {one.reason for one in plan.left if one.seats in (("01",), ("02",))} == {"still so after its remedy"}
    done = mended(public)
    assert set(done.mended) == {"01", "02"}
    assert set(done.after.broken) == {"03", "04"}
    assert {seat for one in done.left for seat in one.seats} == {"03", "04"}


def test_where_each_seat_has_its_own_network_its_own_step_mends_it(
    tmp_path_factory: pytest.TempPathFactory, boto_session: boto3.Session
) -> None:
    """One seat's route is gone, and an environment came to nothing: that one is left to launch."""
    alone = made(tmp_path_factory, boto_session, 3, "none", network="public", endpoint_services="[s3]")
    alone.launch(["01", "02"])
    closed = alone.table("01")["VpcId"]
    subnet = alone.ec2.create_subnet(VpcId=closed, CidrBlock="10.0.200.0/24")["Subnet"]["SubnetId"]
    alone.session.client("cloud9").create_environment_ec2(
        name="python-03",
        instanceType="t3.small",
        imageId="amazonlinux-2023-x86_64",
        subnetId=subnet,
        connectionType="CONNECT_SSM",
        ownerArn=alone.layout.roster.seats[2].owner,
        tags=[{"Key": "c9lib:deployment", "Value": "python-03"}],
    )
    alone.no_default_route("02")
    alone.wait(1500)
    found = verify(alone.session, alone.layout)
    assert (found.broken, found.states["03"].state) == (("02", "03"), "failed")
    since = len(alone.session.calls)
    done = mended(alone)
    assert done.mended == ("02",)
    assert "step network of python-02" in done.done[0].mending.what
    assert [call.operation for call in alone.writes(since) if call.service == "ec2"][:1] == ["CreateRoute"]
    assert [(one.seats, "launch" in one.reason) for one in done.left] == [(("03",), True)]
    assert "CREATE_FAILED" in done.left[0].what
    assert done.after.broken == ("03",)

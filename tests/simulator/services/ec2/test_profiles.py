"""Instance profiles on instances: associate, replace, disassociate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c9lib.simulator.durations import IAM_PROPAGATION, INSTANCE_STOP
from tests.simulator.place import PROFILE, ROLE, Place


def code(call: Callable[..., Any], **params: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**params)
    return str(caught.value.response["Error"]["Code"])


def shown(place: Place, instance: str) -> str:
    return str(place.instance(instance).get("IamInstanceProfile", {}).get("Arn", "")).rpartition("/")[2]


def test_one_profile_at_a_time(place: Place) -> None:
    instance = place.launch(profile=None)
    given = {"InstanceId": instance, "IamInstanceProfile": {"Name": PROFILE}}
    answer = place.ec2.associate_iam_instance_profile(**given)["IamInstanceProfileAssociation"]
    assert answer["State"] == "associating"
    assert shown(place, instance) == PROFILE
    assert code(place.ec2.associate_iam_instance_profile, **given) == "IncorrectState"


def test_another_profile_in_its_place(place: Place) -> None:
    place.iam.create_instance_profile(InstanceProfileName="other")
    place.iam.add_role_to_instance_profile(InstanceProfileName="other", RoleName=ROLE)
    place.wait(IAM_PROPAGATION)
    instance = place.launch()
    before = place.association(instance)
    place.ec2.replace_iam_instance_profile_association(AssociationId=before, IamInstanceProfile={"Name": "other"})
    assert shown(place, instance) == "other"
    assert place.association(instance) != before


def test_taken_away(place: Place) -> None:
    instance = place.launch()
    association = place.association(instance)
    answer = place.ec2.disassociate_iam_instance_profile(AssociationId=association)["IamInstanceProfileAssociation"]
    assert answer["State"] == "disassociating"
    assert shown(place, instance) == ""
    assert (
        code(place.ec2.disassociate_iam_instance_profile, AssociationId=association) == "InvalidAssociationID.NotFound"
    )


def test_what_doesnt_exist(place: Place) -> None:
    instance = place.launch()
    profile = {"Name": PROFILE}
    associate, replace = place.ec2.associate_iam_instance_profile, place.ec2.replace_iam_instance_profile_association
    missing = "i-0123456789abcdef0"
    assert code(associate, InstanceId=missing, IamInstanceProfile=profile) == "InvalidInstanceID.NotFound"
    assert code(associate, InstanceId=instance, IamInstanceProfile={"Name": "nope"}) == "InvalidParameterValue"
    assert code(associate, InstanceId=instance, IamInstanceProfile={}) == "MissingParameter"
    assert code(replace, AssociationId="iip-assoc-0", IamInstanceProfile=profile) == "InvalidAssociationID.NotFound"
    association = place.association(instance)
    assert code(replace, AssociationId=association, IamInstanceProfile={"Name": "nope"}) == "InvalidParameterValue"
    assert shown(place, instance) == PROFILE


def test_a_terminated_instance_takes_none(place: Place) -> None:
    instance = place.launch()
    place.ec2.terminate_instances(InstanceIds=[instance])
    place.wait(INSTANCE_STOP)
    given = {"InstanceId": instance, "IamInstanceProfile": {"Name": PROFILE}}
    assert code(place.ec2.associate_iam_instance_profile, **given) == "IncorrectInstanceState"
    assert place.ec2.describe_iam_instance_profile_associations()["IamInstanceProfileAssociations"] == []

"""The variants that the seed of `test_every_lab.py` doesn't choose: their fault is named, and their solution passes."""

from __future__ import annotations

import pytest

from tests.labs.place import built

OTHERS = (
    ("refused-before-it-began", 1, "fault", "closed"),
    ("encrypted-and-gone", 1, "fault", "account"),
    ("encrypted-and-gone", 3, "fault", "half"),
    ("no-right-helps", 1, "kind", "deny"),
    ("right-and-nothing-changes", 8, "profile", "AWSCloud9SSMInstanceProfile"),
    ("lost-for-an-application", 8, "stays", "yes"),
    ("allowed-and-refused", 1, "way", "cloud9"),
)


@pytest.mark.parametrize(("name", "seed", "what", "chosen"), OTHERS)
def test_another_variant(name: str, seed: int, what: str, chosen: str) -> None:
    with built(name, seed) as place:
        assert place.ground.variant[what] == chosen
        causes = place.lab.causes_of(place.ground.variant)
        assert place.ground.verdict().root_cause == causes[0].check
        assert not place.grade(*place.right).mended
        for call in place.lab.solution(place.ground).calls:
            assert not place.grade(*place.right).passed
            place.ground.carry_out(call)
        assert not place.grade("port-open").passed
        passed = place.grade(*place.right)
        assert passed.passed, str(passed)


def test_the_wrong_repair_of_a_replaced_role_leaves_the_application_without_its_rights() -> None:
    """Cloud9's profile in the place of the application's makes the environment well, and not what was asked for."""
    with built("lost-for-an-application", 8) as place:
        ground = place.ground
        told = {"Name": "AWSCloud9SSMInstanceProfile"}
        association = ground.ids["association"]
        ground.ec2.replace_iam_instance_profile_association(AssociationId=association, IamInstanceProfile=told)
        found = place.grade(*place.right)
        assert not found.passed
        assert f"needs {ground.variant['right']} as well" in str(found).replace("\n", " ")


def test_an_unencrypted_volume_is_no_repair() -> None:
    """With encryption off an environment could be made; the decision for it isn't the learner's to take back."""
    with built("encrypted-and-gone", 1) as place:
        place.ground.ec2.disable_ebs_encryption_by_default()
        found = place.grade(*place.right)
        assert found.verdict.verdict == "fail"  # the failed creation is still there
        assert not found.passed
        assert not found.mended


def test_what_is_made_in_a_closed_account_is_in_vain() -> None:
    """The trial has ended, and somebody makes something new: not passed."""
    with built("refused-before-it-began", 1) as place:
        ec2 = place.ground.ec2
        ec2.terminate_instances(InstanceIds=[place.ground.ids["trial"]])
        assert place.grade(*place.right).passed
        address = ec2.allocate_address(Domain="vpc")["AllocationId"]
        found = place.grade(*place.right)
        assert not found.passed
        assert address in str(found)


def test_waiting_helps_a_late_profile() -> None:
    """The agent tries again within an hour: that is no damage, and passes when the cause is named."""
    with built("right-and-nothing-changes") as place:
        place.ground.wait(3700)
        assert place.grade(*place.right).passed


def test_a_person_s_key_is_gone_when_they_have_acted() -> None:
    """Nobody finds a secret in what a lab remembers or shows."""
    with built("refused-before-it-began") as place:
        keys = place.ground.iam.list_access_keys(UserName=place.ground.variant["person"])["AccessKeyMetadata"]
        assert keys == []
        assert place.ground.variant["refusal"].startswith("An error occurred (AccessDeniedException)")
        assert "cloud9:ListEnvironments" in place.symptom.message

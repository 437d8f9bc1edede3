"""Lab: new volumes are encrypted with a key that Cloud9's service-linked role may not use (facts 6.1, 6.2, 10.7)."""

from __future__ import annotations

import json
from typing import Any

from c9lib.checks.documented import CLOUD9, SERVICE_LINKED_ROLE
from c9lib.labs.ground import BOOT, Ground
from c9lib.labs.model import Cause, Lab, Question, Solution, Symptom, Wanted
from c9lib.labs.tries import environment_asked_for, tried
from c9lib.nouns import Call

USING = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
GRANTING = ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"]
TOLD = {
    "account": "The key's policy names the account only. Then the account's own policies decide, and that of the"
    " service-linked role allows nothing of KMS; nobody can change it.",
    "half": "The key's policy has the first of AWS's two statements for Cloud9's service-linked role, and not the"
    " second, which lets it make grants for AWS resources.",
    "disabled": "The key's policy is as AWS asks for. The key itself is disabled, and nobody can use it.",
}
PROPAGATES = 60
"""Seconds until EC2 and Cloud9 see what was made in IAM."""


def build(ground: Ground) -> None:
    """A public network, a default key that Cloud9 can't use, and an environment that isn't made."""
    cidr = ground.choose_cidr()
    fault = ground.choose("fault", "account", "half", "disabled")
    ground.variant["told"] = TOLD[fault]
    ground.says(f"Role, profile, and a VPC {cidr} with a public subnet ...")
    ground.steps("role", "profile", "network", network="public", vpc_cidr=cidr)
    ground.iam.create_service_linked_role(AWSServiceName=CLOUD9)
    ground.says("A key of one's own for the volumes ...")
    kms = ground.client("kms")
    key = kms.create_key(Description="volumes", Policy=json.dumps(policy(ground, fault)))["KeyMetadata"]
    ground.keep("key", key["KeyId"])
    ground.keep("key_arn", key["Arn"])
    ground.ec2.enable_ebs_encryption_by_default()
    ground.ec2.modify_ebs_default_kms_key_id(KmsKeyId=key["Arn"])
    if fault == "disabled":
        kms.disable_key(KeyId=key["KeyId"])
    ground.wait(PROPAGATES)
    ground.says("Cloud9 tries to make an environment ...")
    made = ground.client("cloud9").create_environment_ec2(**environment_asked_for(ground))
    ground.keep("failed", made["environmentId"])
    ground.wait(BOOT)


def policy(ground: Ground, fault: str) -> dict[str, Any]:
    """The key's policy: the account decides, and, but for the fault `account`, Cloud9's role may encrypt; it may hand
    the key on to EC2 where the fault is elsewhere."""
    account = ground.session.account_id
    role = {"AWS": f"arn:aws:iam::{account}:role/{SERVICE_LINKED_ROLE}"}
    everything = {"Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": "kms:*"}
    grants = {"Principal": role, "Action": GRANTING, "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}}}
    told: dict[str, dict[str, Any]] = {
        "Enable IAM policies": everything,
        "Allow use of the key": {"Principal": role, "Action": USING},
        "Allow attachment of persistent resources": grants,
    }
    count = {"account": 1, "half": 2}.get(fault, 3)
    statements = [{"Sid": sid, "Effect": "Allow", "Resource": "*", **one} for sid, one in told.items()]
    return {"Version": "2012-10-17", "Statement": statements[:count]}


def symptom(ground: Ground) -> Symptom:
    """Cloud9 says hardly anything, its stack a little more, and EC2 what it gave up for."""
    return Symptom(
        "The environment isn't made. Cloud9 says no more than that its stack failed; the stack names the"
        " instance, which EC2 took back at once.",
        (
            *tried(ground),
            ground.show("ec2", "GetEbsEncryptionByDefault", "EbsEncryptionByDefault"),
            ground.show("ec2", "GetEbsDefaultKmsKeyId", "KmsKeyId"),
        ),
    )


def solution(ground: Ground) -> Solution:
    """AWS's two statements for Cloud9's role; or the key is switched on again."""
    key = ground.ids["key"]
    whole = json.dumps(policy(ground, ""))
    call: Call = (
        ground.call("kms", "EnableKey", KeyId=key)
        if ground.variant["fault"] == "disabled"
        else ground.call("kms", "PutKeyPolicy", KeyId=key, PolicyName="default", Policy=whole)
    )
    return Solution(
        "{told} EC2 takes the key in the name of whoever launches the instance, which is Cloud9's service-linked role;"
        " it asks for a data key, and for a grant that lets EC2 use the volume later. After the repair the environment"
        " is created once more; the failed one is deleted.",
        (call,),
        "CloudTrail shows it: kms.amazonaws.com refused the session AWSServiceRoleForAWSCloud9 (its userIdentity) the"
        " action kms:GenerateDataKeyWithoutPlaintext or kms:CreateGrant, or answered that the key is disabled. In the"
        " EC2 console, EC2 Dashboard, Data protection and security, the default key is shown; its policy is in the KMS"
        " console.",
    )


def still_encrypted(ground: Ground) -> str:
    """Whether new volumes are encrypted still, with this key: the security team's decision stands."""
    default = ground.ec2.get_ebs_default_kms_key_id()["KmsKeyId"]
    on = ground.ec2.get_ebs_encryption_by_default()["EbsEncryptionByDefault"]
    kept = on and default.endswith(ground.ids["key"])
    return "" if kept else "new volumes have to be encrypted with the team's key still; the decision isn't yours"


LAB = Lab(
    id="encrypted-and-gone",
    title="Since the volumes are encrypted, no environment is made",
    level=3,
    minutes=20,
    story="The security team has decided that new volumes in {region} are encrypted with a key of its own. Whoever"
    " launches an instance by hand sees no difference. The first environment since then isn't made.",
    changes=(
        "makes the documented role and instance profile, and a VPC {cidr} with a subnet that leads out",
        "makes a key, and lets EC2 encrypt new volumes with it",
        "lets Cloud9 try to make an environment, and lets ten minutes pass",
    ),
    aims=(
        "read a failure that names no cause, from Cloud9 to its stack to EC2",
        "say whom a key has to let in, and why naming the account alone doesn't do",
    ),
    build=build,
    symptom=symptom,
    causes=(
        Cause("key-policy", "kms.default-key", words="{told}", when=("fault", "account")),
        Cause("key-policy", "kms.default-key", words="{told}", when=("fault", "half")),
        Cause(
            "key-disabled",
            "kms.default-key",
            "KMSInvalidStateException Disabled",
            words="{told}",
            when=("fault", "disabled"),
        ),
    ),
    hints=(
        "Cloud9's message names a resource that failed. What do the events of its stack say of the instance?",
        "An instance that EC2 takes back at once has nearly always trouble with its volume. With what are new volumes"
        " encrypted here?",
        "Look at the key: aws kms describe-key, aws kms get-key-policy. Who launches Cloud9's instances?",
        "It is the role AWSServiceRoleForAWSCloud9. It has to be allowed to use the key, and to make grants for AWS"
        " resources; and the key has to be enabled.",
    ),
    solution=solution,
    wanted=Wanted(
        keeps=("vpc", "subnet"),
        agent=False,
        ignores=("environment.lifecycle", "environment.status", "instance.state"),
        more=still_encrypted,
    ),
    questions=(
        Question(
            "An administrator launches an instance in the same subnet, and it works. What does that prove?",
            "That the administrator may use the key: the account's statement lets IAM policies decide, and theirs"
            " allow it. It proves nothing about the service-linked role.",
        ),
        Question(
            "Could a policy be attached to the service-linked role instead?",
            "No. Its policy belongs to the service, and nobody else can change it. The key has to let the role in: by"
            " its policy, or by a grant on the key for the role (aws kms create-grant), which passes here as well. A"
            " policy is easier to find for whoever looks later.",
        ),
        Question(
            "Would AWS's own key aws/ebs have needed this?",
            "No. That key lets everybody in the account in who comes by way of EC2.",
        ),
    ),
)

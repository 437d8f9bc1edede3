"""Can Cloud9 start an instance whose volume is encrypted by default? (facts 6.2, 10.7)

EC2 uses the key in the name of Cloud9's service-linked role, which starts the instance.
"""

from __future__ import annotations

from dataclasses import dataclass

from c9lib.checks.commands import as_json
from c9lib.checks.documented import CLOUD9, SERVICE_LINKED_ROLE
from c9lib.checks.environments import ENDED
from c9lib.checks.key_policy import FOR_RESOURCES, GRANTING, USING, Key, deciding, letting_in, with_grants
from c9lib.checks.reader import Answer, Inapplicable, Unread
from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check
from c9lib.policy import Decision, Document, Outcome

AWS_KEY = "alias/aws/ebs"
SYMMETRIC = "SYMMETRIC_DEFAULT"
GONE = ("NotFoundException",)
CAUSE = "Creation fails, almost without a message: EC2 uses the key for Cloud9's service-linked role, and may not."
WAYS_BACK = {"Disabled": ("enable-key",), "PendingDeletion": ("cancel-key-deletion", "enable-key")}
"""The commands that bring a key back from a state (AWS KMS Developer Guide, "Key states of AWS KMS keys")."""
GRANTED = (
    "Encrypt Decrypt ReEncryptFrom ReEncryptTo GenerateDataKey GenerateDataKeyWithoutPlaintext DescribeKey CreateGrant"
)
"""The operations of the grant on another account's key (facts 6.2)."""
WORST: tuple[Outcome, ...] = ("explicitDeny", "implicitDeny", "conditional")


@dataclass(frozen=True)
class Rulings:
    """What the policy of a key doesn't plainly allow, by action."""

    lacking: dict[str, Decision]

    @classmethod
    def of(cls, document: Document | str, key: Key) -> Rulings:
        """Judge all actions that an encrypted volume takes."""
        return cls({action: one for action, one in deciding(document, key).items() if not one.allowed})

    @property
    def worst(self) -> tuple[str, Decision]:
        """The action and decision that weigh most."""
        return min(self.lacking.items(), key=lambda one: WORST.index(one[1].outcome))

    @property
    def reason(self) -> str:
        action, decision = self.worst
        place = f"; {decision.statement}" if decision.outcome == "explicitDeny" else ""
        return f"{decision.outcome} {action}{place}"

    def __str__(self) -> str:
        told = ", ".join(f"{decision.outcome} {action}" for action, decision in self.lacking.items())
        misses = dict.fromkeys(str(miss) for decision in self.lacking.values() for miss in decision.misses)
        return "; ".join([told, *misses])


@asks("kms.default-key", "May Cloud9 use the key that new volumes are encrypted with?")
def default_key(question: Question, seen: Snapshot) -> Check:
    """Facts 6.2: AWS's own key needs nothing; the policy of another key must let Cloud9's service-linked role in."""
    seen.for_cloud9()
    answer = seen.reader.one("ec2", "get_ebs_encryption_by_default") or {}
    if not answer["EbsEncryptionByDefault"]:
        return question.ok(f"volumes aren't encrypted by default in {seen.region}: no key is used")
    name = str((seen.reader.one("ec2", "get_ebs_default_kms_key_id") or {})["KmsKeyId"])
    if name.endswith(AWS_KEY):
        return question.ok(f"{name}, AWS's own key, which lets every service in")
    if _is_launched(seen):
        return question.skip(f"the instance is launched; {name} counts at the next launch, and is judged before it")
    if name.startswith("arn:") and name.split(":")[4] != seen.session.account_id:
        return _of_another_account(question, seen, name)
    try:
        return _of_this_account(question, seen, name)
    except Unread as refused:
        return _unread(question, seen, name, refused)


def _is_launched(seen: Snapshot) -> bool:
    try:
        return seen.instance["State"]["Name"] not in ENDED
    except (Inapplicable, Unread):  # the checks on the environment and its instance say why
        return False


def _of_this_account(question: Question, seen: Snapshot, name: str) -> Check:
    told = seen.reader.one("kms", "describe_key", GONE, KeyId=name)
    if told is None:
        return _no_use(question, seen, f"{name} doesn't exist any more", "NotFoundException")
    key = told["KeyMetadata"]
    if key.get("KeyManager") == "AWS":
        return question.ok(f"{key['Arn']}, a key that AWS manages, which lets every service in")
    if key.get("KeySpec", SYMMETRIC) != SYMMETRIC:
        return _no_use(question, seen, f"{key['Arn']} is {key['KeySpec']}, not symmetric", "InvalidKeyUsageException")
    if key["KeyState"] != "Enabled":
        return _asleep(question, seen, key)
    return _by_its_policy(question, seen, Key(key["Arn"], seen.region, seen.session.account_id))


def _by_its_policy(question: Question, seen: Snapshot, key: Key) -> Check:
    document = (seen.reader.one("kms", "get_key_policy", KeyId=key.arn, PolicyName="default") or {})["Policy"]
    rulings = Rulings.of(document, key)
    if rulings.lacking and not Rulings.of(with_grants(document, _grants(seen, key)), key).lacking:
        return question.ok(f"{key.arn}, which a grant lets {SERVICE_LINKED_ROLE} use")
    if not rulings.lacking:
        return question.ok(f"{key.arn}, whose policy lets {SERVICE_LINKED_ROLE} use it")
    judged = question.warn if rulings.worst[1].outcome == "conditional" else question.fail
    evidence = f"volumes are encrypted by default with {key.arn}; its policy: {rulings}"
    return judged(evidence, cause=CAUSE, reason=rulings.reason, remedy=_mended(seen, key, document, rulings))


def _grants(seen: Snapshot, key: Key) -> list[Answer]:
    """The grants to the service-linked role; none where the caller may not see them."""
    try:
        return seen.reader.all("kms", "list_grants", "Grants", KeyId=key.arn, GranteePrincipal=key.role)
    except Unread:
        return []


def _mended(seen: Snapshot, key: Key, document: str, rulings: Rulings) -> tuple[str, ...]:
    """The whole policy with AWS's two statements. A key policy can't name a role that doesn't exist (facts 6.2)."""
    mended = letting_in(document, key)
    if not all(one.allowed for one in deciding(mended, key).values()):
        statement = rulings.worst[1].statement or "the statement with Effect Deny"
        return (f"# In the policy of {key.arn} except {key.role} from {statement}: no other statement outweighs it.",)
    made: tuple[str, ...] = ()
    if seen.iam.role(SERVICE_LINKED_ROLE.rsplit("/", 1)[-1]) is None:
        made = (seen.command("iam", "create-service-linked-role", "--aws-service-name", CLOUD9),)
    words = ("--key-id", key.arn, "--policy-name", "default", "--policy", as_json(mended))
    return (*made, seen.command("kms", "put-key-policy", *words))


def _asleep(question: Question, seen: Snapshot, key: Answer) -> Check:
    ways = WAYS_BACK.get(key["KeyState"], ())
    remedy = tuple(seen.command("kms", one, "--key-id", key["Arn"]) for one in ways)
    evidence, reason = f"{key['Arn']} is {key['KeyState']}", f"KMSInvalidStateException {key['KeyState']}"
    if not remedy:
        return _no_use(question, seen, evidence, reason)
    return question.fail(evidence, cause="No volume can be encrypted with it.", reason=reason, remedy=remedy)


def _no_use(question: Question, seen: Snapshot, evidence: str, reason: str) -> Check:
    """Which key the volumes of a Region get is somebody's decision: the command is given, and not called a remedy."""
    reset = seen.command("ec2", "reset-ebs-default-kms-key-id")
    words = f"# Choose another default key for the volumes of {seen.region}; AWS's own key is chosen with: {reset}"
    return question.fail(evidence, cause="No volume can be encrypted with it.", reason=reason, remedy=(words,))


def _of_another_account(question: Question, seen: Snapshot, name: str) -> Check:
    """KMS shows a key's policy to its own account only (AWS KMS API Reference, GetKeyPolicy)."""
    role = f"arn:aws:iam::{seen.session.account_id}:role/{SERVICE_LINKED_ROLE}"
    words = ("--key-id", name, "--grantee-principal", role, "--operations", *GRANTED.split())
    return question.warn(
        f"volumes are encrypted by default with {name}, a key of account {name.split(':')[4]}; its policy isn't shown",
        cause=f"{CAUSE} That is so unless a grant or the key's policy lets {role} in.",
        reason="Client.InternalError",
        remedy=(
            f"# Once the owner's policy lets account {seen.session.account_id} use the key and make grants, give the"
            f" role a grant: {seen.command('kms', 'create-grant', *words)}",
        ),
    )


def _unread(question: Question, seen: Snapshot, name: str, refused: Unread) -> Check:
    role = f"arn:aws:iam::{seen.session.account_id}:role/{SERVICE_LINKED_ROLE}"
    return question.warn(
        f"volumes are encrypted by default with {name}; AWS answered {refused.code} to {refused.permission}, so its"
        " policy is not evaluated",
        cause="Creation fails, almost without a message, when that policy doesn't name Cloud9's service-linked role.",
        reason="Client.InternalError",
        remedy=(
            f"# Let {role} use it by its key policy: {', '.join(USING)}; with {FOR_RESOURCES} true"
            f" {', '.join(GRANTING)}. Or allow {refused.permission} to {seen.session.identity.arn}, then verify again.",
        ),
    )

"""The work on an environment's stack, step by step in simulated time: making it, undoing what has failed, removing it.

CloudFormation works in the name of whoever asks it to: of Cloud9's service-linked role, which makes the stack, or of a
user who deletes it past Cloud9. Its requests carry `aws:CalledVia`.

A stack that is being deleted leaves off being made: each step looks first whether it is still wanted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from c9lib.simulator import moto_volumes
from c9lib.simulator.api import Principal
from c9lib.simulator.authorization import Asked, authorize
from c9lib.simulator.durations import ENVIRONMENT_POLL, SECURITY_GROUP, STACK_OVERHEAD
from c9lib.simulator.services.cloud9 import machines, profile, service_role
from c9lib.simulator.services.cloud9.blueprint import GROUP, INSTANCE, ROOT_VOLUME, Blueprint
from c9lib.simulator.services.stacks import Resource, Stack, stacks
from c9lib.simulator.touches import NOBODY
from c9lib.simulator.world import World

CLOUDFORMATION = "cloudformation.amazonaws.com"
KINDS = {GROUP: "AWS::EC2::SecurityGroup", INSTANCE: "AWS::EC2::Instance"}


class StackWork:
    """Makes the stack of a blueprint and calls `done` when that has come to an end; removes it later when asked.

    Raises `ApiError` when Cloud9 may not make a stack.
    """

    def __init__(self, world: World, blueprint: Blueprint, done: Callable[[], None]) -> None:
        self.world = world
        self.blueprint = blueprint
        self.region = blueprint.environment.region
        self.done = done
        cloud9 = service_role.session(world)
        self._check_rights(cloud9)
        self.ec2 = self._client(cloud9)
        self.stack = self._begin()

    def _check_rights(self, cloud9: Principal) -> None:
        """The stack isn't made by CreateStack here, so what that needs is asked for by itself."""
        plan = self.blueprint
        tags = [{"Key": key, "Value": value} for key, value in plan.stack_tags().items()]
        params = {"StackName": plan.stack_name, "TemplateBody": plan.template(), "Tags": tags}
        authorize(self.world, Asked("cloudformation", "CreateStack", params, self.region, cloud9))

    def _client(self, principal: Principal, via: tuple[str, ...] = ()) -> Any:
        return self.world.client("ec2", self.region, principal, (*via, CLOUDFORMATION))

    def _begin(self) -> Stack:
        plan = self.blueprint
        made = Stack(plan.stack_id, plan.stack_name, "", plan.template(), self.world.clock.utc, plan.stack_tags())
        made.remove = self.remove
        made.turns(self.world, "CREATE_IN_PROGRESS", "User Initiated")
        stacks(self.world, self.region)[made.id] = made
        self.world.later(STACK_OVERHEAD, self._make_group, touched=NOBODY)
        return made

    # --- Making -------------------------------------------------------------------------------------------------------

    def _make_group(self) -> None:
        if self.stack.status != "CREATE_IN_PROGRESS":
            return
        self._starts(GROUP)
        plan = self.blueprint
        tags = [{"ResourceType": "security-group", "Tags": plan.resource_tags(GROUP)}]
        try:
            group_id = self.ec2.create_security_group(
                GroupName=plan.group_name,
                Description=plan.group_description,
                VpcId=plan.place.vpc_id,
                TagSpecifications=tags,
            )["GroupId"]
            if plan.ingress():
                self.ec2.authorize_security_group_ingress(GroupId=group_id, IpPermissions=plan.ingress())
        except ClientError as error:
            self._fails(GROUP, _ec2_words(error))
            return
        self._turns(GROUP, "CREATE_IN_PROGRESS", "Resource creation Initiated", group_id)
        self.world.later(SECURITY_GROUP, self._make_instance, touched=NOBODY)

    def _make_instance(self) -> None:
        if self.stack.status != "CREATE_IN_PROGRESS":
            return
        self._turns(GROUP, "CREATE_COMPLETE")
        self._starts(INSTANCE)
        try:
            instance_id = self._launch()
        except ClientError as error:
            self._fails(INSTANCE, _ec2_words(error))
            return
        self.blueprint.environment.instance_id = instance_id
        self._turns(INSTANCE, "CREATE_IN_PROGRESS", "Resource creation Initiated", instance_id)
        self.world.later(ENVIRONMENT_POLL, self._watch_instance, touched=NOBODY)

    def _launch(self) -> str:
        plan = self.blueprint
        image_id, device = self._image()
        made = self.ec2.run_instances(
            ImageId=image_id,
            InstanceType=plan.instance_type,
            MinCount=1,
            MaxCount=1,
            SubnetId=plan.place.subnet_id,
            SecurityGroupIds=[self.stack.resources[GROUP].physical_id],
            BlockDeviceMappings=[{"DeviceName": device, "Ebs": ROOT_VOLUME}],
            TagSpecifications=[{"ResourceType": "instance", "Tags": plan.resource_tags(INSTANCE)}],
            # Our own token, where botocore would draw one at random, so that the request and its answer are the same in
            # every run.
            ClientToken=plan.environment.id,
            **({"IamInstanceProfile": {"Name": profile.NAME}} if plan.no_ingress else {}),
        )
        return str(made["Instances"][0]["InstanceId"])

    def _image(self) -> tuple[str, str]:
        """The image's id and its root device; as AWS itself, because the role may read neither (`service_role.py`)."""
        itself = self.world.aws_itself
        ssm, ec2 = (self.world.client(service, self.region, itself) for service in ("ssm", "ec2"))
        image_id = str(ssm.get_parameter(Name=self.blueprint.image_parameter)["Parameter"]["Value"])
        return image_id, str(ec2.describe_images(ImageIds=[image_id])["Images"][0]["RootDeviceName"])

    def _watch_instance(self) -> None:
        if self.stack.status != "CREATE_IN_PROGRESS":
            return
        instance_id = self.stack.resources[INSTANCE].physical_id
        state = machines.state(self.region, instance_id)
        if state == "pending":
            self.world.later(ENVIRONMENT_POLL, self._watch_instance, touched=NOBODY)
        elif state == "running":
            self._turns(INSTANCE, "CREATE_COMPLETE")
            self.stack.turns(self.world, "CREATE_COMPLETE")
            self.done()
        else:
            # CloudFormation's words (facts 6.1, row 8).
            why = moto_volumes.state_reason(self.region, instance_id)
            told = f"Instance {instance_id} failed to stabilize. Current state: {state}."
            self._fails(INSTANCE, told + (f" Reason: {why}" if why else ""))

    def _starts(self, logical_id: str) -> None:
        self.stack.resources[logical_id] = Resource(logical_id, KINDS[logical_id])
        self._turns(logical_id, "CREATE_IN_PROGRESS")

    def _turns(self, logical_id: str, status: str, reason: str = "", physical_id: str = "") -> None:
        self.stack.resource_turns(self.world, logical_id, status, reason, physical_id)

    def _fails(self, logical_id: str, reason: str) -> None:
        self._turns(logical_id, "CREATE_FAILED", reason)
        told = f"The following resource(s) failed to create: [{logical_id}]. Rollback requested by user."
        self.stack.turns(self.world, "ROLLBACK_IN_PROGRESS", told)
        self._remove_instance("ROLLBACK")

    # --- Removing -----------------------------------------------------------------------------------------------------

    def remove(self, principal: Principal, via: tuple[str, ...]) -> None:
        """Begin to delete the stack, in the name of whoever asked CloudFormation to, by way of the services `via`.

        `done` is called when it was still being made.
        """
        self.ec2 = self._client(principal, via)
        unfinished = self.stack.status in ("CREATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS")
        self.stack.turns(self.world, "DELETE_IN_PROGRESS", "User Initiated")
        if unfinished:
            self.done()
        self._remove_instance("DELETE")

    def _remove_instance(self, why: str) -> None:
        if not self._going_on(why):
            return
        held = self._held(INSTANCE)
        if held is None:
            self._remove_group(why)
            return
        state = machines.state(self.region, held.physical_id)
        if state == "terminated":
            self._turns(INSTANCE, "DELETE_COMPLETE")
            self._remove_group(why)
            return
        if held.status != "DELETE_IN_PROGRESS":
            self._turns(INSTANCE, "DELETE_IN_PROGRESS")
            try:
                self.ec2.terminate_instances(InstanceIds=[held.physical_id])
            except ClientError as error:
                self._stays(INSTANCE, why, _ec2_words(error))
                return
        self.world.later(ENVIRONMENT_POLL, lambda: self._remove_instance(why), touched=NOBODY)

    def _remove_group(self, why: str) -> None:
        held = self._held(GROUP)
        if held is not None:
            self._turns(GROUP, "DELETE_IN_PROGRESS")
            try:
                self.ec2.delete_security_group(GroupId=held.physical_id)
            except ClientError as error:
                if error.response["Error"]["Code"] != "InvalidGroup.NotFound":
                    self._stays(GROUP, why, _ec2_words(error))
                    return
            self._turns(GROUP, "DELETE_COMPLETE")
        self.stack.turns(self.world, f"{why}_COMPLETE")
        if why == "ROLLBACK":
            self.done()

    def _going_on(self, why: str) -> bool:
        # A deletion takes a rollback's work over.
        return self.stack.status == f"{why}_IN_PROGRESS"

    def _held(self, logical_id: str) -> Resource | None:
        """The resource, if it was ever made and isn't deleted yet."""
        found = self.stack.resources.get(logical_id)
        return found if found and found.physical_id and found.status != "DELETE_COMPLETE" else None

    def _stays(self, logical_id: str, why: str, reason: str) -> None:
        self._turns(logical_id, "DELETE_FAILED", reason)
        self.stack.turns(self.world, f"{why}_FAILED", f"The following resource(s) failed to delete: [{logical_id}]. ")
        if why == "ROLLBACK":
            self.done()


def _ec2_words(error: Any) -> str:
    """An error of a service as CloudFormation passes it on."""
    told, about = error.response["Error"], error.response["ResponseMetadata"]
    service = {"GetParameter": "Ssm"}.get(error.operation_name, "Ec2")
    where = f"Service: {service}, Status Code: {about['HTTPStatusCode']}, Request ID: {about.get('RequestId', '')}"
    return f"{told['Message']} ({where})"

"""How long things take, in simulated seconds, and where each figure comes from.

AWS publishes hardly any of them. "estimate" marks what is ours: the order of magnitude that people report, rounded.
"""

from __future__ import annotations

INSTANCE_START = 20
"""pending to running (estimate)."""
INSTANCE_STOP = 40
"""stopping to stopped, and shutting-down to terminated (estimate)."""
INSTANCE_FAIL = 3
"""pending until EC2 gives up an instance whose volumes can't be decrypted (estimate; AWS says immediately)."""
AGENT_REGISTRATION = 45
"""running to the first UpdateInstanceInformation of SSM Agent: boot and start of the service (estimate)."""
AGENT_HEARTBEAT = 300
"""Between two signs of life of SSM Agent (facts 7.4: every 5 minutes)."""
AGENT_BACKOFF_FIRST = 300
"""An agent that can't register hibernates: the first pause (facts 5.11, 7.4: 5 minutes) ..."""
AGENT_BACKOFF_LONGEST = 3600
"""... doubles with each failed try until an hour (facts 5.11, 7.4; that it doubles is an estimate)."""
AGENT_CHANNEL = 20
"""Until a running agent's control channel breaks down, or is open again, when its way changes (estimate)."""
INSTANCE_CHECKS = 120
"""running until both status checks are passed (estimate)."""
SECURITY_GROUP = 5
"""A stack's security group until CREATE_COMPLETE (estimate)."""
STACK_OVERHEAD = 10
"""A stack's own start and end (estimate)."""
ENVIRONMENT_CONNECT = 30
"""From the agent online to lifecycle CREATED: Cloud9 installs itself through a session (estimate)."""
ENVIRONMENT_GIVE_UP = 600
"""After how long Cloud9 gives up reaching an instance (estimate; CloudFormation's handler allows 15 min, Terraform
waits 10: facts 3.3).
"""
ENVIRONMENT_REFUSED = 8
"""Until CREATE_FAILED when the instance profile is missing (estimate)."""
ENVIRONMENT_DELETE = 60
"""DeleteEnvironment until the environment is gone (estimate; Terraform waits at most 20 min: facts 3.3)."""
NAT_GATEWAY_START = 105
"""pending to available (estimate; botocore's waiter allows 10 min: facts 7.7)."""
NAT_GATEWAY_DELETE = 60
"""deleting to deleted (estimate)."""
NAT_GATEWAY_FAIL = 15
"""pending to failed (estimate)."""
NAT_GATEWAY_SHOWN = 3600
"""How long a deleted or failed NAT gateway is still shown (facts 7.7: about an hour)."""
ENDPOINT_START = 75
"""Interface endpoint: pending to available (estimate)."""
ENDPOINT_DELETE = 90
"""Interface endpoint: deleting until its network interfaces are gone (estimate; asynchronous: facts 7.8)."""
BLOCK_PUBLIC_ACCESS = 60
"""VPC Block Public Access: a change under way until it is complete (estimate; AWS says minutes)."""
EXCLUSION_SHOWN = 3600
"""How long a deleted exclusion from VPC Block Public Access is still shown (estimate)."""
PREFIX_LIST = 2
"""A change of a managed prefix list under way until it is complete (estimate)."""
IAM_PROPAGATION = 10
"""Until EC2 and Cloud9 see a new instance profile or its role (estimate; IAM is eventually consistent: facts 5.11)."""
SERVICE_LINKED_ROLE_DELETE = 15
"""DeleteServiceLinkedRole until its task has ended (estimate; asynchronous: IAM API reference)."""
ENVIRONMENT_POLL = 5
"""Between two looks of Cloud9 or CloudFormation at what they wait for (estimate)."""
LONG_POLL = 15
"""The same for what takes minutes (estimate)."""
IDLE_LOOK = 3600
"""Between two looks at a stopped instance, which may be started again and then has to stop by itself again (ours)."""
CREDENTIALS_REMOVAL = 60
"""From DISABLE to the end of the managed temporary credentials (estimate; AWS says up to 15 min: facts 6.3)."""
CREDENTIALS_LOOK = 900
"""Between two tries to remove managed temporary credentials from an instance that doesn't run (facts 6.3: 15 min)."""
ENVIRONMENT_LOOK = 15
"""Between two tries of Cloud9 to connect to the instance of a new environment (estimate)."""
RESOURCE_PAUSE = 1
"""Between the end of a stack's resource and the start of what has waited for it (estimate)."""
RESOURCE_LIMIT = 7200
"""After how long CloudFormation gives up a handler (CloudFormation's resource schema: `timeoutInMinutes` is 120)."""
STACK_ROLE = 15
"""An IAM role made by CloudFormation until CREATE_COMPLETE, which waits for its propagation (estimate)."""
STACK_INSTANCE_PROFILE = 120
"""The same of an instance profile (estimate: stacks take about two minutes for one)."""
NETWORK_PART = 5
"""A part of a stack's network that EC2 makes or removes at once, until CloudFormation says COMPLETE (estimate)."""
DEPENDENCY_POLL = 15
"""Between two tries of CloudFormation to remove what something depends on (estimate) ..."""
DEPENDENCY_LIMIT = 300
"""... and how long it tries (estimate; people report minutes until DELETE_FAILED)."""
CLEANUP_RETRY = 10
"""Between two tries to remove what an update has replaced or taken away (estimate)."""
CHANGE_SET = 5
"""CreateChangeSet until the change set can be executed, or has failed (estimate)."""
DRIFT_DETECTION = 10
"""DetectStackDrift until it is complete (estimate; AWS says minutes for stacks of many resources)."""

"""The images that CreateEnvironmentEC2 takes, and why it takes others no longer (facts 3.2)."""

from __future__ import annotations

from c9lib.simulator.services.cloud9.refusals import bad_request

FOLDER = "/aws/service/cloud9/amis/"
PATH = f"resolve:ssm:{FOLDER}"
ALIASES = ("amazonlinux-2023-x86_64", "ubuntu-22.04-x86_64")
GONE = {
    "amazonlinux-2-x86_64": "Amazon Linux 2 reached its end of life on 30 June 2026 and is gone since 1 July 2026",
    "ubuntu-18.04-x86_64": "Ubuntu 18.04 left standard support on 31 May 2023 and is gone since 16 December 2024",
    "amazonlinux-1-x86_64": "Amazon Linux (1) reached its end of life on 31 December 2023 and is gone",
}


def parameter(image_id: str) -> str:
    """The public parameter that holds the AMI of an alias or path, or BadRequestException with what is possible."""
    alias = image_id.removeprefix(PATH)
    if alias in ALIASES:
        return FOLDER + alias
    why = f" {GONE[alias]}." if alias in GONE else ""
    told = ", ".join((*ALIASES, *(PATH + one for one in ALIASES)))
    raise bad_request(f"The image ID '{image_id}' is invalid.{why} Valid image IDs are: {told}")

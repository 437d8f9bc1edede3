"""Public parameters: `/aws/service/cloud9/amis/*`, which moto lacks, among those that it has."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2 import images

FOLDER = images.PARAMETERS.rstrip("/")


def _parameter(call: ApiCall, name: str) -> dict[str, Any] | None:
    """A public parameter of Cloud9 as GetParameter shows it, or None. `name` may carry a version (`:1`)."""
    plain, _, selector = name.partition(":")
    for image in images.cloud9_images():
        if plain == f"{images.PARAMETERS}{image['alias']}":
            if selector not in ("", "1"):
                told = (
                    f"Systems Manager could not find version {selector} of {plain}. Verify the version and try again."
                )
                raise ApiError("ParameterVersionNotFound", told)
            return {
                "Name": plain,
                "Type": "String",
                "Value": images.cloud9_image_id(image["alias"], call.region),
                "Version": 1,
                "LastModifiedDate": datetime.fromisoformat(image["creation_date"]),
                "ARN": f"arn:aws:ssm:{call.region}::parameter{plain}",
                "DataType": "text",
                **({"Selector": f":{selector}"} if selector else {}),
            }
    return None


@operation("ssm", "GetParameter")
def get_parameter(call: ApiCall) -> Answer:
    """One parameter; Cloud9's are ours."""
    found = _parameter(call, call.params["Name"])
    return {"Parameter": found} if found else call.forward()


@operation("ssm", "GetParameters")
def get_parameters(call: ApiCall) -> Answer:
    """Several at once; those that don't exist are named in InvalidParameters."""
    names: list[str] = call.params["Names"]
    if not 1 <= len(names) <= 10:
        told = f"1 validation error detected: Value '{names}' at 'names' failed to satisfy constraint: "
        raise ApiError("ValidationException", f"{told}Member must have length less than or equal to 10")
    ours = {name: found for name in names if (found := _parameter(call, name))}
    others = [name for name in names if name not in ours]
    answer: Answer = call.forward(Names=others) if others else {"Parameters": [], "InvalidParameters": []}
    answer["Parameters"] = [*ours.values(), *answer["Parameters"]]
    return answer


@operation("ssm", "GetParametersByPath")
def get_parameters_by_path(call: ApiCall) -> Answer:
    """A folder of parameters. Cloud9's two fit on one page, so the folder above them needs no paging either."""
    path = call.params["Path"].rstrip("/")
    inside = path == FOLDER or (
        FOLDER.startswith(f"{path}/") and call.params.get("Recursive") and path.startswith("/aws/service/")
    )
    if not inside:
        return call.forward()
    found = [_parameter(call, f"{images.PARAMETERS}{image['alias']}") for image in images.cloud9_images()]
    return {"Parameters": found}

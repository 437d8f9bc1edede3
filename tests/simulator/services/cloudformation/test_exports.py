"""ListExports and ListImports, and what an import keeps from happening."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator.services.cloudformation import pages
from tests.simulator.people import allow, error_of, make_user
from tests.simulator.services.cloudformation.bodies import GROUPS, body, group, handle

Made = Callable[..., str]
End = Callable[[], None]
Status = Callable[[str], str]
USER = body({"User": group({"Fn::Sub": ["like ${Other}", {"Other": {"Fn::ImportValue": "groups-group"}}]})})


def exporting(**exports: str) -> str:
    """A template with nothing but exports."""
    outputs = {name: {"Value": value, "Export": {"Name": f"x-{name}"}} for name, value in exports.items()}
    return body({"Handle": handle()}, Outputs=outputs)


def test_what_is_exported(cloudformation: Any, made: Made) -> None:
    groups, others = made("groups", GROUPS), made("others", exporting(B="two", A="one"))
    listed = cloudformation.list_exports()["Exports"]
    assert [(one["Name"], one["ExportingStackId"]) for one in listed] == [
        ("groups-group", groups),
        ("x-A", others),
        ("x-B", others),
    ]
    assert [one["Value"] for one in listed[1:]] == ["one", "two"]


def test_pages(cloudformation: Any, made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGE", 2)
    made("others", exporting(C="3", B="2", A="1"))
    found = list(cloudformation.get_paginator("list_exports").paginate().search("Exports[].Value"))
    assert found == ["1", "2", "3"]


def test_who_imports(cloudformation: Any, made: Made) -> None:
    made("groups", GROUPS)
    told = error_of(cloudformation.list_imports, ExportName="groups-group")
    assert told == ("ValidationError", "Export 'groups-group' is not imported by any stack.")
    made("user", USER)
    assert cloudformation.list_imports(ExportName="groups-group")["Imports"] == ["user"]


def test_an_export_in_use_holds_its_stack(cloudformation: Any, made: Made, end: End, status: Status) -> None:
    stack_id = made("groups", GROUPS)
    made("user", USER)
    cloudformation.delete_stack(StackName="groups")
    end()
    [stack] = cloudformation.describe_stacks(StackName="groups")["Stacks"]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    assert "groups-group as it is in use by user" in stack["StackStatusReason"]
    cloudformation.delete_stack(StackName="user")
    end()
    cloudformation.delete_stack(StackName="groups")
    end()
    assert status(stack_id) == "DELETE_COMPLETE"
    assert cloudformation.list_exports()["Exports"] == []


@pytest.mark.parametrize(
    ("template", "why"),
    [
        (exporting(B="2"), "Delete canceled. Cannot delete export x-A as it is in use by one, two."),
        (exporting(A="2"), "Cannot update export x-A as it is in use by one, two."),
    ],
)
def test_an_export_in_use_stays_as_it_is(template: str, why: str, cloudformation: Any, made: Made, end: End) -> None:
    made("exporter", exporting(A="1"))
    for name in ("one", "two"):
        made(name, body({"User": group({"Fn::ImportValue": "x-A"})}))
    cloudformation.update_stack(StackName="exporter", TemplateBody=template)
    end()
    events = cloudformation.describe_stack_events(StackName="exporter")["StackEvents"]
    told = {one["ResourceStatus"]: one.get("ResourceStatusReason") for one in events}
    assert told["UPDATE_ROLLBACK_IN_PROGRESS"] == why
    assert [one["Value"] for one in cloudformation.list_exports()["Exports"]] == ["1"]


def test_an_export_that_is_taken(cloudformation: Any, made: Made, status: Status) -> None:
    made("one", exporting(A="1"))
    made("two", exporting(A="2"))
    assert status("two") == "ROLLBACK_COMPLETE"
    [export] = cloudformation.list_exports()["Exports"]
    assert export["Value"] == "1"


def test_whoever_may_not_list(aws: Callable[..., Any]) -> None:
    key = make_user(aws("iam"), "ann", allow("cloudformation:DescribeStacks"))
    code, message = error_of(aws("cloudformation", key=key).list_exports)
    assert (code, "cloudformation:ListExports" in message) == ("AccessDenied", True)

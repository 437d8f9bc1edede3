"""The form of a notebook's parameters: right and wrong values, what is remembered, and who gives way to whom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from c9lib.errors import ParameterError
from c9lib.notebook import begin
from c9lib.notebook.chapters import chapter
from c9lib.notebook.form import BEGIN, Form, form
from c9lib.notebook.form_memory import Memory
from c9lib.notebook.form_values import CELL, DEFAULT, PAPERMILL, TYPED, Values
from c9lib.notebook.looked_at import LOOKED_AT, looked_at, others
from c9lib.parameters import NAMES, options
from tests.notebook.conftest import text
from tests.notebook.test_injected import injected, notebook

VPC, SUBNET = "vpc-0123456789abcdef0", "subnet-0123456789abcdef0"
pytestmark = pytest.mark.usefixtures("open_notebook")


def made(names: dict[str, Any], step: str = "network") -> Form:
    """The form as its cell makes it, in a notebook with these globals."""
    return Form(step, names, Memory())


def put(form: Form, name: str, value: Any) -> None:
    """Type a value and leave the field."""
    form.fields[name].input.value = value


def test_a_field_for_each_parameter_that_the_step_looks_at_the_others_folded() -> None:
    found = made({})
    shown = [child for child in found.widget.children if child in [one.widget for one in found.fields.values()]]
    assert [child.children[0].description for child in shown] == list(looked_at("network"))
    assert [child.children[0].description for child in found.folded.children] == list(others("network"))
    assert found.is_folded
    found.more.click()
    assert not found.is_folded
    found.more.click()
    assert found.is_folded


def test_every_field_says_its_name_what_it_is_and_its_limits() -> None:
    fields = made({}).fields
    for one in options():
        assert fields[one.name].input.description == one.name
        words = fields[one.name].help.value.replace("&#x27;", "'")
        assert one.help in words
        assert one.limits.replace(" in quotes", "") in words


def test_a_choice_offers_what_the_model_takes_and_nothing_else() -> None:
    fields = made({}).fields
    assert fields["network"].input.options == ("existing", "public", "nat", "isolated")
    assert fields["endpoint_services"].input.options == ("ssm", "ssmmessages", "ec2messages", "s3")


def test_a_right_value_is_set_for_the_cells_below() -> None:
    names: dict[str, Any] = {}
    found = made(names)
    put(found, "network", "nat")
    put(found, "availability_zones", " 2")
    put(found, "endpoint_services", ("ssm", "ssmmessages"))
    put(found, "access_for", "ann, group/developers")
    put(found, "restrict_egress", True)
    assert {name: names[name] for name in NAMES if name in names} == {
        "network": "nat",
        "availability_zones": 2,
        "endpoint_services": ["ssm", "ssmmessages"],
        "access_for": ["ann", "group/developers"],
        "restrict_egress": True,
    }


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("vpc_cidr", "10.0.0.0/8", "is a /8; a VPC has a range from /16 to /28"),
        ("vpc_cidr", "172.17.0.0/16", "Docker"),
        ("availability_zones", "four", "isn't a whole number"),
        ("availability_zones", "4", "outside the limits: 1 to 3"),
        ("account_id", "1234-5678-9012", 'write "123456789012"'),
        ("deployment", "No_Ingress", "1 to 40 of a-z"),
        ("instance_type", "t3a.small", "nearest: t3.small"),
        ("members", "arn:aws:iam::123456789012:role/x", "is a role's ARN"),
    ],
)
def test_a_wrong_value_is_told_beside_its_field_and_never_set(name: str, typed: str, said: str) -> None:
    names: dict[str, Any] = {name: "before"} if name == "deployment" else {}
    before = dict(names)
    found = made(names)
    put(found, name, typed)
    mistake = found.fields[name].mistake.value
    assert said in mistake.replace("&#x27;", "'").replace("&quot;", '"')
    assert 'role="alert"' in mistake
    assert "The notebook keeps" in mistake
    assert {key: names[key] for key in names if key in NAMES} == before
    assert found.begin.disabled
    assert all(not one.mistake.value for key, one in found.fields.items() if key != name)


def test_a_wrong_value_doesnt_keep_a_right_one_from_being_set_and_mending_it_ends_it() -> None:
    names: dict[str, Any] = {}
    found = made(names)
    put(found, "vpc_cidr", "10.0.0.0/99")
    put(found, "network", "isolated")
    assert names["network"] == "isolated"
    assert "vpc_cidr" not in names
    put(found, "vpc_cidr", "10.9.0.0/16")
    assert names["vpc_cidr"] == "10.9.0.0/16"
    assert found.fields["vpc_cidr"].mistake.value == ""
    assert not found.begin.disabled


def test_what_is_wrong_between_several_stands_above_all_and_they_wait_for_each_other() -> None:
    names: dict[str, Any] = {}
    found = made(names)
    put(found, "network", "existing")
    assert "vpc_id: is missing" in found.together.value
    assert "subnet_id: is missing" in found.together.value
    assert 'role="alert"' in found.together.value
    put(found, "vpc_id", VPC)
    assert "network" not in names
    put(found, "subnet_id", SUBNET)
    assert found.together.value == ""
    assert (names["network"], names["vpc_id"], names["subnet_id"]) == ("existing", VPC, SUBNET)


def test_a_folded_field_that_is_wrong_unfolds() -> None:
    found = made({})
    put(found, "instance_type", "big")
    assert not found.is_folded


def test_the_cell_run_again_shows_what_was_typed_right_or_wrong() -> None:
    names: dict[str, Any] = {}
    first = made(names)
    put(first, "vpc_cidr", "10.8.0.0/16")
    put(first, "availability_zones", "7")
    again = made(names)
    assert again.fields["vpc_cidr"].input.value == "10.8.0.0/16"
    assert again.fields["availability_zones"].input.value == "7"
    assert again.fields["availability_zones"].mistake.value
    assert again.values.source("vpc_cidr") == TYPED


def test_the_next_notebook_and_the_parameters_cell_run_again_have_it_too() -> None:
    put(made({}), "region", "eu-west-1")
    names = notebook('region = "us-east-1"')  # what the parameters cell of the next notebook says: the default
    found = made(names, "environment")
    assert names["region"] == "eu-west-1"
    assert found.values.source("region") == TYPED
    names["region"] = "us-east-1"  # the parameters cell, run again
    made(names, "environment")
    assert names["region"] == "eu-west-1"


def test_it_gives_way_to_papermill_even_where_that_injects_the_default() -> None:
    put(made({}), "region", "eu-west-1")
    put(made({}), "network", "nat")
    names = notebook('region = "us-east-1"\nnetwork = "public"', injected(region="us-west-2", network="public"))
    found = made(names)
    assert (names["region"], names["network"]) == ("us-west-2", "public")
    assert found.values.source("region") == found.values.source("network") == PAPERMILL
    assert found.fields["region"].input.value == "us-west-2"


def test_it_gives_way_to_what_somebody_wrote_into_the_parameters_cell() -> None:
    put(made({}), "region", "eu-west-1")
    names = notebook('region = "sa-east-1"')
    found = made(names)
    assert names["region"] == "sa-east-1"
    assert found.values.source("region") == CELL
    assert Memory().values() == {"region": "eu-west-1"}  # the next notebook may still say nothing


def test_what_is_written_after_it_was_typed_wins_and_what_is_typed_after_it_was_written_too() -> None:
    names: dict[str, Any] = {}
    put(made(names), "region", "eu-west-1")
    names["region"] = "sa-east-1"  # written into the cell, and the cell run
    found = made(names)
    assert (names["region"], found.values.source("region")) == ("sa-east-1", CELL)
    put(found, "region", "us-west-2")
    assert (names["region"], found.values.source("region")) == ("us-west-2", TYPED)


def test_a_default_typed_is_forgotten_and_stays_the_default() -> None:
    names: dict[str, Any] = {}
    found = made(names)
    put(found, "network", "nat")
    put(found, "network", "public")
    assert Memory().values() == {}
    assert names["network"] == "public"
    assert found.values.source("network") == DEFAULT


def test_forgetting_puts_back_what_the_cell_says() -> None:
    names = notebook('region = "sa-east-1"')
    found = made(names)
    put(found, "region", "us-west-2")
    put(found, "network", "nat")
    put(found, "vpc_cidr", "x")
    found.forget.click()
    assert (names["region"], names["network"]) == ("sa-east-1", "public")
    assert (found.fields["region"].input.value, found.fields["vpc_cidr"].input.value) == ("sa-east-1", "10.0.0.0/16")
    assert Memory().values() == {}
    assert not found.begin.disabled


def test_remembered_values_that_the_cell_contradicts_wait_and_say_so() -> None:
    first = made({})
    for name, value in (("network", "existing"), ("vpc_id", VPC), ("subnet_id", SUBNET)):
        put(first, name, value)
    names = notebook('network = "nat"')
    found = made(names)
    assert "vpc_id" not in names
    assert "goes with network existing only" in found.together.value


def test_a_wrong_value_in_the_cell_is_told_and_can_be_mended() -> None:
    names = notebook('region = "us-esat-1"\navailability_zones = "x"\nendpoint_services = ["ssm", "sms"]')
    found = made(names, "endpoints")
    assert "nearest: us-east-1" in found.fields["region"].mistake.value
    assert "isn&#x27;t a whole number" in found.fields["availability_zones"].mistake.value
    assert found.fields["endpoint_services"].mistake.value
    put(found, "region", "us-west-1")
    assert names["region"] == "us-west-1"


def test_nothing_else_in_the_notebook_is_touched() -> None:
    names = {"mine": 3, "region": "us-east-1"}
    found = made(names)
    put(found, "network", "nat")
    assert set(names) - set(NAMES) == {"mine", "_c9lib_typed"}


def test_begin_with_these_begins_anew_and_gives_the_notebook_its_step(names: dict[str, Any]) -> None:
    found = made(names)
    assert f"press “{BEGIN}”" in found.state.value
    names["step"] = earlier = begin("network", names)
    put(found, "network", "nat")
    assert "still work with other values (network)" in found.state.value
    found.begin.click()
    assert names["step"] is not earlier
    assert names["step"].session.parameters.network == "nat"
    assert "Begun anew" in text(found.card)
    assert "account 123456789012, Region us-east-1, deployment no-ingress" in text(found.card)
    assert "work with these values" in found.state.value
    assert not found.begin.disabled


def test_the_form_is_told_when_the_next_cell_begins_and_when_that_is_refused(names: dict[str, Any]) -> None:
    found = made(names)
    guide = begin("network", names)  # in its cell the notebook has no `step` before this returns
    assert "work with these values" in found.state.value
    put(found, "network", "nat")
    assert "still work with other values (network)" in found.state.value
    names["step"] = guide
    names["network"] = "no such"
    with pytest.raises(ParameterError):
        begin("network", names)
    put(found, "network", "isolated")
    assert "Nothing has begun" in found.state.value


def test_only_the_form_that_is_shown_is_told(names: dict[str, Any]) -> None:
    earlier, found = made(names), made(names)
    begin("network", names)
    assert "Nothing has begun" in earlier.state.value
    assert "work with these values" in found.state.value


@pytest.mark.parametrize(
    ("name", "typed", "meant"),
    [
        ("account_id", '"123456789012"', "123456789012"),
        ("account_id", "'123456789012' ", "123456789012"),
        ("account_id", "“123456789012”", "123456789012"),
        ("account_id", " 123456789012\t", "123456789012"),
        ("description", '"a" and "b"', '"a" and "b"'),
        ("description", "it's mine'", "it's mine'"),
        ("vpc_cidr", " 10.7.0.0/16 ", "10.7.0.0/16"),
        ("availability_zones", " 2 ", 2),
        ("access_for", " user/ann , user/bob ", ["user/ann", "user/bob"]),
    ],
)
def test_quotes_and_spaces_around_what_is_pasted_are_taken_off(name: str, typed: str, meant: Any) -> None:
    names: dict[str, Any] = {}
    found = made(names)
    put(found, name, typed)
    assert names[name] == meant
    assert found.fields[name].mistake.value == ""
    if isinstance(meant, str):
        assert found.fields[name].input.value == meant


def test_nobody_is_told_to_type_quotes_into_a_form() -> None:
    found = made({})
    put(found, "target", "aws")
    assert "account_id: is missing: target aws needs the 12 digits of your account, such as" in found.together.value
    assert "in quotes" not in found.together.value + found.fields["account_id"].help.value


def test_digits_of_another_script_are_told_with_those_that_are_meant() -> None:
    found = made({})
    put(found, "account_id", "１２３４５６７８９０１２")
    assert "has other digits than 0 to 9; write &quot;123456789012&quot;" in found.fields["account_id"].mistake.value


def test_begin_says_what_it_didnt_take_from_the_form(names: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    found = made(names)
    put(found, "vpc_cidr", "10.0.0.0/8")
    begin("network", names)
    assert "not taken from the form: vpc_cidr" in capsys.readouterr().out
    put(found, "vpc_cidr", "10.6.0.0/16")
    begin("network", names)
    assert "not taken" not in capsys.readouterr().out


def test_begin_that_is_refused_is_words_and_leaves_no_step(names: dict[str, Any]) -> None:
    names["endpoint_url"] = "http://127.0.0.1:9"
    names["step"] = None
    found = made(names)
    found.begin.click()
    assert text(found.card).startswith("✘ AwsError: ")
    assert "What to do:" in text(found.card)
    assert names["step"] is None
    assert not found.begin.disabled


def test_a_memory_that_cant_be_written_is_told_and_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file, where a folder should be")
    names: dict[str, Any] = {}
    found = made(names)
    put(found, "network", "nat")
    assert names["network"] == "nat"
    assert "isn&#x27;t remembered" in found.state.value


# The twin.


@pytest.mark.usefixtures("unseen")
def test_where_nobody_looks_there_is_a_table_and_nothing_is_recalled_or_set() -> None:
    Memory().keep({"region": "eu-west-1"})
    names = notebook('network = "nat"', injected(availability_zones=2))
    before = dict(names)
    panel = form("network", names)
    assert panel.widget is None
    assert names == before
    rows = {row[0]: row[1:] for row in Values(names).table(looked_at("network"), "").rows}
    assert rows["network"] == ("nat", CELL, "existing, public, nat, isolated")
    assert rows["availability_zones"][:2] == ("2", PAPERMILL)
    assert rows["region"][:2] == ("us-east-1", DEFAULT)
    assert set(panel._repr_mimebundle_()) == {"text/plain", "text/html"}
    assert "nat" in str(panel)


@pytest.mark.usefixtures("unseen")
def test_the_table_names_mistakes_and_shows_what_else_isnt_the_default() -> None:
    panel = str(form("role", notebook('instance_type = "m5.large"\nrepair = 3')))
    assert "m5.large" in panel
    assert "Not taken: repair: 3 is neither true nor false." in panel


def test_live_it_shows_both() -> None:
    put(made({}), "network", "isolated")
    panel = form("network", {})
    assert panel.widget is not None
    assert "isolated" in str(panel)
    assert "typed" in str(panel)


# What a step looks at.


def test_every_parameter_is_in_a_form_and_every_form_has_only_parameters() -> None:
    shown = {name for names in LOOKED_AT.values() for name in names}
    assert set(NAMES) - shown == {"endpoint_url"}
    assert shown <= set(NAMES)


def test_a_step_that_doesnt_exist_has_no_form() -> None:
    with pytest.raises(KeyError):
        form("netwrok", {})


@pytest.mark.parametrize("step", ["role", "profile", "network", "access", "environment", "endpoints"])
def test_the_notebooks_text_names_no_parameter_that_its_form_folds_away(step: str, project: Path) -> None:
    cells = json.loads((project / "notebooks" / chapter(step).file).read_text())["cells"]
    said = "".join(next(one for one in cells if one["id"] == f"{step}-parameters")["source"])
    sentence = next(part for part in said.replace("\n\n", ". ").split(". ") if "looks at" in part)
    named = {name for name in NAMES if f"`{name}`" in sentence}
    assert named
    assert named <= set(looked_at(step))

"""The values of an AWS CLI command's options as boto3's parameters, by botocore's own model of the operation."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from botocore import xform_name
from botocore.model import OperationModel, Shape

from c9lib.errors import ParameterError

Value = list[str]
ICMP = ("icmp", "icmpv6", "1", "58")
RULES = ("AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress")
RULES_OUT = ("AuthorizeSecurityGroupEgress", "RevokeSecurityGroupEgress")
SIMPLE = ("--protocol", "--port", "--cidr", "--source-group")
"""Options with which the AWS CLI writes one rule of a security group (EC2, authorize-security-group-ingress)."""
SPECIAL = re.compile(r"[,\[\]{}]")


def arguments(model: OperationModel, options: Mapping[str, Value], text: str) -> dict[str, Any]:
    """What boto3 is told. Raises `ParameterError` for an option that the operation hasn't, or a value that it can't
    have."""
    options, told = dict(options), dict[str, Any]()
    if model.name in (*RULES, *RULES_OUT) and any(name in options for name in SIMPLE):
        told["IpPermissions"] = [_rule(options)]
    if "Egress" in _members(model) and "--ingress" in options:
        told["Egress"] = not _flag(options.pop("--ingress"), "--ingress", text)
    names = {"--" + xform_name(name, "-"): name for name in _members(model)}
    for option, values in options.items():
        flag = option.replace("--no-", "--", 1)
        if option in names:
            name = names[option]
            told[name] = _value(_members(model)[name], values, option, text)
        elif flag in names and not values:
            told[names[flag]] = _switch(_members(model)[names[flag]], on=False)
        else:
            raise unreadable(text, f"{model.name} has no option {option}")
    return told


def _members(model: OperationModel) -> Mapping[str, Shape]:
    members: Mapping[str, Shape] = model.input_shape.members if model.input_shape else {}
    return members


def unreadable(text: str, why: str) -> ParameterError:
    """The error for a command that isn't understood: it is left to a person."""
    return ParameterError(
        "This command can't be run from here.", details=(text, why), remedy=("Run it yourself, in a shell.",)
    )


def _flag(values: Value, option: str, text: str) -> bool:
    if values:
        raise unreadable(text, f"{option} takes no value")
    return True


def _switch(shape: Shape, *, on: bool) -> Any:
    """A flag; for EC2's attributes `{"Value": true}`."""
    return {"Value": on} if shape.type_name == "structure" else on


def _value(shape: Shape, values: Value, option: str, text: str) -> Any:
    try:
        if _is_switch(shape) and not values:
            return _switch(shape, on=True)
        if shape.type_name == "list":
            return _list(shape, values)
        if shape.type_name == "boolean":
            raise ValueError("a flag takes no value")
        if len(values) != 1:
            raise ValueError(f"{len(values)} values")
        return _one(shape, values[0])
    except (ValueError, KeyError, IndexError) as error:
        raise unreadable(text, f"{option} {' '.join(values)}: {error}") from None


def _is_switch(shape: Shape) -> bool:
    if shape.type_name == "structure":
        return list(shape.members) == ["Value"] and shape.members["Value"].type_name == "boolean"
    return bool(shape.type_name == "boolean")


def _list(shape: Any, values: Value) -> list[Any]:
    """Several words, or all in one as JSON."""
    if len(values) == 1 and values[0].startswith("["):
        return [_typed(shape.member, one) for one in json.loads(values[0])]
    return [_one(shape.member, one) for one in values]


def _one(shape: Any, word: str) -> Any:
    kind = shape.type_name
    if kind in ("structure", "map"):
        return _typed(shape, json.loads(word) if word.startswith("{") else _Shorthand(word).pairs())
    if kind == "list":
        return _list(shape, [word])
    return _typed(shape, word)


def _typed(shape: Any, value: Any) -> Any:
    """A value as the model has it: numbers as numbers, flags as flags. Raises ValueError, KeyError."""
    kind = shape.type_name
    if kind == "structure":
        return {name: _typed(shape.members[name], one) for name, one in value.items()}
    if kind == "map":
        return {name: _typed(shape.value, one) for name, one in value.items()}
    if kind == "list":
        several = value if isinstance(value, list) else [value]
        return [_typed(shape.member, one) for one in several]
    if kind in ("integer", "long"):
        return int(value)
    if kind in ("float", "double"):
        return float(value)
    if kind == "boolean":
        return value if isinstance(value, bool) else {"true": True, "false": False}[str(value).lower()]
    if kind != "string" or not isinstance(value, str):
        raise ValueError(f"{value!r} isn't a {kind}")
    return value


def _rule(options: dict[str, Value]) -> dict[str, Any]:
    """One rule from the simple options; the AWS CLI makes a permission of them."""
    protocol, port, cidr, group = (next(iter(options.pop(name, [])), "") for name in SIMPLE)
    rule: dict[str, Any] = {"IpProtocol": "-1" if protocol == "all" else protocol}
    if port and port != "all" and protocol not in ICMP:
        first, _, last = port.partition("-")
        rule |= {"FromPort": int(first), "ToPort": int(last or first)}
    if cidr:
        rule["IpRanges"] = [{"CidrIp": cidr}]
    if group:
        rule["UserIdGroupPairs"] = [{"GroupId": group}]
    return rule


class _Shorthand:
    """The AWS CLI's shorthand: `A=1,B=[{C=2}],D=x,y` (AWS CLI user guide, "Using shorthand syntax")."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0

    def pairs(self) -> dict[str, Any]:
        """All of it. Raises ValueError."""
        made = self._pairs()
        if self._at < len(self._text):
            raise ValueError(f"{self._text[self._at :]!r} is left over")
        return made

    def _pairs(self) -> dict[str, Any]:
        made: dict[str, Any] = {}
        while True:
            name = self._until("=")
            self._take("=")
            made[name] = self._values()
            if not self._is(","):
                return made
            self._take(",")

    def _values(self) -> Any:
        """A value; several when what follows the comma isn't a name with a value."""
        first = self._value()
        several = [first]
        while self._is(",") and isinstance(first, str) and not self._named():
            self._take(",")
            several.append(self._value())
        return first if len(several) == 1 else several

    def _named(self) -> bool:
        return re.match(r",[^,=\[\]{}]+=", self._text[self._at :]) is not None

    def _value(self) -> Any:
        if self._is("["):
            self._take("[")
            made = []
            while not self._is("]"):
                made.append(self._value())
                if self._is(","):
                    self._take(",")
            self._take("]")
            return made
        if self._is("{"):
            self._take("{")
            inner = self._pairs()
            self._take("}")
            return inner
        found = SPECIAL.search(self._text, self._at)
        end = found.start() if found else len(self._text)
        word, self._at = self._text[self._at : end], end
        return word

    def _until(self, mark: str) -> str:
        end = self._text.find(mark, self._at)
        if end <= self._at:
            raise ValueError(f"{self._text[self._at :]!r} has no name")
        word, self._at = self._text[self._at : end], end
        return word

    def _is(self, mark: str) -> bool:
        return self._text.startswith(mark, self._at)

    def _take(self, mark: str) -> None:
        if not self._is(mark):
            raise ValueError(f"{mark!r} is missing before {self._text[self._at :]!r}")
        self._at += len(mark)

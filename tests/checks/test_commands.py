"""Remedies run word for word in a shell."""

from __future__ import annotations

import shlex

from c9lib.checks.commands import command


def test_a_command_names_its_region_unless_its_service_has_none():
    assert command("eu-west-1", "ec2", "reboot-instances", "--instance-ids", "i-1").endswith(" --region eu-west-1")
    assert "--region" not in command("eu-west-1", "iam", "get-role", "--role-name", "x")


def test_words_survive_the_shell():
    words = ["--description", 'it\'s a $HOME "view"', "--policy-document", '{"a":[1]}']
    assert shlex.split(command("us-east-1", "iam", "x", *words))[3:] == words

"""Secrets don't stay in text, in whatever form they stand there; what is none stays."""

from __future__ import annotations

import html
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c9lib.nouns.secrets import HIDDEN, scrubbed

SECRET = "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY77"
TOKEN = "IQoJb3JpZ2luX2VjEJr" + "a1B2c3D4/+" * 20 + "=="
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nb25l\n-----END RSA PRIVATE KEY-----"
SIGNED = (
    "https://bucket.s3.amazonaws.com/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F2030"
    "&X-Amz-Date=20300101T000000Z&X-Amz-Security-Token=FQoGsecret&X-Amz-Signature=0a1b2c3d4e5f"
)
HEADER = (
    "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20300101/us-east-1/sts/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=0a1b2c3d4e5f"
)
STREAM = "wss://ssmmessages.us-east-1.amazonaws.com/v1/data-channel/ann-0a1?role=publish_subscribe&cell-number=AAEAAc"
ANSWER = {
    "Credentials": {"AccessKeyId": "ASIAIOSFODNN7EXAMPLE", "SecretAccessKey": SECRET, "SessionToken": TOKEN},
    "TokenValue": "AAEAAVtoken",
    "StreamUrl": STREAM,
}


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        (SIGNED, ["FQoGsecret", "0a1b2c3d4e5f", "AKIAIOSFODNN7EXAMPLE%2F2030"]),
        (f"see%20{SIGNED.replace('?', '%3F').replace('&', '%26').replace('=', '%3D')}", ["0a1b2c3d4e5f"]),
        ("http://b/k?AWSAccessKeyId=AKIA1&Signature=vjby%2B&Expires=1", ["vjby"]),
        (HEADER, ["0a1b2c3d4e5f"]),
        (json.dumps({"Authorization": HEADER.removeprefix("Authorization: ")}), ["0a1b2c3d4e5f"]),
        ("authorization: Bearer eyJhbGciOi.J9", ["eyJhbGciOi"]),
        ("X-Amz-Security-Token: AQoDYXdz", ["AQoDYXdz"]),
        (f"aws_secret_access_key = {SECRET}\naws_session_token=abc/+=", [SECRET, "abc/+="]),
        (f"export AWS_SECRET_ACCESS_KEY='{SECRET}'", [SECRET]),
        (f"AWS_SESSION_TOKEN={TOKEN} c9lib run", [TOKEN, TOKEN[-20:]]),
        (json.dumps(ANSWER), [SECRET, TOKEN, "AAEAAVtoken", "cell-number", "ann-0a1"]),
        (json.dumps(ANSWER, indent=1), [SECRET, TOKEN, "AAEAAVtoken", "cell-number"]),
        (json.dumps(json.dumps(ANSWER)), [SECRET, TOKEN, "AAEAAVtoken", "cell-number"]),
        (repr(ANSWER), [SECRET, TOKEN, "AAEAAVtoken", "cell-number"]),
        (html.escape(json.dumps(ANSWER)), [SECRET, TOKEN, "AAEAAVtoken"]),
        (html.escape(repr(ANSWER)), [SECRET, TOKEN, "AAEAAVtoken"]),
        (f"<SecretAccessKey>{SECRET}</SecretAccessKey><SessionToken>abc</SessionToken>", [SECRET, ">abc<"]),
        (json.dumps({"NewPassword": "Open, Sesame; & 'all'"}), ["Sesame", "all"]),
        (json.dumps({"NewPassword": 'Open "Sesame"'}), ["Sesame"]),
        (json.dumps({"Code": "Success", "Token": "short"}), ["short"]),
        ("aws iam create-login-profile --user-name ann --password Sesame.1", ["Sesame"]),
        (PEM, ["MIIEpAIBAAKCAQEA", "b25l"]),
        (json.dumps({"KeyMaterial": PEM}), ["MIIEpAIBAAKCAQEA", "b25l"]),
        (PEM[:60], ["MIIEpAIB"]),
        (f"the token is {TOKEN}.", [TOKEN]),
    ],
)
def test_a_secret_is_hidden(text: str, secrets: list[str]) -> None:
    hidden = scrubbed(text)
    assert HIDDEN in hidden
    for secret in secrets:
        assert secret in text or secret in html.unescape(text)
        assert secret not in hidden
    assert scrubbed(hidden) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "account 123456789012, key AKIAIOSFODNN7EXAMPLE",
        '{"NextToken": "page-2", "ClientToken": "c9lib-1", "clientRequestToken": "x"}',
        "Encoded authorization failure message: Zm9v-" + "Ab1" * 100,
        "The SecretAccessKey is shown once. Password: ask your administrator.",
        "iam:CreateAccessKey, iam:UpdateLoginProfile, the signature version is 4",
        "https://console.aws.amazon.com/cloud9/ide/0a1b?region=us-east-1&view=Signature",
        "arn:aws:iam::123456789012:role/service-role/AWSCloud9SSMAccessRole",
        '"MinimumPasswordLength": 8',
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert scrubbed(text) == text


def test_the_rest_stays_as_it_was() -> None:
    assert json.loads(scrubbed(json.dumps(ANSWER))) == {
        "Credentials": {"AccessKeyId": "ASIAIOSFODNN7EXAMPLE", "SecretAccessKey": HIDDEN, "SessionToken": HIDDEN},
        "TokenValue": HIDDEN,
        "StreamUrl": f"wss://ssmmessages.us-east-1.amazonaws.com/{HIDDEN}",
    }
    assert scrubbed(SIGNED).startswith("https://bucket.s3.amazonaws.com/key?X-Amz-Algorithm=AWS4-HMAC-SHA256&")
    assert "&X-Amz-Date=20300101T000000Z&" in scrubbed(SIGNED)


@given(st.text(st.characters(codec="ascii", exclude_characters="\"'\\<>&"), min_size=8))
def test_whatever_stands_in_quotes_beside_its_name_goes(secret: str) -> None:
    hidden = scrubbed('{"SecretAccessKey": "' + secret + '", "Region": "us-east-1"}')
    assert hidden == '{"SecretAccessKey": "(hidden)", "Region": "us-east-1"}'


@given(st.text(max_size=200))
def test_any_text_goes_through(text: str) -> None:
    assert scrubbed(scrubbed(text)) == scrubbed(text)

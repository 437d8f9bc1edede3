"""Taking secrets out of text: whatever is kept or shown, as a file of evidence, an output or an error, goes through it.

It knows secrets by the names that stand beside them and by their form. It doesn't hide what is none: account ids,
access key ids, tokens of pages and of idempotency, AWS's "encoded authorization failure message".
"""

from __future__ import annotations

import re

HIDDEN = "(hidden)"
"""What stands where a secret stood."""

_QUOTE = r"(?:\\*[\"']|&quot;|&#34;|&#39;|&#x27;)"
"""A quote as it stands in JSON, in JSON within JSON, in Python and in HTML."""
_PLAIN = r"[^\s\"'&<>,;\\]+"
"""A value without quotes around it."""
_NAMED = (
    r"(?:SecretAccessKey|SessionToken|TokenValue|Token|SecretString|SecretBinary|SecretKey|KeyMaterial|PrivateKey"
    r"|(?:New|Old)?Password|(?:access|refresh|id|session|bearer)Token|clientSecret|secretAccessKey"
    r"|aws_secret_access_key|aws_session_token|aws_security_token)"
)
"""Members of AWS's answers, of SSO's cache and of boto3's files that hold a secret."""
_SIGNING = r"(?:X-Amz-Signature|X-Amz-Credential|X-Amz-Security-Token|AWSAccessKeyId|Signature)"
"""Parts of a presigned address (IAM User Guide, "Signature Version 4", query parameters; and version 2's)."""

_IN_NAMES = ("secret", "token", "password", "keymaterial", "privatekey")
"""Each of those names has one of these in it, but for its case."""

_RULES: tuple[tuple[re.Pattern[str], str, tuple[str, ...]], ...] = (
    # A key that is cut off in the middle is one, too.
    (
        re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL),
        HIDDEN,
        ("private key",),
    ),
    (re.compile(r"(AWS4-[A-Z0-9-]*?SHA256\s+)Credential=[^\n\"'<>\\]+"), rf"\1{HIDDEN}", ("aws4-",)),
    (
        re.compile(rf"(\bAuthorization\b{_QUOTE}?\s*[:=]\s*{_QUOTE}?(?:Bearer|Basic|AWS)\s+){_PLAIN}", re.IGNORECASE),
        rf"\1{HIDDEN}",
        ("authorization",),
    ),
    (
        re.compile(rf"(\bx-amz-security-token\b{_QUOTE}?\s*:\s*{_QUOTE}?){_PLAIN}", re.IGNORECASE),
        rf"\1{HIDDEN}",
        ("x-amz-security-token",),
    ),
    (
        re.compile(rf"([?&;]|%3F|%26)({_SIGNING})(=|%3D)[^\s\"'&<>\\]*", re.IGNORECASE),
        rf"\1\2\3{HIDDEN}",
        ("x-amz-", "awsaccesskeyid", "signature"),
    ),
    # The address of a session's data channel opens the session to whoever has its token.
    (re.compile(r"(\bwss?://[^\s/\"'<>\\]+)[^\s\"'<>\\]*"), rf"\1/{HIDDEN}", ("ws://", "wss://")),
    (
        re.compile(rf"((?<![A-Za-z]){_NAMED}{_QUOTE}\s*[:=]\s*)({_QUOTE})(?:(?!\2)(?:\\.|.))*?\2", re.DOTALL),
        rf"\1\2{HIDDEN}\2",
        _IN_NAMES,
    ),
    (re.compile(rf"(<({_NAMED})>)[^<]*(</\2>)"), rf"\1{HIDDEN}\3", _IN_NAMES),
    (
        re.compile(
            rf"(\baws_(?:secret_access_key|session_token|security_token)\s*[=:]\s*{_QUOTE}?){_PLAIN}", re.IGNORECASE
        ),
        rf"\1{HIDDEN}",
        ("aws_se",),
    ),
    (
        re.compile(
            rf"(--(?:(?:new-|old-)?password|secret-access-key|session-token|secret-string|private-key)[ =]{_QUOTE}?)"
            rf"{_PLAIN}"
        ),
        rf"\1{HIDDEN}",
        ("--",),
    ),
    # How the session tokens of STS begin, wherever they stand.
    (re.compile(r"\b(?:IQoJ|FwoG|FQoG)[A-Za-z0-9+/=%_-]{60,}"), HIDDEN, ("iqoj", "fwog", "fqog")),
)
"""What is looked for, what stands in its place, and words of which one is in every text that has it, whatever its case:
looking for those first takes a thousandth of the time."""


def scrubbed(text: str) -> str:
    """The text with every secret in it replaced by `(hidden)`. Doing it twice changes nothing more."""
    folded = text.casefold()  # as IGNORECASE compares letters
    for pattern, instead, words in _RULES:
        if any(word in folded for word in words):
            text = pattern.sub(instead, text)
    return text

"""A Google service account's own assertion of who it is: a JWT signed with its key, which Google trades for a token."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from socialcare.errors import AuthError, WrongUse
from socialcare.sentences import Sentence, say

from ._json_fields import object_in, text_in

SCOPE = "https://www.googleapis.com/auth/androidpublisher"
_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_HOUR_SECONDS = 3600


def form(key_file: str, audience: str, now: datetime, how_to_mend: Sentence) -> Mapping[str, str]:
    """`key_file` is the text of the JSON key. Raises AuthError for another, WrongUse where `cryptography` is missing."""
    account = _account(key_file, how_to_mend)
    issued_at = int(now.timestamp())
    claims = {"iss": text_in(account, "client_email"), "scope": SCOPE, "aud": audience, "iat": issued_at,
              "exp": issued_at + _HOUR_SECONDS}  # fmt: skip
    header = {"alg": "RS256", "typ": "JWT", "kid": text_in(account, "private_key_id")}
    signed = b".".join(_encoded(json.dumps(part).encode()) for part in (header, claims))
    signature = _signature(signed, text_in(account, "private_key"), how_to_mend)
    return {"grant_type": _GRANT, "assertion": b".".join((signed, _encoded(signature))).decode()}


def name_of(key_file: str, how_to_mend: Sentence) -> str:
    return text_in(_account(key_file, how_to_mend), "client_email")


def _account(key_file: str, how_to_mend: Sentence) -> Mapping[str, Any]:
    try:
        account = object_in(json.loads(key_file)) if key_file else {}
    except (ValueError, RecursionError):
        account = {}
    if not text_in(account, "client_email") or not text_in(account, "private_key"):
        # The text is a secret: not even its start is told.
        raise AuthError(say("Google Play wants the JSON key of a service account"), how_to_mend)
    return account


def _signature(signed: bytes, pem: str, how_to_mend: Sentence) -> bytes:
    try:
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ImportError as error:
        raise WrongUse(
            say("to read Google Play, install what signs its login: pip install socialcare[google-play]")
        ) from error
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, RSAPrivateKey):
        raise AuthError(say("the private key of the service account cannot be read"), how_to_mend)
    return key.sign(signed, PKCS1v15(), SHA256())


def _encoded(part: bytes) -> bytes:
    return urlsafe_b64encode(part).rstrip(b"=")

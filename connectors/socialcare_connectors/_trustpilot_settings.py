"""What socialcare.yaml says of a business unit on Trustpilot."""

import re

from pydantic import Field, SecretStr, field_validator

from socialcare import connector
from socialcare.documents import BadValue
from socialcare.sentences import say

from ._servers import ServerAddress


class Settings(connector.Settings):
    """`business_unit` and `user_id`: ids of 24 characters; answers bear the name of that user; `user`: the e-mail of a
    business user, whose `password` is then used beside the key; `window_days`: how far back reviews are looked at again.
    """

    business_unit: str
    user_id: str = ""
    user: str = ""
    window_days: int = Field(default=7, ge=1, le=90)
    server: ServerAddress = "https://api.trustpilot.com"
    api_key: SecretStr | None = None
    api_secret: SecretStr | None = None
    password: SecretStr | None = None

    @field_validator("business_unit", "user_id")
    @classmethod
    def _id(cls, given: str) -> str:
        if given and not re.fullmatch(r"[0-9a-f]{24}", given):
            raise BadValue(
                say("“{given}” is not an id of Trustpilot; it has 24 digits and letters from a to f", given=given)
            )
        return given

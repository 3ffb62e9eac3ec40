"""What socialcare.yaml says of a Google Business Profile."""

import re

from pydantic import Field, SecretStr, field_validator

from socialcare import connector
from socialcare.documents import BadValue
from socialcare.sentences import say

from ._servers import ServerAddress


class Settings(connector.Settings):
    """`account` and `locations` are numbers, between quotes; `window_days`: how far back reviews are looked at again,
    for answers that were typed on Google itself; `client_id` with its two secrets is an OAuth login of an owner or
    manager, with the right business.manage.
    """

    account: str
    locations: list[str] = Field(min_length=1)
    window_days: int = Field(default=7, ge=1, le=90)
    client_id: str
    server: ServerAddress = "https://mybusiness.googleapis.com"
    login: ServerAddress = "https://oauth2.googleapis.com"
    client_secret: SecretStr | None = None
    refresh_token: SecretStr | None = None

    @field_validator("account", "locations")
    @classmethod
    def _numbers(cls, given: str | list[str]) -> str | list[str]:
        for number in [given] if isinstance(given, str) else given:
            if not re.fullmatch(r"\d{1,30}", number):
                raise BadValue(say("“{number}” is not a number of Google's; write the one after accounts/ or locations/,"
                                   " between quotes", number=number))  # fmt: skip
        return given

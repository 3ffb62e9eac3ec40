"""What settings of Facebook and Instagram channels have in common."""

import re

from pydantic import Field, SecretStr, field_validator

from socialcare import connector
from socialcare.documents import BadValue
from socialcare.sentences import say

from ._servers import ServerAddress


class MetaSettings(connector.Settings):
    """`days`: for how long a post is looked at again for new comments; `version` of the Graph API; `token` of your own
    Meta app.
    """

    days: int = Field(default=30, ge=1, le=365)
    version: str = "v26.0"
    server: ServerAddress = "https://graph.facebook.com"
    token: SecretStr | None = None

    @field_validator("version")
    @classmethod
    def _version(cls, version: str) -> str:
        if not re.fullmatch(r"v\d{1,3}\.\d", version):
            raise BadValue(say("“{version}” is not a version of the Graph API, such as v26.0", version=version))
        return version


def account_id(found: str, what: str) -> str:
    """Raises BadValue. `what` is the key of the settings."""
    if not re.fullmatch(r"\d{1,25}", found):
        raise BadValue(say("“{found}” is not an id; {key} is a number, between quotes", found=found, key=what))
    return found

"""What socialcare.yaml says of an app on Google Play."""

import re

from pydantic import SecretStr, field_validator

from socialcare import connector
from socialcare.documents import BadValue
from socialcare.sentences import say

from ._servers import ServerAddress


class Settings(connector.Settings):
    """`package`: the name of the app, as in its address after id=; `service_account`: the text of the JSON key of a
    service account with the right “Reply to reviews” in Play Console.
    """

    package: str
    server: ServerAddress = "https://androidpublisher.googleapis.com"
    login: ServerAddress = "https://oauth2.googleapis.com"
    service_account: SecretStr | None = None

    @field_validator("package")
    @classmethod
    def _package(cls, package: str) -> str:
        if not re.fullmatch(r"[A-Za-z]\w*(\.[A-Za-z]\w*)+", package):
            raise BadValue(say("“{package}” is not the name of an app; it is what follows id= in its Google Play address,"
                               " such as com.example.app", package=package))  # fmt: skip
        return package

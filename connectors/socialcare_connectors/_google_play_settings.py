"""What socialcare.yaml says of an app on Google Play."""

import re
from typing import Self

from pydantic import SecretStr, field_validator, model_validator

from socialcare import connector
from socialcare.documents import BadValue
from socialcare.sentences import say

from ._servers import is_server


class Settings(connector.Settings):
    """`package`: the name of the app, as in its address after id=; `service_account`: the text of the JSON key of a
    service account with the right “Reply to reviews” in Play Console.
    """

    package: str
    server: str = "https://androidpublisher.googleapis.com"
    login: str = "https://oauth2.googleapis.com"
    service_account: SecretStr | None = None

    @field_validator("package")
    @classmethod
    def _package(cls, package: str) -> str:
        if not re.fullmatch(r"[A-Za-z]\w*(\.[A-Za-z]\w*)+", package):
            raise BadValue(say("“{package}” is not the name of an app; it is what follows id= in its Google Play address,"
                               " such as com.example.app", package=package))  # fmt: skip
        return package

    @model_validator(mode="after")
    def _servers(self) -> Self:
        for server in (self.server, self.login):
            if not is_server(server):
                raise BadValue(say("“{server}” is not the address of a server; take the line out", server=server))
        return self

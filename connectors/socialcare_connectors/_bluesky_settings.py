"""What socialcare.yaml says of a Bluesky channel."""

import re
from typing import Self

from pydantic import Field, SecretStr, field_validator, model_validator

from socialcare import connector
from socialcare.documents import BadValue
from socialcare.sentences import say


class Settings(connector.Settings):
    """`handle`: of the brand's account; `keywords`: as typed into Bluesky's search, so "two words", #tag and from:
    work; `mentions`: mentions of the account, replies to it and quotes of it; `overlap_hours`: how long a post may take
    to be found; `service`: where the account logs in.
    """

    handle: str
    keywords: list[str] = Field(default_factory=list)
    mentions: bool = True
    overlap_hours: int = Field(default=24, ge=0, le=24 * 30)
    service: str = "https://bsky.social"
    app_password: SecretStr

    @field_validator("handle")
    @classmethod
    def _full(cls, handle: str) -> str:
        handle = handle.strip().removeprefix("@")
        if not re.fullmatch(r"[\w-]+(\.[\w-]+)+|did:[a-z]+:[\w.:%-]+", handle, re.ASCII):
            raise BadValue(say("“{handle}” must be a whole handle, such as marque.bsky.social", handle=handle))
        return handle

    @field_validator("service")
    @classmethod
    def _web(cls, service: str) -> str:
        if not re.fullmatch(r"https://[^\s/?#@]+/?|http://127\.0\.0\.1(:\d+)?/?", service):
            raise BadValue(
                say("“{service}” must be the address of a server, such as https://bsky.social", service=service)
            )
        return service.rstrip("/")

    @field_validator("keywords")
    @classmethod
    def _not_empty(cls, keywords: list[str]) -> list[str]:
        if not all(keyword.strip() for keyword in keywords):
            raise BadValue(say("an empty keyword would find everything; take it out"))
        return [keyword.strip() for keyword in keywords]

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.keywords or self.mentions):
            raise BadValue(say("there is nothing to read; name keywords, or set mentions: true"))
        return self

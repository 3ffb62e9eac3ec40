"""What socialcare.yaml says of a Mastodon channel."""

import re
from typing import Self

from pydantic import Field, SecretStr, field_validator, model_validator

from socialcare import connector
from socialcare.documents import BadValue
from socialcare.sentences import say


class Settings(connector.Settings):
    """`instance`: https://…; `hashtags` with or without #; `keywords` for its search, which needs a token;
    `mentions`: of the account the token belongs to; `overlap_hours`: how long a post may take to reach the server.
    """

    instance: str
    hashtags: list[str] = Field(default_factory=list)
    keywords: list[str] = Field(default_factory=list)
    mentions: bool = True
    overlap_hours: int = Field(default=48, ge=0, le=24 * 30)
    token: SecretStr | None = None

    @field_validator("instance")
    @classmethod
    def _web(cls, instance: str) -> str:
        if not re.fullmatch(r"(https://[^\s/?#@]+|http://127\.0\.0\.1(:\d+)?)(/[^\s?#]*)?", instance):
            raise BadValue(say("“{instance}” must be the address of a server, such as https://mastodon.example",
                               instance=instance))  # fmt: skip
        return instance

    @field_validator("hashtags")
    @classmethod
    def _words(cls, hashtags: list[str]) -> list[str]:
        for hashtag in hashtags:
            if not re.fullmatch(r"#?\w+", hashtag):
                raise BadValue(say("“{hashtag}” is not one word; a hashtag has no blank and no sign", hashtag=hashtag))
        return [hashtag.removeprefix("#") for hashtag in hashtags]

    @field_validator("keywords")
    @classmethod
    def _not_empty(cls, keywords: list[str]) -> list[str]:
        if not all(keyword.strip() for keyword in keywords):
            raise BadValue(say("an empty keyword would find everything; take it out"))
        return [keyword.strip() for keyword in keywords]

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.hashtags or self.keywords or self.mentions):
            raise BadValue(say("there is nothing to read; name hashtags or keywords, or set mentions: true"))
        return self

"""What socialcare.yaml says of a Discourse forum."""

import re

from pydantic import Field, SecretStr, field_validator

from socialcare import connector
from socialcare.documents import BadValue
from socialcare.sentences import say


class Settings(connector.Settings):
    """`forum`: https://…; `username`: the brand's account there; `words`: where the forum is not the brand's own, only
    posts with one of them, or in a topic whose title has one, or to the brand, are taken.

    Without `api_key`, what everybody sees is read and nothing can be answered.
    """

    forum: str
    username: str
    words: list[str] = Field(default_factory=list)
    api_key: SecretStr | None = None

    @field_validator("forum")
    @classmethod
    def _web(cls, forum: str) -> str:
        if not re.fullmatch(r"(https://[^\s/?#@]+|http://127\.0\.0\.1(:\d+)?)(/[^\s?#]*)?", forum):
            raise BadValue(say("“{forum}” must be the address of a forum, such as https://forum.example", forum=forum))
        return forum.rstrip("/")

    @field_validator("username")
    @classmethod
    def _name(cls, username: str) -> str:
        if not re.fullmatch(r"@?[\w.-]+", username):
            raise BadValue(say("“{username}” is not a name on a forum; write that of the brand's account, without blanks",
                               username=username))  # fmt: skip
        return username.removeprefix("@")

    @field_validator("words")
    @classmethod
    def _not_empty(cls, words: list[str]) -> list[str]:
        if not all(word.strip() for word in words):
            raise BadValue(say("an empty word would find everything; take it out"))
        return [word.strip() for word in words]

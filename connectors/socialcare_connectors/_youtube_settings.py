"""What socialcare.yaml says of a YouTube channel."""

import re

from pydantic import Field, SecretStr, field_validator

from socialcare import connector
from socialcare.documents import BadValue
from socialcare.sentences import say

from ._servers import ServerAddress


class Settings(connector.Settings):
    """`channel_id` of the brand (UC…); `videos` of others whose comments are read too; `window_days`: how far back
    comments are looked at again; `units_a_day`: what reading may spend of the project's 10,000.

    `api_key` is enough to read; to answer, `client_id`, `client_secret` and `refresh_token` are needed.
    """

    channel_id: str
    videos: list[str] = Field(default_factory=list)
    window_days: int = Field(default=7, ge=1, le=90)
    units_a_day: int = Field(default=9_000, ge=10)
    client_id: str = ""
    server: ServerAddress = "https://youtube.googleapis.com"
    login: ServerAddress = "https://oauth2.googleapis.com"
    api_key: SecretStr | None = None
    client_secret: SecretStr | None = None
    refresh_token: SecretStr | None = None

    @field_validator("channel_id")
    @classmethod
    def _channel(cls, channel_id: str) -> str:
        if not re.fullmatch(r"UC[\w-]{22}", channel_id):
            raise BadValue(
                say(
                    "“{channel}” is not the id of a channel; it has 24 characters and starts with UC (YouTube,"
                    " Settings, Advanced settings)",
                    channel=channel_id,
                )
            )
        return channel_id

    @field_validator("videos")
    @classmethod
    def _videos(cls, videos: list[str]) -> list[str]:
        for video in videos:
            if not re.fullmatch(r"[\w-]{11}", video):
                raise BadValue(say("“{video}” is not the id of a video; it is what follows v= in the address, such as"
                                   " a1B2c3D4e5F", video=video))  # fmt: skip
        return videos

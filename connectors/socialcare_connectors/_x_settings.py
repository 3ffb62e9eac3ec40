"""What socialcare.yaml says of an X account."""

import re

from pydantic import Field, SecretStr, field_validator

from socialcare import connector
from socialcare.documents import BadValue
from socialcare.sentences import say

from ._servers import ServerAddress

LONGEST_QUERY = 512


class Settings(connector.Settings):
    """`account`: the brand's own, without @; `searches` in X's own words, such as '"ma marque" lang:fr -is:retweet';
    `mentions` and `own_posts` of that account; `budget`: dollars a day (UTC) that reading may cost at most.
    """

    account: str
    searches: list[str] = Field(default_factory=list)
    mentions: bool = True
    own_posts: bool = True
    budget: float = Field(default=1.0, ge=0.1, le=10_000)
    server: ServerAddress = "https://api.x.com"
    bearer_token: SecretStr | None = None

    @field_validator("account")
    @classmethod
    def _name(cls, account: str) -> str:
        if not re.fullmatch(r"@?\w{1,15}", account):
            raise BadValue(say("“{account}” is not a name on X; write that of the brand, such as mamarque",
                               account=account))  # fmt: skip
        return account.removeprefix("@")

    @field_validator("searches")
    @classmethod
    def _short(cls, searches: list[str]) -> list[str]:
        for search in searches:
            if not search.strip() or len(search) > LONGEST_QUERY:
                raise BadValue(say("a search on X has 1 to {limit} characters; “{search}” has {n}", limit=LONGEST_QUERY,
                                   search=search[:40], n=len(search)))  # fmt: skip
        return [search.strip() for search in searches]

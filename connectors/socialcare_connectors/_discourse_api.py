"""Calls to one Discourse forum, with what each must answer; the key travels in a header alone."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from socialcare.connector import Context
from socialcare.errors import ConnectorError, Unavailable
from socialcare.sentences import Sentence, say

from ._discourse_errors import NotThere, explained
from ._discourse_settings import Settings
from ._json_fields import object_in, objects_in, text_in

Found = Mapping[str, Any]

AT_ONCE = 20
"""Posts of a topic that one call gives."""


class Api:
    def __init__(self, settings: Settings, context: Context) -> None:
        self._root = settings.forum
        self._username = settings.username
        self._key = settings.api_key.get_secret_value().strip() if settings.api_key else ""
        self._context = context
        self.host = urlsplit(settings.forum).netloc
        self.how_to_mend = say(
            "set SOCIALCARE_{channel}_API_KEY to a key made for {username} (Admin, API, New API key)",
            channel=context.channel.upper().replace("-", "_"),
            username=settings.username,
        )

    @property
    def has_key(self) -> bool:
        return bool(self._key)

    @property
    def looped(self) -> Sentence:
        return say("{host} gives the same page again and again; it was left there", host=self.host)

    def posts(self, before: int | None) -> Sequence[Found]:
        """The newest of all topics that the account may see, of which none is above the id `before`.

        Whether `before` itself is among them, and whether a page is 50 posts or 50 ids, depends on the version.
        """
        found = self._object("/posts.json", {"before": str(before)} if before else {})
        if not isinstance(found.get("latest_posts"), list):
            raise self.unusable()
        return objects_in(found, "latest_posts")

    def post(self, post_id: str) -> Found | None:
        """None only where the forum itself says that it is gone."""
        return self._one(f"/posts/{quote(post_id, safe='')}.json")

    def post_in(self, topic: int, number: int) -> Found | None:
        return self._one(f"/posts/by_number/{topic}/{number}.json")

    def posts_of(self, username: str, topic: str) -> Sequence[Found]:
        """The last 20 that an account wrote in a topic; empty where the topic is gone."""
        path = f"/t/{quote(topic, safe='')}"
        try:
            found = self._object(f"{path}.json", {"username_filters": username, "include_raw": "1"})
            stream = object_in(found, "post_stream")
            shown = objects_in(stream, "posts")
            ids = stream.get("stream")
            last = [str(one) for one in ids if isinstance(one, int)][-AT_ONCE:] if isinstance(ids, list) else []
            if {str(one.get("id")) for one in shown} >= set(last):
                return shown
            wanted = "&".join(f"post_ids[]={one}" for one in last)
            return objects_in(
                object_in(self._object(f"{path}/posts.json?{wanted}&include_raw=1"), "post_stream"), "posts"
            )
        except NotThere:
            return []

    def posts_near(self, topic: int, number: int) -> Sequence[Found]:
        """Some 20 posts of a topic in its order, what its own pages open with.

        A quarter of them above this number, more where few are below (source: TopicView#filter_posts_near).
        """
        stream = object_in(self._object(f"/t/{topic}/{number}.json"), "post_stream")
        if not isinstance(stream.get("posts"), list):
            raise self.unusable()
        return objects_in(stream, "posts")

    def account(self) -> Found:
        found = object_in(self._object("/session/current.json"), "current_user")
        if not text_in(found, "username"):
            raise self.unusable()
        return found

    def answer(self, topic: int, number: int, text: str) -> Found:
        """The post made. Raises Unavailable where nobody knows whether it was."""
        form = {"topic_id": str(topic), "reply_to_post_number": str(number), "raw": text}
        try:
            found = self._context.http.post(f"{self._root}/posts.json", form=form, headers=self._headers()).json()
        except ConnectorError as error:
            raise self._explained(error) from error
        except ValueError as error:
            raise self.unusable() from error
        if not isinstance(found, dict):
            raise self.unusable()
        return found

    def _one(self, path: str) -> Found | None:
        try:
            found = self._object(path)
        except NotThere:
            return None
        if not isinstance(found.get("id"), int):
            raise self.unusable()
        return found

    def _object(self, path: str, params: Mapping[str, str] | None = None) -> Found:
        try:
            found = self._context.http.get(self._root + path, params=params, headers=self._headers()).json()
        except ConnectorError as error:
            raise self._explained(error) from error
        except ValueError as error:
            raise self.unusable() from error
        if not isinstance(found, dict):
            raise self.unusable()
        return found

    def _headers(self) -> Mapping[str, str]:
        shape = {"Accept": "application/json"}
        return {**shape, "Api-Key": self._key, "Api-Username": self._username} if self._key else shape

    def _explained(self, error: ConnectorError) -> ConnectorError:
        return explained(error, self.host, self.how_to_mend, self._context.now)

    def unusable(self) -> Unavailable:
        return Unavailable(
            say("{host} did not answer as a Discourse forum does; nothing of the page was used", host=self.host)
        )

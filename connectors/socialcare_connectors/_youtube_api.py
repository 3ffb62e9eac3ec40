"""Calls to the YouTube Data API v3: parameters, units, and answers of the right kind; keys travel in headers alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from socialcare.connector import Context, Response
from socialcare.errors import AuthError, ConnectorError, Unavailable
from socialcare.paging import Batch, Item
from socialcare.sentences import Sentence, say

from ._json_fields import object_in, objects_in, text_in
from ._statuses import moment
from ._youtube_errors import NotThere, explained
from ._youtube_login import Login
from ._youtube_settings import Settings
from ._youtube_units import Units

PAGE = 100
"""The most that a listing gives at once; its price is the same for fewer."""

MOST_REPLY_PAGES = 20

Found = Mapping[str, Any]


class Api:
    """`units` counts what each call costs."""

    def __init__(self, settings: Settings, context: Context, units: Units) -> None:
        self._root = f"{settings.server}/youtube/v3"
        self._key = settings.api_key.get_secret_value().strip() if settings.api_key else ""
        self._context = context
        self.units = units
        variable = "SOCIALCARE_" + context.channel.upper().replace("-", "_")
        self.how_to_mend = say(
            "set {variable}_API_KEY to a key of a Google Cloud project where the YouTube Data API v3 is switched on",
            variable=variable,
        )
        self.how_to_answer = say(
            "to answer, write client_id in the settings of this channel and set {variable}_CLIENT_SECRET and"
            " {variable}_REFRESH_TOKEN, of an OAuth login with the right youtube.force-ssl",
            variable=variable,
        )
        self._login = Login(settings, context, self.how_to_answer)

    @property
    def can_write(self) -> bool:
        return self._login.is_set

    @property
    def looped(self) -> Sentence:
        return say("YouTube gives the same page again and again; it was left there")

    def threads(self, params: Mapping[str, str], below: str | None) -> Batch:
        """Newest first, by when the top comment was posted: a thread does not move up when somebody replies.

        Raises CommentsOff, and StaleToken where `below` has grown old.
        """
        wanted = {**params, "order": "time", "maxResults": str(PAGE), **({"pageToken": below} if below else {})}
        found = self._list("commentThreads", "snippet,replies", {**wanted, "textFormat": "plainText"})
        items = [
            Item(text_in(thread, "id"), moment(_posted(thread)), thread)
            for thread in objects_in(found, "items")
        ]  # fmt: skip
        return Batch(items, text_in(found, "nextPageToken") or None)

    def threads_again(self, ids: Sequence[str]) -> Sequence[Found]:
        """Those that are still there."""
        return self._by_id("commentThreads", "snippet,replies", ids)

    def comments_again(self, ids: Sequence[str]) -> Sequence[Found]:
        return self._by_id("comments", "snippet", ids)

    def replies(self, thread: str) -> tuple[Sequence[Found], bool]:
        """All replies of a thread, or the first 2,000; whether that is all."""
        found: list[Found] = []
        token = ""
        for _ in range(MOST_REPLY_PAGES):
            params = {"parentId": thread, "maxResults": str(PAGE), "textFormat": "plainText"}
            page = self._list("comments", "snippet", {**params, **({"pageToken": token} if token else {})})
            found += objects_in(page, "items")
            before, token = token, text_in(page, "nextPageToken")
            if not token:
                return found, True
            if token == before:
                raise Unavailable(self.looped)
        return found, False

    def channel(self, channel_id: str) -> Found:
        """Empty where there is no such channel."""
        found = self._list("channels", "snippet", {"id": channel_id})
        return next(iter(objects_in(found, "items")), {})

    def own_channels(self) -> Sequence[str]:
        """Ids of the channels that the login may act for."""
        found = self._list("channels", "id", {"mine": "true"}, as_login=True)
        return [text_in(channel, "id") for channel in objects_in(found, "items")]

    def answer(self, thread: str, text: str) -> Found:
        """The reply made. Raises Unavailable where nobody knows whether it was."""
        token = self._login.token()
        self.units.write()
        content = {"snippet": {"parentId": thread, "textOriginal": text}}
        url, params = f"{self._root}/comments", {"part": "snippet"}
        try:
            response = self._context.http.post(url, params=params, json=content, headers=_bearer(token))
        except ConnectorError as error:
            raise self._explained(error, self.how_to_answer) from error
        made = self._of_kind(response, "youtube#comment")
        if not text_in(made, "id"):
            raise _unusable()
        return made

    def _by_id(self, resource: str, part: str, ids: Sequence[str]) -> Sequence[Found]:
        """One unit for all; where the API answers 404 for a list, each is asked for alone."""
        try:
            found = self._list(resource, part, {"id": ",".join(ids), "textFormat": "plainText"})
        except NotThere:
            return [] if len(ids) == 1 else [one for each in ids for one in self._by_id(resource, part, [each])]
        return objects_in(found, "items")

    def _list(self, resource: str, part: str, params: Mapping[str, str], *, as_login: bool = False) -> Found:
        self.units.read()
        kind = f"youtube#{resource.removesuffix('s')}ListResponse"
        return self._of_kind(self._get(f"{self._root}/{resource}", {"part": part, **params}, as_login=as_login), kind)

    def _get(self, url: str, params: Mapping[str, str], *, as_login: bool) -> Response:
        """A token that Google took back before its time is made anew, once."""
        with_login = as_login or not self._key
        try:
            return self._context.http.get(url, params=params, headers=self._headers(with_login=with_login))
        except ConnectorError as error:
            refused = isinstance(error, AuthError) and error.response is not None and error.response.status == 401
            if not (with_login and refused):
                raise self._explained(error, self.how_to_answer if as_login else self.how_to_mend) from error
            self._login.forget()
        try:
            return self._context.http.get(url, params=params, headers=self._headers(with_login=True))
        except ConnectorError as error:
            raise self._explained(error, self.how_to_answer) from error

    def _headers(self, *, with_login: bool) -> Mapping[str, str]:
        if not with_login:
            return {"X-Goog-Api-Key": self._key}
        if not self._login.is_set and not self._key:
            raise AuthError(say("YouTube wants an API key to show comments"), self.how_to_mend)
        return _bearer(self._login.token())

    def _explained(self, error: ConnectorError, how_to_mend: Sentence) -> ConnectorError:
        return explained(error, self.units, how_to_mend)

    def _of_kind(self, response: Response, kind: str) -> Found:
        """Raises Unavailable: what is not the kind that was asked for is not from the API."""
        try:
            found = object_in(response.json())
        except ValueError:
            found = {}
        if found.get("kind") != kind:
            raise _unusable()
        return found


def _posted(thread: Found) -> object:
    return object_in(thread, "snippet", "topLevelComment", "snippet").get("publishedAt")


def _unusable() -> Unavailable:
    return Unavailable(say("YouTube did not answer as its API does; nothing of the answer was used"))


def _bearer(token: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {token}"}

"""Which rights a token has been given, where Meta tells."""

from collections.abc import Sequence

from socialcare.errors import AuthError, Rejected
from socialcare.sentences import Sentence, say

from ._json_fields import text_in
from ._meta_api import Graph, entries
from ._meta_errors import NotAllowed


def granted(graph: Graph) -> tuple[str, ...] | None:
    """None where the token is of a kind that cannot ask, as that of a Page."""
    try:
        batch = graph.page("me", "permissions", {}, None, time="")
    except NotAllowed:
        return None
    except AuthError:
        raise
    except Rejected:
        return None
    return tuple(text_in(one, "permission") for one in entries(batch.items) if one.get("status") == "granted")


def lacking(rights: tuple[str, ...] | None, wanted: Sequence[str]) -> tuple[Sentence, ...]:
    if rights is None:
        return ()
    return tuple(say("the right {right} is missing", right=right) for right in wanted if right not in rights)

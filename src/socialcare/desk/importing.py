"""Import a file by hand: the `files` connector on one file, into any channel."""

from collections.abc import Mapping
from pathlib import Path

from socialcare import connector as contract
from socialcare import store
from socialcare.desk.desk import Desk
from socialcare.desk.pulling import Pulled, owned, rehearsed, with_page
from socialcare.desk.sources import context_of
from socialcare.errors import WrongUse
from socialcare.http import Client, Reach
from socialcare.sentences import say


def import_file(desk: Desk, file: Path, channel: str, columns: Mapping[str, str], *, rehearse: bool = False) -> Pulled:
    """The cursor of a configured channel of that name is left alone. Raises WrongUse for a file that is not one."""
    if not file.is_file():
        raise WrongUse(say("there is no file {path}", path=file))
    connector = contract.load("files")
    settings = connector.settings.model_validate({"path": str(file.resolve()), "map": dict(columns)})
    result = Pulled(channel=channel)
    with Client(now=lambda: desk.now, reach=Reach()) as http:
        for page in connector(settings, context_of(desk, channel, http)).pages(None, None):
            mine = owned(desk, page)
            saved = (
                rehearsed(desk, channel, mine) if rehearse else store.pages.save(desk.store, channel, mine, desk.now)
            )
            result = with_page(result, mine, saved)
    return result

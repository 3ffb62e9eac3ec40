"""`socialcare pull` against a server that does all that servers do wrong: it is told, nothing is lost, nothing twice."""

import importlib.util
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import stamina

from socialcare import store
from socialcare.cli.app import main
from socialcare.http import Client, client
from socialcare.workspace import Workspace

pytestmark = pytest.mark.e2e

TOOL = Path(__file__).parents[3] / "shared" / "tools" / "nasty_server.py"
NOW = "2026-03-02T12:00:00+01:00"

BROKEN = (
    "429=3600", "500", "502", "503", "503=3600", "504", "404", "410", "418", "reset", "close", "garbage",
    "hdrbomb", "endless", "gzipbomb=64", "hang", "driphead", "redirloop", "redirfile", "redirlocal", "redirhost", "html",
    "hugestr=20", "429", "429date", "429none", "xmlbomb", "xmlquad", "xxe", "dtdurl", "hugexml=20",
)  # fmt: skip
"""Of these and of 401 and 403, neither channel can make anything."""
BROKEN_JSON = (
    "empty", "null", "object", "depth", "trunc", "trunc200", "wronglen", "chunkcut", "badchunk", "badgzip", "drip=0.2",
    "304", "badxml", "redirect=%2Ffeed.xml",
)  # fmt: skip
"""Of these, the Mastodon channel can make nothing; feeds know no such fault, or bear it."""
BORNE = (
    "429=1@1", "500@1", "503=1@1", "reset@1", "slow=0.01", "dup", "reorder", "nolink", "badlink", "samepage", "loop",
    "shift=2", "dupkeys", "nan", "bigint", "bom", "stringmetrics", "evil", "nul", "surrogate",
    "edited", "future", "past", "intids", "offsite", "lostlast", "deleted", "utf16", "latin1", "badutf8",
)  # fmt: skip
"""These lose nothing."""
SET_ASIDE = ("missing", "wrongtype", "baddate", "dst")
"""Some posts are no posts while these last; the others of their page are read."""
ANOTHER_CHARSET = ("utf16", "latin1", "bom")

Nasty = tuple[Any, str]
Pull = Callable[[str], int]


@pytest.fixture
def nasty() -> Iterator[Nasty]:
    """Its world, and its address."""
    if not TOOL.exists():
        pytest.skip(f"NOTHING IS PROVEN AGAINST A NASTY SERVER HERE: {TOOL} is not there")
    found = importlib.util.spec_from_file_location("nasty_server", TOOL)
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    server, address = module.serve(statuses=30, limit=10)
    yield server.RequestHandlerClass.world, address
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The same tries and waits, without the time they take."""
    monkeypatch.setenv("SOCIALCARE_NOW", NOW)
    monkeypatch.setattr(client, "READ_SECONDS", 1.0)
    monkeypatch.setitem(Client.__init__.__kwdefaults__, "deadline_seconds", 2.0)
    monkeypatch.setitem(Client.__init__.__kwdefaults__, "sleep", lambda _seconds: None)
    with stamina.set_testing(True, attempts=3):
        yield


@pytest.fixture
def pull(workspace: Workspace, nasty: Nasty) -> Pull:
    """`pull("500")`: both channels through this fault; the exit code."""
    before = workspace.file.read_text("utf-8")

    def run(spec: str) -> int:
        root = nasty[1] + (f"/f/{spec}" if spec else "")
        fedi = {"connector": "mastodon", "instance": root, "hashtags": ["marque"], "mentions": False}
        press = {"connector": "rss", "feeds": [f"{root}/feed.xml"]}
        listed = f"channels: {json.dumps({'fedi': fedi, 'presse': press})}"
        workspace.file.write_text(before.replace("channels: {}", listed), "utf-8")
        return main(["--lang", "en", "--workspace", str(workspace.folder), "pull", "--since", "2026-01-01"])

    return run


def truth(nasty: Nasty) -> list[str]:
    """What a perfect pull has stored."""
    world, address = nasty
    return sorted(f"{address}/users/client{i % 37}/statuses/{world.id(i)}" for i in range(world.total()))


def refs(workspace: Workspace, channel: str) -> list[str]:
    opened = store.open_store(workspace.database)
    found = opened.rows("SELECT ref FROM mentions WHERE channel = ? ORDER BY ref", (channel,))
    opened.close()
    return [row["ref"] for row in found]


def kept(workspace: Workspace) -> dict[str, tuple[int, object]]:
    """How many mentions each channel has, and its cursor."""
    opened = store.open_store(workspace.database)
    counted = dict(tuple(row) for row in opened.rows("SELECT channel, count(*) FROM mentions GROUP BY 1"))
    cursors = {name: store.pages.channel_state(opened, name) for name in ("fedi", "presse")}
    opened.close()
    return {name: (counted.get(name, 0), state.cursor if state else None) for name, state in cursors.items()}


@pytest.mark.parametrize(("spec", "code", "told"), [
    ("401", 4, "credentials are missing, refused"), ("403", 4, "credentials are missing, refused"),
    *((spec, 5, "failed: 127.0.0.1") for spec in BROKEN),
])  # fmt: skip
def test_what_cannot_be_read_is_told_and_comes_with_the_next_pull(
    nasty: Nasty, pull: Pull, workspace: Workspace, capsys: pytest.CaptureFixture[str], spec: str, code: int, told: str
) -> None:
    pull("")
    nasty[0].extra += 10
    before = kept(workspace)
    assert pull(spec) == code
    assert capsys.readouterr().err.count(told) == 2
    assert kept(workspace) == before
    assert pull("") == 0
    assert refs(workspace, "fedi") == truth(nasty)
    assert kept(workspace)["presse"][0] == 20
    assert not [line for line in nasty[0].log if line["fault"] == "canary"]


@pytest.mark.parametrize("spec", BROKEN_JSON)
def test_a_damaged_answer_is_not_used_and_stops_no_other_channel(
    nasty: Nasty, pull: Pull, workspace: Workspace, capsys: pytest.CaptureFixture[str], spec: str
) -> None:
    pull("")
    nasty[0].extra += 10
    before = kept(workspace)
    assert pull(spec) == 5
    assert "fedi: failed: 127.0.0.1" in capsys.readouterr().err
    assert kept(workspace)["fedi"] == before["fedi"]
    assert pull("") == 0
    assert refs(workspace, "fedi") == truth(nasty)


@pytest.mark.parametrize("spec", BORNE)
def test_what_can_be_borne_loses_nothing(nasty: Nasty, pull: Pull, workspace: Workspace, spec: str) -> None:
    pull("")
    nasty[0].extra += 10
    assert pull(spec) == 0
    assert pull("") == 0
    assert refs(workspace, "fedi") == truth(nasty)


@pytest.mark.parametrize("spec", SET_ASIDE)
def test_a_post_that_cannot_be_read_is_set_aside_aloud_and_comes_once_it_can(
    nasty: Nasty, pull: Pull, workspace: Workspace, capsys: pytest.CaptureFixture[str], spec: str
) -> None:
    pull("")
    nasty[0].extra += 10
    assert pull(spec) == 0
    assert "refused, #marque, 11" in capsys.readouterr().err
    assert pull("") == 0
    assert refs(workspace, "fedi") == truth(nasty)


def test_a_page_that_names_none_of_its_posts_is_not_passed_over(nasty: Nasty, pull: Pull, workspace: Workspace) -> None:
    pull("")
    nasty[0].extra += 10
    assert pull("nulids") == 5
    assert pull("") == 0
    assert refs(workspace, "fedi") == truth(nasty)


@pytest.mark.parametrize("spec", ANOTHER_CHARSET)
def test_a_page_in_another_charset_is_read_as_it_was_written(
    nasty: Nasty, pull: Pull, workspace: Workspace, spec: str
) -> None:
    assert pull(spec) == 0
    world = nasty[0]
    opened = store.open_store(workspace.database)
    texts = {row["text"] for row in opened.rows("SELECT text FROM mentions WHERE channel = 'fedi'")}
    opened.close()
    assert texts == {world.text(i) for i in range(world.total())}


@pytest.mark.parametrize("spec", ["xmlbomb", "xmlquad", "xxe", "dtdurl"])
def test_a_feed_that_declares_entities_is_named_and_not_opened(
    pull: Pull, workspace: Workspace, capsys: pytest.CaptureFixture[str], spec: str
) -> None:
    assert pull(spec) == 5
    told = capsys.readouterr().err
    assert "presse: failed: 127.0.0.1: the feed declares a document type" in told
    assert "root:" not in told
    assert refs(workspace, "presse") == []

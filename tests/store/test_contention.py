"""Several processes at once lose nothing, not even at the very first start."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

from socialcare.store import cases, check, open_store, pages

WRITERS, PAGES, MENTIONS = 4, 5, 20

WRITE = f"""
import sys
from datetime import UTC, datetime
from pathlib import Path
from socialcare.connector import Page
from socialcare.facts import Author, Mention
from socialcare.store import open_store, pages, triage

path, writer = sys.argv[1:]
noon = datetime(2026, 11, 18, 12, tzinfo=UTC)
sys.stdin.read()  # all start when the last is ready
store = open_store(Path(path), create=True)
for page in range({PAGES}):
    mentions = tuple(
        Mention(channel="avis", ref=f"{{writer}}-{{page}}-{{number}}", author=Author(handle=f"client{{number}}"),
                text="colis", posted_at=noon)
        for number in range({MENTIONS})
    )
    pages.save(store, f"canal{{writer}}", Page(mentions=mentions, cursor={{"page": page}}), noon, connector="files")
    triage.thread(store)
print("done")
"""


def test_four_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "socialcare.db"
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITE, str(path), str(writer)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for writer in range(WRITERS)
    ]  # fmt: skip
    for each in writers:
        assert each.stdin is not None
        each.stdin.close()
        each.stdin = None
    said = [each.communicate(timeout=60) for each in writers]
    assert said == [("done\n", "")] * WRITERS
    with closing(open_store(path)) as store:
        assert cases.count(store) == WRITERS * PAGES * MENTIONS
        assert len(cases.matching(store, "colis")) == WRITERS * PAGES * MENTIONS
        states = [pages.channel_state(store, f"canal{writer}") for writer in range(WRITERS)]
        assert [state.cursor if state else None for state in states] == [{"page": PAGES - 1}] * WRITERS
        assert check(store) == ""

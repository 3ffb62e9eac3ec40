"""Pull five channels at once from a slow server, and store many mentions: is the network the only thing waited for?

    python benchmarks/pulling.py [ITEMS]

The server, in a process of its own, answers 100 pages of 40 items a channel, each after 50 ms. The five channels together
are timed against the slowest of them alone. Then ITEMS (100,000) are parsed from JSON and stored in pages of 1,000, and
of 40, against one bare `executemany` upsert of the same rows into the same table with the same indexes, in one
transaction: no authors to find, no full text, no cursor, nothing read back. Prints the quickest of five, and the ratios.
"""

import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from socialcare import store
from socialcare.connector import Page
from socialcare.desk import Desk, pull
from socialcare.facts import Author, Mention
from socialcare.workspace import make

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
CHANNELS = ("un", "deux", "trois", "quatre", "cinq")
PAGES, ITEMS, LATENCY_SECONDS = 100, 40, 0.05

SERVER = f"""
import json, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Slow(BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep({LATENCY_SECONDS})
        page = int(self.path.rpartition("/")[2])
        items = [{{"id": str(page * {ITEMS} + n), "author": f"client_{{n}}", "text": f"Mon colis {{page}} {{n}} est perdu"}}
                 for n in range({ITEMS})]
        body = json.dumps(items).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

class Server(ThreadingHTTPServer):
    request_queue_size = 128

server = Server(("127.0.0.1", 0), Slow)
print(server.server_port, flush=True)
server.serve_forever()
"""

PLUG = f"""
from datetime import timedelta
from socialcare.connector import Capability, Page, Settings as Base
from socialcare.facts import Author, Mention

class Settings(Base):
    url: str

class Plug:
    summary, capabilities, settings = "slow pages", frozenset({{Capability.PULL}}), Settings

    def __init__(self, settings, context):
        self.url, self.context = settings.url, context

    def pages(self, cursor, since):
        at = self.context.now - timedelta(hours=1)
        for page in range({PAGES}):
            items = self.context.http.get(f"{{self.url}}/{{page}}").json()
            yield Page(cursor={{"page": page}}, mentions=tuple(
                Mention(channel=self.context.channel, ref=item["id"], author=Author(handle=item["author"]),
                        text=item["text"], posted_at=at) for item in items))
"""


def pulled_seconds(folder: Path, names: tuple[str, ...]) -> float:
    (folder / "data" / "socialcare.db").unlink(missing_ok=True)
    desk = Desk(make_workspace(folder, names), NOW, {})
    _ = desk.store
    start = time.perf_counter()
    results = list(pull(desk, names, None))
    taken = time.perf_counter() - start
    assert all(result.saved.new == PAGES * ITEMS for result in results), [str(result.failure) for result in results]
    desk.close()
    return taken


def make_workspace(folder: Path, names: tuple[str, ...]):  # noqa: ANN201
    made = make(Path(tempfile.mkdtemp(dir=folder)), brand="x")
    port = (folder / "port").read_text("utf-8")
    listed = "".join(f"\n  {name}: {{connector: bench, url: 'http://127.0.0.1:{port}'}}" for name in names)
    made.file.write_text(f"brand: x\nchannels:{listed}\n", "utf-8")
    return made


def pulling(folder: Path) -> None:
    site = folder / "site"
    (site / "bench-1.dist-info").mkdir(parents=True)
    (site / "plug_bench.py").write_text(PLUG, "utf-8")
    (site / "bench-1.dist-info" / "entry_points.txt").write_text(
        "[socialcare.connectors]\nbench = plug_bench:Plug\n", "utf-8"
    )
    sys.path.insert(0, str(site))
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        (folder / "port").write_text(server.stdout.readline().strip(), "utf-8")
        try:
            pulled_seconds(folder, CHANNELS[:1])  # imports
            alone = max(pulled_seconds(folder, (name,)) for name in CHANNELS)
            together = statistics.median(pulled_seconds(folder, CHANNELS) for _ in range(3))
        finally:
            server.kill()
    print(f"5 channels × {PAGES} pages × {ITEMS} items, {LATENCY_SECONDS * 1000:g} ms each   {together:6.2f} s   "
          f"{together / alone:5.2f} × the slowest alone ({alone:.2f} s)")  # fmt: skip


def lines(count: int) -> list[str]:
    return [
        json.dumps({"id": str(n), "author": f"client_{n % 9973}", "text": f"Bonjour, mon colis {n} est perdu depuis lundi, que faire ? #marque",
                    "at": (NOW - timedelta(seconds=count - n)).isoformat(), "likes": n % 7})
        for n in range(count)
    ]  # fmt: skip


def parsed(text: list[str]) -> Iterator[Mention]:
    for line in text:
        item = json.loads(line)
        yield Mention(
            channel="x",
            ref=item["id"],
            author=Author(handle=item["author"]),
            text=item["text"],
            posted_at=datetime.fromisoformat(item["at"]),
            url=f"https://exemple.fr/{item['id']}",
            metrics={"likes": item["likes"]},
        )


def ours_seconds(folder: Path, text: list[str], size: int) -> float:
    opened = store.open_store(folder / f"ours-{time.perf_counter_ns()}.db", create=True)
    start = time.perf_counter()
    for first in range(0, len(text), size):
        page = Page(mentions=tuple(parsed(text[first : first + size])), cursor={"after": first})
        store.pages.save(opened, "x", page, NOW, connector="files")
    taken = time.perf_counter() - start
    assert store.cases.count(opened) == len(text)
    opened.close()
    return taken


def bare_seconds(folder: Path, rows: list[tuple[object, ...]], names: list[str]) -> float:
    path = folder / f"bare-{time.perf_counter_ns()}.db"
    store.open_store(path, create=True).close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = NORMAL")
    changed = ", ".join(f"{name} = excluded.{name}" for name in ("text", "url", "rating", "own", "metrics"))
    sql = (
        f"INSERT INTO mentions ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) "
        f"ON CONFLICT (channel, ref) DO UPDATE SET {changed}"
    )
    start = time.perf_counter()
    connection.execute("BEGIN")
    connection.executemany(sql, rows)
    connection.execute("COMMIT")
    taken = time.perf_counter() - start
    connection.close()
    return taken


def rows_of(folder: Path, text: list[str]) -> tuple[list[tuple[object, ...]], list[str]]:
    """The rows as we store them, and their columns."""
    opened = store.open_store(folder / "rows.db", create=True)
    store.pages.save(opened, "x", Page(mentions=tuple(parsed(text)), cursor={}), NOW)
    found = opened.rows("SELECT * FROM mentions")
    names = [name for name in found[0].keys() if name != "id"]  # noqa: SIM118 - a Row is no mapping
    rows = [tuple(row[name] for name in names) for row in found]
    opened.close()
    return rows, names


def storing(folder: Path, count: int) -> None:
    text = lines(count)
    rows, names = rows_of(folder, text)
    taken: dict[int, list[float]] = {0: [], 1000: [], ITEMS: []}
    for _ in range(5):  # in turns, and the quickest of each: others may use the machine
        taken[0].append(bare_seconds(folder, rows, names))
        for size in (1000, ITEMS):
            taken[size].append(ours_seconds(folder, text, size))
    bare = min(taken[0])
    print(f"bare executemany upsert of {count} rows                    {bare:6.2f} s   {count / bare:9,.0f} rows/s")
    for size in (1000, ITEMS):
        ours = min(taken[size])
        print(f"socialcare: parse and store, pages of {size:<4}               {ours:6.2f} s   {count / ours:9,.0f} rows/s   "
              f"{bare / ours:5.2f} of the bare rate")  # fmt: skip


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        storing(folder, int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
        pulling(folder)


if __name__ == "__main__":
    main()

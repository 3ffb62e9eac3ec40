"""Pull five channels at once from a slow server, and store many mentions: is the network the only thing waited for?

    python benchmarks/pulling.py [ITEMS]

The server, in a process of its own, answers 100 pages of 40 items a channel, each after 50 ms. The five channels together
are timed against the slowest of them alone. Then ITEMS (100,000) are parsed from pages of JSON, as networks send them, and
stored in pages of 1,000, and of 40, each page one transaction with its cursor. The rival is a bare `executemany` upsert of
the same rows into the same table with the same indexes: no JSON, no authors to find, no full text, nothing read back. It
runs twice: all rows in one transaction, which loses all of them in a crash, and one transaction a page, as we do. Prints
the least of five in seconds of CPU, which others on the machine disturb least, and by the clock; and the ratios.
"""

import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

from socialcare import store
from socialcare.connector import Page
from socialcare.desk import Desk, pull
from socialcare.facts import Author, Mention
from socialcare.workspace import make

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SIZES = (1000, 40)
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


class Seconds(NamedTuple):
    cpu: float
    clock: float


class Timing:
    def __init__(self) -> None:
        self._cpu, self._clock = time.process_time(), time.perf_counter()

    def seconds(self) -> Seconds:
        return Seconds(time.process_time() - self._cpu, time.perf_counter() - self._clock)


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


def bodies(items: list[str], size: int) -> list[str]:
    return [f"[{','.join(items[first : first + size])}]" for first in range(0, len(items), size)]


def parsed(body: str) -> Iterator[Mention]:
    for item in json.loads(body):
        yield Mention(
            channel="x",
            ref=item["id"],
            author=Author(handle=item["author"]),
            text=item["text"],
            posted_at=datetime.fromisoformat(item["at"]),
            url=f"https://exemple.fr/{item['id']}",
            metrics={"likes": item["likes"]},
        )


def ours(folder: Path, items: list[str], size: int) -> Seconds:
    opened = store.open_store(folder / f"ours-{time.perf_counter_ns()}.db", create=True)
    received = bodies(items, size)
    timing = Timing()
    for number, body in enumerate(received):
        page = Page(mentions=tuple(parsed(body)), cursor={"after": number})
        store.pages.save(opened, "x", page, NOW, connector="files")
    taken = timing.seconds()
    assert store.cases.count(opened) == len(items)
    opened.close()
    return taken


def bare(folder: Path, rows: list[tuple[object, ...]], names: list[str], size: int) -> Seconds:
    path = folder / f"bare-{time.perf_counter_ns()}.db"
    store.open_store(path, create=True).close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = NORMAL")
    changed = ", ".join(f"{name} = excluded.{name}" for name in ("text", "url", "rating", "own", "metrics"))
    sql = (
        f"INSERT INTO mentions ({', '.join(names)}) VALUES ({', '.join('?' * len(names))}) "
        f"ON CONFLICT (channel, ref) DO UPDATE SET {changed}"
    )
    timing = Timing()
    for first in range(0, len(rows), size):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(sql, rows[first : first + size])
        connection.execute("COMMIT")
    taken = timing.seconds()
    connection.close()
    return taken


def rows_of(folder: Path, items: list[str]) -> tuple[list[tuple[object, ...]], list[str]]:
    """The rows as we store them, and their columns."""
    opened = store.open_store(folder / "rows.db", create=True)
    store.pages.save(opened, "x", Page(mentions=tuple(parsed(bodies(items, len(items))[0])), cursor={}), NOW)
    found = opened.rows("SELECT * FROM mentions")
    names = [name for name in found[0].keys() if name != "id"]  # noqa: SIM118 - a Row is no mapping
    rows = [tuple(row[name] for name in names) for row in found]
    opened.close()
    return rows, names


def storing(folder: Path, count: int) -> None:
    items = lines(count)
    rows, names = rows_of(folder, items)
    runs: dict[str, Callable[[], Seconds]] = {"bare, all at once": lambda: bare(folder, rows, names, count)}
    for size in SIZES:
        runs[f"bare, {size} a transaction"] = partial(bare, folder, rows, names, size)
        runs[f"socialcare, pages of {size}"] = partial(ours, folder, items, size)
    taken: dict[str, list[Seconds]] = {name: [] for name in runs}
    for _ in range(5):  # in turns: others may use the machine
        for name, run in runs.items():
            taken[name].append(run())
    least = {name: Seconds(*map(min, zip(*found, strict=True))) for name, found in taken.items()}
    for name, seconds in least.items():
        print(f"{name:28} {seconds.cpu:6.2f} s of CPU {seconds.clock:6.2f} s {count / seconds.clock:9,.0f} rows/s")
    for size in SIZES:
        mine = least[f"socialcare, pages of {size}"]
        for rival in ("bare, all at once", f"bare, {size} a transaction"):
            cpu, clock = (one / other for one, other in zip(least[rival], mine, strict=True))
            print(f"pages of {size:<4} at {cpu:5.2f} (CPU), {clock:5.2f} (clock) of the rate of: {rival}")


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        storing(folder, int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
        pulling(folder)


if __name__ == "__main__":
    main()

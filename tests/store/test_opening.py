"""A database is opened whole, brought up to date, or refused with one sentence and left as it was."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from socialcare.connector import Page
from socialcare.errors import StoreFailed
from socialcare.facts import Mention
from socialcare.store import Store, cases, check, open_store, pages, triage
from socialcare.store.opening import APPLICATION, VERSION
from socialcare.store.schema import migrations

Build = Callable[..., Mention]
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
NAMES = [migration.name for migration in migrations.pending(Database(memory=True))]
DAMAGE = Path(__file__).parents[2].parent / "shared" / "tools" / "damage_db.py"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "socialcare.db"


@pytest.fixture
def keep(a_mention: Build) -> Callable[[Path], None]:
    """Make a database with mentions in it."""

    def save(path: Path) -> None:
        with closing(open_store(path, create=True)) as store:
            said = tuple(a_mention(f"colis {number} " + "x" * 300) for number in range(200))
            pages.save(store, "avis", Page(mentions=said, cursor={}), NOON)
            triage.thread(store)

    return save


def shape(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT name, coalesce(sql, '') FROM sqlite_master ORDER BY name")
        return [(name, sql) for name, sql in found if not name.startswith("_sqlite_migrations")]


def upgraded_to(path: Path, stop_before: str | None, *, version: int, application: int) -> None:
    """A database as it was when the migrations from `stop_before` on did not exist, or were not done yet."""
    path.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrations.apply(Database(connection), stop_before=stop_before)
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute(f"PRAGMA application_id = {application}")


def test_the_version_is_how_many_migrations_there_are() -> None:
    assert len(NAMES) == VERSION


@pytest.mark.parametrize("known", range(1, VERSION + 1))
def test_a_database_of_each_release_becomes_one_of_today(known: int, path: Path, tmp_path: Path) -> None:
    stop = NAMES[known] if known < VERSION else None
    upgraded_to(path, stop, version=known, application=APPLICATION)
    open_store(path).close()
    open_store(tmp_path / "fresh.db", create=True).close()
    assert shape(path) == shape(tmp_path / "fresh.db")


@pytest.mark.parametrize("stop", [*NAMES, None])
def test_a_first_start_that_was_killed_goes_on_where_it_stopped(stop: str | None, path: Path, tmp_path: Path) -> None:
    upgraded_to(path, stop, version=0, application=0)
    open_store(path, create=True).close()
    open_store(tmp_path / "fresh.db", create=True).close()
    assert shape(path) == shape(tmp_path / "fresh.db")


def test_what_was_stored_is_there_when_it_is_opened_again(path: Path, keep: Callable[[Path], None]) -> None:
    keep(path)
    with closing(open_store(path)) as store:
        assert cases.count(store) == 200
        assert check(store) == ""


def test_a_new_database_is_its_owners_alone(path: Path) -> None:
    open_store(path, create=True).close()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_missing_database_is_said_and_not_made(path: Path) -> None:
    with pytest.raises(StoreFailed) as raised:
        open_store(path)
    assert str(raised.value) == f"there is no database at {path}; socialcare pull or socialcare import makes it"
    assert not path.exists()


def test_a_newer_database_is_refused(path: Path) -> None:
    open_store(path, create=True).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(StoreFailed, match=rf"newer socialcare \(schema {VERSION + 1}, this one knows {VERSION}\)"):
        open_store(path)
    assert path.read_bytes() == before


# What a program that keeps its migrations as we do leaves.
MIGRATED = """CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT, applied_at TEXT);
    CREATE TABLE logs (body);"""


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE notes (body)",
        "PRAGMA application_id = 12345",
        MIGRATED,
        f"{MIGRATED} INSERT INTO _sqlite_migrations VALUES (1, 'other', 'm001', '')",
    ],
)
def test_another_programs_database_is_refused_and_left_as_it_was(script: str, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
    before = path.read_bytes()
    with pytest.raises(StoreFailed) as raised:
        open_store(path, create=True)
    assert str(raised.value) == f"{path} is another program's database; name another file"
    assert path.read_bytes() == before


def look_at(store: Store) -> None:
    check(store)
    list(cases.histories(store, cases.open_since(store, None)))
    cases.matching(store, "colis")


DAMAGED = """
import random, sys
from damage_db import kinds
list(kinds(*sys.argv[1:], random.Random(1)))
"""


def is_refused_whole(path: Path) -> bool:
    """Whether it was refused: by one sentence that names the file, which stays as it was."""
    before = path.read_bytes() if path.is_file() else None
    try:
        with closing(open_store(path)) as store:
            look_at(store)
    except StoreFailed as failure:
        said = str(failure)
    else:
        return False
    return str(path) in said and "\n" not in said and before == (path.read_bytes() if path.is_file() else None)


def test_a_damaged_file_is_one_sentence_and_stays_as_it_is(
    path: Path, tmp_path: Path, keep: Callable[[Path], None]
) -> None:
    if not DAMAGE.is_file():
        pytest.skip(f"the tool that damages databases is not there: {DAMAGE}")
    keep(path)
    out = tmp_path / "damaged"
    out.mkdir()
    subprocess.run([sys.executable, "-c", DAMAGED, path, out], check=True, cwd=DAMAGE.parent)
    refused = {damaged.stem for damaged in sorted(out.glob("*.db")) if is_refused_whole(damaged)}
    assert refused >= {"text", "half", "header", "magic", "flips", "newer", "foreign", "dir", "fifo", "loop"}


@pytest.mark.parametrize("what", ["file", "folder", "hidden folder"])
def test_a_database_without_the_right_to_write_it_is_one_sentence(
    what: str, path: Path, keep: Callable[[Path], None]
) -> None:
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        pytest.skip("root may write everything, and there is no setpriv to be somebody else")
    keep(path)
    path.chmod(0o444)
    path.parent.chmod({"file": 0o777, "folder": 0o555, "hidden folder": 0o000}[what])
    for folder in path.parents[1:4]:  # pytest's own are closed to others
        folder.chmod(0o755)
    command = [
        *(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []),
        sys.executable, "-c", WRITE, str(path),
    ]  # fmt: skip
    try:
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    finally:
        path.parent.chmod(0o755)
    if ended.returncode == 127:
        pytest.skip(f"somebody else may not run this Python: {ended.stderr}")
    assert "Traceback" not in ended.stderr
    assert ended.stdout.startswith(f"StoreFailed: {path} cannot be ")
    assert ended.stdout.count("\n") == 1


WRITE = """
import sys
from pathlib import Path
from socialcare.errors import StoreFailed
from socialcare.store import open_store
try:
    with open_store(Path(sys.argv[1])).unit_of_work() as connection:
        connection.execute("DELETE FROM mentions")
except StoreFailed as failure:
    print(f"StoreFailed: {failure}")
"""


def test_a_unit_of_work_is_all_or_nothing(store: Store, a_mention: Build) -> None:
    pages.save(store, "avis", Page(mentions=(a_mention(), a_mention()), cursor={}), NOON)

    def interrupted() -> None:
        with store.unit_of_work() as connection:
            connection.execute("DELETE FROM mentions")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert cases.count(store) == 2


def test_a_commit_that_fails_leaves_no_transaction_behind(store: Store, a_mention: Build) -> None:
    pages.save(store, "avis", Page(mentions=(a_mention(),), cursor={}), NOON)

    def orphaned() -> None:
        with store.unit_of_work() as connection:
            connection.execute("PRAGMA defer_foreign_keys = ON")  # so that it fails at COMMIT
            connection.execute("UPDATE mentions SET author_id = 99")

    with pytest.raises(sqlite3.IntegrityError):
        orphaned()
    assert not store.connection.in_transaction
    pages.save(store, "avis", Page(mentions=(a_mention(),), cursor={}), NOON)
    assert cases.count(store) == 2

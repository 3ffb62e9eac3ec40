"""What the disk and SQLite complain of, as one sentence with the file and what to do."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from socialcare.errors import StoreFailed
from socialcare.sentences import Sentence, say


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Raises StoreFailed for errors of SQLite and of the system; a mistake of ours passes, to show where it is."""
    try:
        yield
    except sqlite3.Error as error:
        if isinstance(error, (sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.IntegrityError)):
            raise
        raise StoreFailed(sentence(path, str(error))) from error
    except UnicodeDecodeError as error:  # Python's sqlite3, of a name in a damaged schema
        raise StoreFailed(sentence(path, "malformed text")) from error
    except PermissionError as error:
        raise StoreFailed(
            say("{path} cannot be written: {why}; check its rights", path=path, why=error.strerror)
        ) from error
    except OSError as error:
        raise StoreFailed(say("{path} cannot be used: {why}", path=path, why=error.strerror)) from error


def sentence(path: Path, why: str) -> Sentence:
    if "readonly" in why or "unable to open" in why:
        return say("{path} cannot be written ({why}); check its rights and those of its folder", path=path, why=why)
    if "full" in why or "disk I/O" in why:
        return say(
            "the disk under {path} is full or failing ({why}); nothing of this step was kept", path=path, why=why
        )
    if "malformed" in why or "not a database" in why:
        return say(
            "{path} is damaged ({why}); restore a backup, or save what is left with sqlite3's .recover",
            path=path,
            why=why,
        )
    return say("{path}: {why}", path=path, why=why)

"""Collect every text a person reads into the catalogues, and compile them: `make catalogues`.

English is the source, so its catalogue is filled here; the French one is written by people in `messages.po`. A French
text that is missing or names other values than its source is told, and the exit code is 1.
"""

import io
import string
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "src" / "socialcare" / "cli" / "locale"
SOURCES = (ROOT / "src", ROOT / "connectors")
KEYWORDS = {"say": (1,), "say_many": (1, 2), "mark": (1,)}


def collected() -> Catalog:
    catalog = Catalog(charset="utf-8")
    for ids in _texts():
        catalog.add(ids)
    return catalog


@cache
def _texts() -> tuple[str | tuple[str, ...], ...]:
    """Read once: two catalogues want them, and the tests several times."""
    python = [("**.py", "python")]
    return tuple(
        ids for source in SOURCES for _, _, ids, _, _ in extract_from_dir(str(source), python, keywords=KEYWORDS)
    )


def path(code: str, ending: str) -> Path:
    return LOCALE / code / "LC_MESSAGES" / f"messages.{ending}"


def updated(code: str) -> Catalog:
    with path(code, "po").open("rb") as file:
        catalog = read_po(file, locale=code)
    catalog.update(collected(), no_fuzzy_matching=True, update_header_comment=False)
    catalog.obsolete.clear()
    if code == "en":
        for message in catalog:
            if message.id:
                message.string = message.id
    return catalog


def mistakes(catalog: Catalog) -> Iterator[str]:
    """What is untranslated, or names values that its source does not have."""
    for message in catalog:
        if not message.id:
            continue
        for source, text in _pairs(message):
            if not text:
                yield f"no text for: {source}"
            elif _names(text) - _names(source) or (_names(source) - _names(text)) - {"n"}:
                yield f"other values than its source: {source} -> {text}"


def po_bytes(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalog, width=120, no_location=True, sort_output=True, omit_header=False, include_previous=False)
    # The dates of the header would make two runs differ.
    return b"\n".join(line for line in out.getvalue().split(b"\n") if b"-Date: " not in line)


def mo_bytes(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)  # the same bytes on any day
    write_mo(out, catalog)
    return out.getvalue()


def _pairs(message: Message) -> list[tuple[str, str]]:
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return list(zip(message.id, message.string or ("", ""), strict=False))


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def main() -> int:
    found = []
    for code in ("en", "fr"):
        catalog = updated(code)
        path(code, "po").write_bytes(po_bytes(catalog))
        with path(code, "po").open("rb") as file:
            path(code, "mo").write_bytes(mo_bytes(read_po(file, locale=code)))
        found += [f"{code}: {mistake}" for mistake in mistakes(catalog)]
    sys.stderr.write("".join(line + "\n" for line in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

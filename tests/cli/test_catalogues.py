"""The catalogues say all that the sources say, in both languages, and are compiled; `make catalogues` sees to it."""

import ast
import gettext
import io

import pytest
from babel.messages.pofile import read_po

import catalogues

BOTH = pytest.mark.parametrize("code", ["en", "fr"])


@BOTH
def test_nothing_is_left_untranslated_and_no_value_is_lost(code: str) -> None:
    assert list(catalogues.mistakes(catalogues.updated(code))) == []


@BOTH
def test_the_catalogue_is_that_of_the_sources(code: str) -> None:
    kept = catalogues.path(code, "po").read_bytes()
    assert catalogues.po_bytes(catalogues.updated(code)) == kept, "run make catalogues"


@BOTH
def test_the_compiled_catalogue_is_that_of_its_source(code: str) -> None:
    """The header is left out: it has a date."""
    with catalogues.path(code, "po").open("rb") as source, catalogues.path(code, "mo").open("rb") as compiled:
        fresh = gettext.GNUTranslations(io.BytesIO(catalogues.mo_bytes(read_po(source, locale=code))))
        kept = gettext.GNUTranslations(compiled)
    assert {**vars(kept)["_catalog"], "": ""} == {**vars(fresh)["_catalog"], "": ""}, "run make catalogues"


def test_no_text_is_marked_inside_an_f_string() -> None:
    """Before Python 3.12 an f-string is one token, in which the extraction sees no call."""
    marked = []
    for file in (file for source in catalogues.SOURCES for file in source.rglob("*.py")):
        strings = (node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.JoinedStr))
        inner = (node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call))
        marked += [
            f"{file.name}:{node.lineno}" for node in inner if getattr(node.func, "id", "") in catalogues.KEYWORDS
        ]
    assert marked == []


@pytest.mark.parametrize(("code", "count", "many"), [
    ("en", 0, True), ("en", 1, False), ("en", 2, True), ("fr", 0, False), ("fr", 1, False), ("fr", 2, True),
])  # fmt: skip
def test_each_language_counts_as_it_does(code: str, count: int, many: bool) -> None:
    translations = gettext.translation("messages", catalogues.LOCALE, [code])
    one, several = "{n} new mention", "{n} new mentions"
    plural = translations.ngettext(one, several, 7)
    assert (translations.ngettext(one, several, count) == plural) is many

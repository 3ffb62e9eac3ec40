"""Checks of the contract itself: settings, secrets, the clock, recorded bodies."""

import ast
import inspect
import json
import logging
import sys
from collections.abc import Iterator
from functools import cache
from types import ModuleType

import pytest
from pydantic import SecretStr

from socialcare.connector import Capability, Page, Settings
from socialcare.errors import ConnectorError, SocialcareError
from socialcare.testing.server import Fault
from socialcare.testing.subject import Subject, attempt
from socialcare.testing.workbench import Workbench

_METHODS = {
    Capability.CHECK: ("check",),
    Capability.REREAD: ("reread",),
    Capability.THREAD: ("thread",),
    Capability.REPLY: ("send", "find", "length", "longest"),
}
_SECRET_WORDS = ("token", "password", "secret", "api_key", "credential")
_CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("time", "time"), ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"),
}  # fmt: skip


class Keeping(Subject):
    def test_it_is_a_connector(self) -> None:
        connector = self.connector
        name = connector.__name__
        assert 10 <= len(connector.summary) <= 80, f"{name}.summary is to say in a few words what it reads"
        known = set(Capability)
        assert connector.capabilities <= known, f"{name} declares {set(connector.capabilities) - known}, unknown here"
        assert Capability.PULL in connector.capabilities, f"{name} does not declare that it can pull"
        for capability in connector.capabilities:
            for method in _METHODS.get(capability, ()):
                assert hasattr(connector, method), f"{name} declares “{capability}” and has no {method}"

    def test_its_settings_are_typed_and_refuse_unknown_keys(self) -> None:
        settings = self.connector.settings
        assert issubclass(settings, Settings), "settings must be a socialcare.connector.Settings"
        assert settings.model_json_schema()["properties"], "settings have no field; how does it know what to read?"
        assert settings.model_config.get("extra") == "forbid", "a mistyped key in socialcare.yaml would pass in silence"

    def test_its_secrets_are_marked(self) -> None:
        for field, info in self.connector.settings.model_fields.items():
            marked = info.annotation is SecretStr or SecretStr in getattr(info.annotation, "__args__", ())
            assert marked or not any(word in field for word in _SECRET_WORDS), (
                f"the setting “{field}” is not a SecretStr: people would write it into socialcare.yaml, and errors "
                "would show it"
            )

    def test_its_secret_shows_nowhere(
        self, bench: Workbench, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
    ) -> None:
        if not self.secret:
            pytest.skip("`secret` names none")
        self.produce(self.many)
        with caplog.at_level(logging.DEBUG):
            pages, error = attempt(bench.pages())
        errors = [error, *self._errors(bench)]
        shown = capsys.readouterr()
        places = {
            "its log lines, which end in files that others read": caplog.text,
            "what it prints": shown.out + shown.err,
            "a cursor": json.dumps([page.cursor for page in pages]),
            "its pages": repr(pages),
            "the database": bench.written().decode("latin-1"),
            "the text of an error, which is printed and stored": repr([(str(found), found) for found in errors]),
        }
        for place, text in places.items():
            assert self.secret not in text, f"the secret stands in {place}"

    def _errors(self, bench: Workbench) -> Iterator[SocialcareError | None]:
        """Those of refused and unreadable calls; none where the suite cannot make the server fail."""
        if type(self).fail is Subject.fail:
            return
        for fault in (Fault.REFUSED, Fault.OUT_OF_ORDER, Fault.EMPTY):
            self.fail(fault)
            yield attempt(bench.pages())[1]
        self.fail(None)

    def test_it_reads_no_clock(self) -> None:
        for module in _modules_of(self.connector):
            for line, call in _clock_calls(inspect.getsource(module)):
                raise AssertionError(
                    f"{module.__name__}, line {line}: {call}() reads the clock; take context.now, or a run cannot be "
                    "repeated as it was"
                )

    def test_recorded_bodies_are_read(self, bench: Workbench) -> None:
        bodies = [
            path
            for path in sorted(self.recorded.glob("*") if self.recorded else [])
            if path.is_file() and not path.name.endswith(".meta.json")
        ]
        if not bodies:
            pytest.skip(f"no recorded body is there: {self.recorded}")
        brought = 0
        for body in bodies:
            self.replay(body)
            bench.forget()
            pages, error = attempt(bench.pages())
            assert error is None or isinstance(error, ConnectorError), f"{body.name} ends in {error!r}"
            brought += sum(len(page.mentions) for page in pages)
        assert brought, f"none of the {len(bodies)} recorded bodies brought a message"

    def test_pages_of_nothing_new_are_no_pages(self, bench: Workbench) -> None:
        self.produce(self.many)
        attempt(bench.pages())
        pages: list[Page] = [
            page for page, cursor in _with_cursor(bench) if not page.mentions and page.cursor == cursor
        ]
        assert len(pages) == 0, (
            "a page without messages and with the cursor that is saved already costs a write for nothing"
        )


def _with_cursor(bench: Workbench) -> Iterator[tuple[Page, object]]:
    cursor = bench.cursor
    for page in bench.pages():
        yield page, cursor
        cursor = bench.cursor


def _modules_of(connector: type) -> list[ModuleType]:
    """That of the class, and what its package has loaded beside it."""
    own = connector.__module__
    package = own.rpartition(".")[0]
    names = [name for name in sys.modules if name == own or (package and name.startswith(f"{package}."))]
    return [sys.modules[name] for name in sorted(names)]


@cache
def _clock_calls(source: str) -> tuple[tuple[int, str], ...]:
    """Read once: the suites of one package look into the same modules."""
    return tuple(_found(ast.parse(source)))


def _found(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        holder = node.func.value
        name = holder.id if isinstance(holder, ast.Name) else holder.attr if isinstance(holder, ast.Attribute) else ""
        if (name, node.func.attr) in _CLOCKS:
            yield node.lineno, f"{name}.{node.func.attr}"

# ruff: noqa: ARG002 - a hook names its arguments for who writes it
"""What an author writes for the checks: two methods, and the hooks for what the connector claims."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
import stamina

from socialcare.connector import Capability, Connector, Context, Cursor, Page
from socialcare.errors import AuthError, RateLimited, Rejected, SocialcareError, Unavailable
from socialcare.facts import Mention
from socialcare.testing.server import Fault
from socialcare.testing.workbench import Workbench, workbench

_ERRORS: Mapping[Fault, tuple[type[SocialcareError], ...]] = {
    Fault.WAIT_A_LITTLE: (RateLimited,),
    Fault.WAIT_LONG: (RateLimited,),
    Fault.WAIT_HTML: (RateLimited,),
    Fault.REFUSED: (AuthError,),
    Fault.NOT_FOUND: (Rejected,),
}


class Subject:
    """A hook that is not written skips the checks that need it."""

    connector: ClassVar[type[Connector]]
    many: ClassVar[int] = 7
    """How many messages make at least three pages; `make` sees to small pages."""
    all_at_once: ClassVar[bool] = False
    """The network has no pages: a file, an RSS feed."""
    secret: ClassVar[str] = ""
    """What `make` gives as a secret; it must show nowhere."""
    old_cursors: ClassVar[Sequence[Cursor]] = ()
    """Cursors that earlier versions have saved."""
    recorded: ClassVar[Path | None] = None
    """A folder of recorded bodies."""
    sends_once: ClassVar[bool] = False
    """The network itself keeps one post for one key."""
    lengths: ClassVar[Mapping[str, int]] = {}
    """Texts, and how long they are in the network's own count."""

    def make(self, context: Context) -> Connector:
        raise NotImplementedError("make(context): the connector, over the server of the test")

    def produce(self, count: int) -> None:
        raise NotImplementedError("produce(count): publish so many messages, each with a text of its own")

    def fail(self, fault: Fault | None) -> None:
        """From now on every request ends in `fault`; None heals the server."""
        self._lacks("fail")

    def errors(self, fault: Fault) -> tuple[type[SocialcareError], ...]:
        """What the connector raises then; () where it may go on, as long as nothing is lost."""
        return _ERRORS.get(fault, (Unavailable,))

    def produce_elsewhere(self) -> None:
        """A message of another instance that numbers its own as this one does."""
        self._lacks("produce_elsewhere")

    def produce_odd(self) -> None:
        """Messages as networks give them now and then: author deleted, text null, date missing."""
        self._lacks("produce_odd")

    def produce_text(self, text: str) -> None:
        """One message of this text, which may hold the word DAMAGED, or what no text should."""
        self._lacks("produce_text")

    def edit(self, mention: Mention, text: str) -> None:
        self._lacks("edit")

    def delete(self, mention: Mention) -> None:
        self._lacks("delete")

    def answer(self, mention: Mention, text: str) -> None:
        """The brand answers on the network itself."""
        self._lacks("answer")

    def posted(self) -> Sequence[str]:
        """Texts of the brand's answers on the network."""
        self._lacks("posted")
        return ()

    def replay(self, recorded: Path) -> None:
        """From now on the server answers with this body."""
        self._lacks("replay")

    def needs(self, capability: Capability, bench: Workbench) -> Any:
        """The connector, where it declares the capability; skips the check elsewhere."""
        if capability not in self.connector.capabilities:
            pytest.skip(f"{self.connector.__name__} does not declare the capability “{capability}”")
        return bench.connector()

    def _lacks(self, hook: str) -> None:
        pytest.skip(f"{type(self).__name__} does not write {hook}()")

    @pytest.fixture(autouse=True)
    def _loopback_without_waits(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.setenv("no_proxy", "*")
        with stamina.set_testing(True, attempts=3):
            yield

    @pytest.fixture
    def bench(self, tmp_path: Path) -> Iterator[Workbench]:
        with workbench(self.make, tmp_path) as bench:
            yield bench


def attempt(pages: Iterator[Page]) -> tuple[list[Page], SocialcareError | None]:
    """What is left of a run, and the error that ended it. What is no SocialcareError fails the check."""
    read: list[Page] = []
    try:
        for page in pages:
            read.append(page)  # noqa: PERF402 - the pages before an error count
    except SocialcareError as error:
        return read, error
    except Exception as error:
        raise AssertionError(
            f"the connector has let {type(error).__name__} through ({error}); the desk shows that as a fault of the "
            "plug-in, where a ConnectorError would say what to do"
        ) from error
    return read, None

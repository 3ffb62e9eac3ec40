"""Checks of failure: the right error, the cursor where it was, and the next run complete."""

import pytest

from socialcare.connector import Capability
from socialcare.errors import RateLimited, SocialcareError
from socialcare.testing.server import Fault
from socialcare.testing.subject import Subject, attempt
from socialcare.testing.workbench import Workbench, refs

every_fault = pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name.lower())


class Failing(Subject):
    @every_fault
    def test_a_server_that_fails_is_told_and_loses_nothing(self, bench: Workbench, fault: Fault) -> None:
        self.produce(self.many)
        full = refs(bench.pull())
        bench.forget()
        self.fail(fault)
        with bench.impatient(fault):
            _, error = attempt(bench.pages())
        self._judge(fault, error)
        assert not bench.cursor or self.errors(fault) == (), (
            f"the first page failed ({fault}), and a cursor was saved all the same: what it passed over is lost"
        )
        self._heals(bench, fault, full)

    @every_fault
    def test_a_server_that_fails_after_a_page_keeps_that_page_and_the_cursor(
        self, bench: Workbench, fault: Fault
    ) -> None:
        if self.all_at_once:
            pytest.skip("the network has no pages")
        self.produce(self.many)
        full = refs(bench.pull())
        bench.forget()
        pages = bench.pages()
        next(pages)
        before = bench.cursor
        self.fail(fault)
        with bench.impatient(fault):
            _, error = attempt(pages)
        self._judge(fault, error)
        assert bench.cursor == before, (
            f"the second page failed ({fault}), and the cursor moved from {before} to {bench.cursor}: what lies "
            "between is lost"
        )
        self._heals(bench, fault, full)

    def _judge(self, fault: Fault, error: SocialcareError | None) -> None:
        wanted = self.errors(fault)
        if not wanted:
            return
        names = " or ".join(kind.__name__ for kind in wanted)
        assert error is not None, (
            f"the server failed ({fault}), and the connector took that for the end of the listing: the desk believes "
            f"that all is read; raise {names}"
        )
        assert isinstance(error, wanted), (
            f"the server failed ({fault}), and the connector raised {type(error).__name__} ({error}) instead of "
            f"{names}: the person would be told to do the wrong thing"
        )
        if fault is Fault.WAIT_LONG and isinstance(error, RateLimited):
            assert error.until is not None, "the server said when to come back, and RateLimited does not hand it on"

    def _heals(self, bench: Workbench, fault: Fault, full: set[str]) -> None:
        self.fail(None)
        _, error = attempt(bench.pages())
        assert error is None, f"after a failure ({fault}), a healthy server still ends in {error}"
        lost = bench.missing(full)
        assert not lost, f"after a failure ({fault}), the next run never brought {len(lost)} of {len(full)} messages"

    def test_a_check_says_who_the_credentials_are(self, bench: Workbench) -> None:
        connector = self.needs(Capability.CHECK, bench)
        identity = connector.check()
        assert identity.name or identity.handles or identity.rights or identity.missing, (
            "check() says neither who the credentials are, nor what they may do, nor what is missing"
        )

    def test_a_check_with_refused_credentials_says_so(self, bench: Workbench) -> None:
        connector = self.needs(Capability.CHECK, bench)
        self.fail(Fault.REFUSED)
        try:
            connector.check()
        except self.errors(Fault.REFUSED):
            return
        raise AssertionError("the server answered 401, and check() found nothing wrong")

"""A conformance kit for connectors, for pytest: what a connector must survive before a desk may rely on it.

    class TestForum(ConnectorSuite):
        connector = Forum

        @pytest.fixture(autouse=True)
        def _server(self) -> Iterator[None]:
            with FeedServer() as self.server:
                yield

        def make(self, context):
            return Forum(ForumSettings(url=self.server.url), context)

        def produce(self, count):
            self.server.publish(count)

        def fail(self, fault):
            self.server.fault = fault

Every check is a sentence; one that fails says what the connector did and what that costs. A check whose hook
(`Subject`) is not written, or whose capability is not declared, is skipped with its reason.
"""

from socialcare.testing.answering import Answering
from socialcare.testing.failing import Failing
from socialcare.testing.feed import FeedServer, Post
from socialcare.testing.keeping import Keeping
from socialcare.testing.reading import Reading
from socialcare.testing.rereading import Rereading
from socialcare.testing.server import DAMAGED, Answer, Fault, LoopbackServer, Request
from socialcare.testing.spoiling import Spoiling
from socialcare.testing.subject import Subject
from socialcare.testing.surrounding import Surrounding
from socialcare.testing.workbench import NOW, MemoryVault, Workbench


class ConnectorSuite(Reading, Spoiling, Failing, Keeping, Rereading, Surrounding, Answering):
    """All the checks; `Subject` says what to write for them."""


__all__ = [
    "DAMAGED",
    "NOW",
    "Answer",
    "ConnectorSuite",
    "Fault",
    "FeedServer",
    "LoopbackServer",
    "MemoryVault",
    "Post",
    "Request",
    "Subject",
    "Workbench",
]

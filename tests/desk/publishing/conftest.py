import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desk._cases import prepared
from desk.publishing._answers import Network
from socialcare.workspace import Workspace

REPLIER = """
import json
from socialcare.connector import Sent
from socialcare.errors import AuthError, RateLimited, Rejected

class Killed(BaseException):
    pass

BEFORE = {"killed before": Killed(), "refused": Rejected(say("too rude")), "no right": AuthError(say("no right")),
          "busy": RateLimited(say("come back later")), "fault": ZeroDivisionError("x")}
AFTER = {"killed after": Killed(), "timeout": Unavailable(say("no answer in 60 s"))}

class Plug(Forum):
    capabilities = frozenset({Capability.PULL, Capability.REPLY})
    longest = 20

    @property
    def mode(self):
        return (self.context.folder / "mode").read_text("utf-8")

    @property
    def posts(self):
        return [json.loads(line) for line in (self.context.folder / "posts").read_text("utf-8").splitlines()]

    def length(self, text):
        return len(text)

    def send(self, reply):
        if self.mode in BEFORE:
            raise BEFORE[self.mode]
        with (self.context.folder / "posts").open("a", encoding="utf-8") as file:
            file.write(json.dumps([reply.key, reply.to.ref, reply.text]) + chr(10))
        if self.mode in AFTER:
            raise AFTER[self.mode]
        return Sent(ref=reply.key, url="https://forum.example/1")

    def find(self, reply):
        if self.mode == "blind":
            raise Rejected(say("this network cannot look back"))
        return next((Sent(ref=key) for key, to, text in self.posts if (to, text) == (reply.to.ref, reply.text)), None)

    def pages(self, cursor, since):
        yield self.page(*(
            self.mention(key, "@lea " + text, own=True, in_reply_to=to) for key, to, text in self.posts
        ))
"""


@pytest.fixture(scope="module")
def ready(new_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """10:00 with case 1, by Léa. Made once: texts are scored."""
    return prepared(new_workspace, tmp_path_factory.mktemp("ready") / "marque", "lea")


@pytest.fixture
def workspace(ready: Path, tmp_path: Path) -> Workspace:
    return Workspace(shutil.copytree(ready, tmp_path / "marque"))


@pytest.fixture(autouse=True)
def network(workspace: Workspace, plug_in: Callable[[str, str], None], channels: Callable[[str], None]) -> Network:
    """`network("timeout")` sets how it behaves from now on; `network()` is what was posted there."""
    plug_in("replier", REPLIER)
    channels("  avis: {connector: replier, handles: [lavande]}\n")
    posts = workspace.folder / "posts"
    posts.write_text("", "utf-8")

    def behaves(mode: str | None = None) -> list[str]:
        if mode is not None:
            (workspace.folder / "mode").write_text(mode, "utf-8")
        return [json.loads(line)[2] for line in posts.read_text("utf-8").splitlines()]

    behaves("well")
    return behaves

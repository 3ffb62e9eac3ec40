"""Where the workspace is, and where what ships with socialcare is."""

from dataclasses import dataclass
from pathlib import Path

from socialcare.errors import WrongUse
from socialcare.sentences import say

FILE = "socialcare.yaml"
DATABASE = Path("data") / "socialcare.db"
LOCK = Path("rules") / "calendar.lock.json"


@dataclass(frozen=True)
class Workspace:
    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / FILE

    @property
    def database(self) -> Path:
        return self.folder / DATABASE

    @property
    def calendar_lock(self) -> Path:
        return self.folder / LOCK

    def read(self, path: str | Path) -> str:
        """A text file of the workspace. Raises WrongUse with its path where it cannot be read."""
        full = self.folder / path
        try:
            return full.read_text(encoding="utf-8-sig")
        except FileNotFoundError as error:
            raise WrongUse(say("there is no file {path}", path=full)) from error
        except (OSError, UnicodeDecodeError) as error:
            raise WrongUse(say("{path} cannot be read: {why}", path=full, why=error)) from error


def find(start: Path, named: Path | None) -> Workspace:
    """The one named, else the first folder with `socialcare.yaml` from `start` upward. Raises WrongUse."""
    if named is not None:
        if not (named / FILE).is_file():
            raise WrongUse(
                say(
                    "{folder} is no workspace: it has no {file}; socialcare init {folder} makes one",
                    folder=named,
                    file=FILE,
                )
            )
        return Workspace(named.resolve())
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return Workspace(folder)
    raise WrongUse(
        say(
            "no workspace here: neither {folder} nor a folder above has a {file}; go into one, name it with --workspace, or make one with socialcare init",
            folder=start,
            file=FILE,
        )
    )


def shipped(path: str) -> Path:
    """A file that comes with socialcare (`rules/…`, `data/…`): beside the package once installed, else the checkout's."""
    package = Path(__file__).parents[1]
    installed = package / path
    return installed if installed.exists() else package.parents[1] / path

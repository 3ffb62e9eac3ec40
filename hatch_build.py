"""A wheel whose scorer is compiled, where it is asked for (make wheel): the same sources, through mypyc, for one machine."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOM = "socialcare/scoring"
COMPILED = (
    "evidence",
    "features",
    "heads",
    "intents",
    "irony",
    "lexicon",
    "plain",
    "scorer",
    "tokens",
    "unread",
    "weigh",
)
"""What is done for each word or text. `model` sums in numpy already, and keeps what it read by `cached_property`, which
mypyc does not know."""


class CompiledScorer(BuildHookInterface[Any]):
    """Needs a C compiler. Raises CalledProcessError with what mypyc printed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # the sources are read as they are
            return
        self._folder = Path(tempfile.mkdtemp(prefix="socialcare-"))
        shutil.copytree(Path(self.root, "src"), self._folder, dirs_exist_ok=True)
        files = [f"{ROOM}/{name}.py" for name in COMPILED]
        checked_elsewhere = ("--ignore-missing-imports", "--follow-imports=silent", "--config-file=")
        words = [sys.executable, "-m", "mypyc", *checked_elsewhere, *files]
        subprocess.run(words, cwd=self._folder, check=True)  # noqa: S603 - our own words
        for made in sorted(path for kind in ("so", "pyd") for path in self._folder.rglob(f"*.{kind}")):
            inside = made.relative_to(self._folder)
            if inside.parts[0] != "build":
                build_data["force_include"][str(made)] = str(inside)
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        del version, build_data, artifact_path
        if hasattr(self, "_folder"):
            shutil.rmtree(self._folder, ignore_errors=True)

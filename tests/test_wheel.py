"""The package as strangers get it: all it needs inside, nothing of ours that is private, and it works on its own."""

import os
import shutil
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

PACKED = ("src", "connectors", "rules", "data", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".gitignore")

NEEDED = [
    "socialcare/__init__.py", "socialcare/py.typed", "socialcare/rules/sophie-paris.yaml",
    "socialcare/data/samples/demo.jsonl", "socialcare/data/model/weights.npz", "socialcare/data/model/encoder.npz",
    "socialcare/cli/locale/fr/LC_MESSAGES/messages.mo",
    "socialcare/cli/locale/en/LC_MESSAGES/messages.mo", "socialcare_connectors/files.py",
]  # fmt: skip

RUN = "import sys, socialcare; print(socialcare.__file__); from socialcare.cli.app import main; sys.exit(main())"


def _ran(*words: str, cwd: Path, **environment: str) -> str:
    told = subprocess.run(
        [sys.executable, *words], cwd=cwd, env={**os.environ, "PYTHONUTF8": "1", **environment},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy in which somebody has left a customer database beside the data that ships."""
    missing = [name for name in ("build", "hatchling") if find_spec(name) is None]
    assert not missing, f"to build the wheel: pip install {' '.join(missing)} (the dev extra has them: make install)"
    checkout = tmp_path_factory.mktemp("checkout")
    for name in PACKED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, checkout / name)
    (checkout / "data" / "samples" / "customers.db").write_bytes(b"private")
    folder = tmp_path_factory.mktemp("dist")
    _ran("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(checkout), cwd=checkout)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_all_that_runs_is_in(names: list[str]) -> None:
    lexicon = [f"socialcare/data/lexicon/{file.name}" for file in (ROOT / "data" / "lexicon").iterdir()]
    assert lexicon
    assert [name for name in (*NEEDED, *lexicon) if name not in names] == []


def test_nothing_private_and_no_test_is_in(names: list[str]) -> None:
    private = [
        name for name in names if ".db" in name or ("test" in name and "/testing/" not in name) or "__pycache__" in name
    ]
    assert private == ["socialcare/rules/tests/sophie-paris.test.yaml"]  # the starter's own tests, for `rules test`
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"socialcare", "socialcare_connectors"}


def test_it_works_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    _ran("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check",
         "--target", str(site), str(wheel), cwd=tmp_path)  # fmt: skip
    clock = {"PYTHONPATH": str(site), "SOCIALCARE_NOW": "2026-11-20T10:30:00+01:00", "LANGUAGE": "fr"}
    made = _ran("-c", RUN, "init", "brand", "--demo", cwd=tmp_path, **clock)
    assert Path(made.splitlines()[0]).is_relative_to(site)
    morning = _ran("-c", RUN, "triage", cwd=tmp_path / "brand", **clock)
    assert "vendredi 20 novembre 2026, 10:30 (Europe/Paris)" in morning
    assert "Karim Benali" in morning

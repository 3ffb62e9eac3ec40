"""Where the workspace is, and what init leaves alone."""

from pathlib import Path

import pytest

from socialcare.errors import WrongUse
from socialcare.workspace import Workspace, find, load, make, shipped


@pytest.fixture
def made(tmp_path: Path) -> Workspace:
    return make(tmp_path / "marque", brand="Maison Lavande")


def test_it_is_found_from_any_folder_below(made: Workspace) -> None:
    for start in (made.folder, made.folder / "data" / "inbox"):
        assert find(start, None) == made


def test_the_nearest_one_above_counts(made: Workspace) -> None:
    inner = make(made.folder / "rules" / "autre", brand="Autre")
    assert find(inner.folder / "data", None) == inner


def test_the_one_named_counts_wherever_one_is(made: Workspace, tmp_path: Path) -> None:
    other = make(tmp_path / "autre", brand="Autre")
    assert find(made.folder, other.folder) == other


def test_the_one_named_must_be_one(made: Workspace) -> None:
    folder = made.folder / "data"
    with pytest.raises(WrongUse) as raised:
        find(made.folder, folder)
    assert str(raised.value) == (
        f"{folder} is no workspace: it has no socialcare.yaml; socialcare init {folder} makes one"
    )


def test_where_there_is_none_it_is_said_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WrongUse) as raised:
        find(tmp_path, None)
    assert str(raised.value) == (
        f"no workspace here: neither {tmp_path} nor a folder above has a socialcare.yaml;"
        " go into one, name it with --workspace, or make one with socialcare init"
    )


def test_a_workspace_is_not_made_twice(made: Workspace) -> None:
    made.file.write_text("brand: Autre\n", "utf-8")
    with pytest.raises(WrongUse) as raised:
        make(made.folder, brand="Maison Lavande")
    assert str(raised.value) == f"{made.folder} is already a workspace; nothing was changed"
    assert made.file.read_text("utf-8") == "brand: Autre\n"


def test_rules_that_are_there_already_are_kept(tmp_path: Path) -> None:
    rules = tmp_path / "rules" / "sophie-paris.yaml"
    rules.parent.mkdir()
    rules.write_text("# les nôtres\n", "utf-8")
    make(tmp_path, brand="Maison Lavande")
    assert rules.read_text("utf-8") == "# les nôtres\n"


@pytest.mark.parametrize("brand", ["Maison Lavande", 'L’"Éclat" : #1', "{brand}", "été\n- x", "\\", "no", "🌿"])
def test_any_name_of_a_brand_is_read_back(brand: str, tmp_path: Path) -> None:
    settings = load(make(tmp_path, brand=brand, handles=("@Maison", "l'éclat"), channels=("avis",)))
    assert (settings.brand, settings.handles, list(settings.channels)) == (
        brand, frozenset({"maison", "l'éclat"}), ["avis"],
    )  # fmt: skip


def test_mentions_are_personal_data(made: Workspace) -> None:
    assert (made.folder / "data").stat().st_mode & 0o777 == 0o700


def test_what_ships_is_found() -> None:
    assert shipped("rules/sophie-paris.yaml").is_file()


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "there is no file {path}"), (b"\xff\xfe\x00", "{path} cannot be read: 'utf-8' codec can't decode")],
)
def test_a_file_that_cannot_be_read_is_named(content: bytes | None, said: str, made: Workspace) -> None:
    path = made.folder / "rules" / "mine.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(WrongUse) as raised:
        made.read("rules/mine.yaml")
    assert str(raised.value).startswith(said.format(path=path))


def test_a_byte_order_mark_is_not_text(made: Workspace) -> None:
    made.file.write_bytes(b"\xef\xbb\xbf" + made.file.read_bytes())
    assert load(made).brand == "Maison Lavande"

"""Shipped files are found from a wheel, from a checkout, and from any working directory."""

import pathlib

import pytest

from engine import data

NAMES = ["assets", "replays", "scenarios"]


@pytest.fixture
def root(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """An empty installation: the folder that holds the `engine` package."""
    package = tmp_path / "engine"
    package.mkdir()
    monkeypatch.setattr(data, "_PACKAGE", package)
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_found_from_any_working_directory(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = data.data_folder(name)
    assert folder.is_dir()
    assert folder.is_absolute()
    assert folder.name == name


@pytest.mark.parametrize("name", NAMES)
def test_a_wheel_carries_its_own(name, root):
    shipped = root / "engine" / "_data" / name
    shipped.mkdir(parents=True)
    (root / name).mkdir()  # a folder of that name beside an installed package is not ours
    assert data.data_folder(name) == shipped


@pytest.mark.parametrize("name", NAMES)
def test_a_checkout_has_them_at_its_root(name, root):
    (root / name).mkdir()
    assert data.data_folder(name) == root / name


def test_missing_says_where_it_looked_and_what_to_do(root):
    with pytest.raises(data.DataFolderError) as error:
        data.data_folder("replays")
    message = str(error.value)
    assert str(root / "engine" / "_data" / "replays") in message
    assert str(root / "replays") in message
    assert "install steerco again" in message


@pytest.mark.parametrize("name", ["scenario", "", "..", "/"])
def test_unknown_names_are_refused_with_the_choices(name):
    with pytest.raises(data.DataFolderError, match="choose from assets, replays, scenarios"):
        data.data_folder(name)

"""Everything that practice asks about has something that carries it, and that something exists."""

import copy

import pytest

from engine import coverage
from engine.coverage import FILE, ITEMS, KINDS, items, main, page, read_items
from engine.data import data_folder
from engine.errors import InputError
from engine.toml import read_toml
from tests.engine.cli_calls import ROOT


@pytest.fixture
def document():
    return copy.deepcopy(read_toml(data_folder("assets") / FILE))


def test_each_item_is_carried_by_what_exists():
    found = items()
    assert [item.number for item in found] == list(range(1, ITEMS + 1))
    assert all(item.carriers for item in found)
    assert len({item.item for item in found}) > ITEMS - 12, "the same words now and then, never a copied block"


def test_only_what_belongs_to_stories_and_drills_waits_for_a_room():
    for item in items():
        if all(carrier.planned for carrier in item.carriers):
            assert item.section[0] == "O", item
    assert sum(any(carrier.planned for carrier in item.carriers) for item in items()) < 20


def test_every_kind_of_carrier_has_names_and_is_used():
    for kind, (names, told) in KINDS.items():
        assert names(), kind
        assert "{}" in told
    assert {carrier.kind for item in items() for carrier in item.carriers} == set(KINDS)


def test_a_drill_that_is_built_is_no_longer_planned():
    if (ROOT / "engine" / "drill").is_dir():
        assert all(carrier.name != "drill" for item in items() for carrier in item.carriers if carrier.planned)


def test_the_page_is_current():
    assert (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8") == page(items()), "make coverage"


@pytest.mark.parametrize(
    ("carrier", "said"),
    [
        ("intervention:product-counsel", "A.1: no intervention is called 'product-counsel'; did you mean 'product"),
        ("metric:flow.led", "did you mean 'flow.lead'?"),
        ("event:CardDelt", "did you mean 'CardDealt'?"),
        ("systm:work", "'systm:work' is not kind:name; did you mean 'system'?"),
        ("work", "is not kind:name"),
        ("planned:cinema", "no planned is called 'cinema'"),
    ],
)  # fmt: skip
def test_a_carrier_that_does_not_exist_is_named(document, carrier, said):
    document["A"]["1"]["by"] = [carrier]
    with pytest.raises(InputError) as caught:
        read_items(document)
    assert str(caught.value).startswith(FILE)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    "change", [lambda s: s.pop("2"), lambda s: s.update({"1000": s["2"]}), lambda s: s["2"].pop("by")]
)
def test_an_item_that_is_missing_or_carried_by_nothing_is_named(document, change):
    change(document["A"])
    with pytest.raises(InputError, match=FILE):
        read_items(document)


def test_the_command_writes_the_page_or_says_what_is_wrong(tmp_path, capsys, monkeypatch):
    out = tmp_path / "page.md"
    assert main(["--write", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == page(items())
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err
    assert main(["--write", str(tmp_path / "nowhere" / "page.md")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    monkeypatch.setattr(coverage, "read_toml", lambda *_: {"A": {"title": "t"}})
    assert main(["--write", str(out)]) == 2
    assert FILE in capsys.readouterr().err

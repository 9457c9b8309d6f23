"""What ships as data is whole: colours stand out, words are there and used, terms are short, keys do not collide."""

from __future__ import annotations

import itertools
import pathlib
import re

import pytest

from engine import data, shipped
from engine.errors import InputError
from engine.thresholds import thresholds
from engine.ui import icons, keys, texts
from engine.ui.keys import Bindings, actions, groups
from engine.ui.palette import colour, contrast, palette
from engine.ui.theme import TEXT_SIZES, Theme, scale_for
from sim.metrics import metrics

UI = pathlib.Path(data.__file__).parent / "ui"
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted(UI.rglob("*.py")))


# --- colours ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("high", [False, True])
def test_words_and_edges_stand_out_from_every_ground(high):
    theme = Theme(high_contrast=high)
    for ground, ink in itertools.product(("background", "panel", "raised"), ("text", "muted")):
        assert contrast(theme.colour(ink), theme.colour(ground)) >= 4.5, (ground, ink)
    for ground, line in itertools.product(
        ("background", "panel", "raised"), ("edge", "primary", "focus", "watch", "act")
    ):
        assert contrast(theme.colour(line), theme.colour(ground)) >= 3.0, (ground, line)
    assert contrast(theme.colour("on_primary"), theme.colour("primary")) >= 4.5


@pytest.mark.parametrize("high", [False, True])
def test_sources_stand_out_and_differ_in_more_than_colour(high):
    theme = Theme(high_contrast=high)
    looks = palette().source
    assert len(looks) == 5
    assert all(contrast(colour(look.colour), theme.colour("panel")) >= 5.0 for look in looks)
    assert len({look.marker for look in looks}) == len({look.dash for look in looks}) == len(looks)


# Linear maps of Viénot, Brettel and Mollon (1999) for two colour-vision deficiencies, and luminance alone for a third.
SEEN = {
    "protanopia": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "deuteranopia": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
    "achromatopsia": ((0.2126, 0.7152, 0.0722),) * 3,
}


@pytest.mark.parametrize("seen", ["protanopia", "deuteranopia"])
def test_sources_differ_as_others_see_them(seen):
    shades = []
    for look in palette().source:
        linear = [(c / 255) ** 2.2 for c in colour(look.colour)]
        shades.append(
            [max(0.0, sum(m * c for m, c in zip(row, linear, strict=True))) ** (1 / 2.2) for row in SEEN[seen]]
        )
    for one, other in itertools.combinations(shades, 2):
        assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 >= 0.08


def test_the_window_is_never_drawn_smaller_than_designed():
    assert [scale_for(*size) for size in ((1280, 720), (1280, 800), (1920, 1080), (2560, 1600), (3840, 2160))] == [
        1.0,
        1.0,
        1.5,
        2.0,
        3.0,
    ]
    assert scale_for(640, 480) == 1.0
    assert TEXT_SIZES == (100, 125, 150)


def test_a_damaged_file_is_refused_in_one_line(tmp_path, monkeypatch):
    assets = tmp_path / "assets"
    assets.mkdir()
    monkeypatch.setattr(shipped, "data_folder", lambda _: assets)
    from engine.ui.palette import Palette

    (assets / "palette.toml").write_text('[colours]\nbackground = "black"\n')
    with pytest.raises(InputError, match=r"assets/palette.toml: colours.background: .*\(and \d+ more\)"):
        shipped.shipped(Palette, "palette.toml")
    with pytest.raises(InputError, match="no such file"):
        shipped.shipped(Palette, "other.toml")


# --- words ------------------------------------------------------------------------------------------------------------
def test_every_text_that_is_asked_for_is_there_and_every_text_is_asked_for():
    every = {f"{screen}.{name}" for screen, names in texts.words().items() for name in names}
    asked = set(re.findall(r'say\(\s*"([a-z-]+\.\w+)"', SOURCE))
    assert asked <= every
    patterns = [
        re.sub(r"\{[^}]+\}", r"[\\w-]+", found) for found in re.findall(r'say\(\s*f["\']([^"\']+)["\']', SOURCE)
    ]
    patterns += [rf"{found}(_detail)?" for found in re.findall(r'_line\(\s*"([a-z.]+)"', SOURCE)]
    patterns += [rf"settings\.{name}(_detail)?" for name in re.findall(r'_switch\("(\w+)"', SOURCE)]
    patterns += [f"title.{name}(_detail)?" for name in re.findall(r'\("(\w+)", "\w+", "[\w-]+"\)', SOURCE)]
    patterns += [f"title.{name}" for name in re.findall(r'\("(how_\d)"', SOURCE)]
    unused = [
        key
        for key in every - asked
        if not any(re.fullmatch(pattern, key) for pattern in patterns)
        and f'"{key}"' not in SOURCE
        and not key.endswith(".title")
    ]
    assert unused == []


def test_texts_name_no_term_that_is_none():
    for screen, names in texts.words().items():
        for name, text in names.items():
            for form in re.findall(r"\[\[([^\]|]+)", text):
                assert texts.term(form) is not None, (screen, name, form)


def test_eighty_terms_of_at_most_twenty_five_words():
    terms = texts.glossary()
    assert len(terms) == 80
    assert len({form.lower() for term in terms for form in (term.term, *term.also)}) == sum(
        1 + len(t.also) for t in terms
    )
    for term in terms:
        assert len(f"{term.here} {term.elsewhere}".split()) <= texts.MOST_WORDS, term.term


def test_a_search_finds_by_name_first_and_the_nearest_where_nothing_is_found():
    assert texts.search("twin")[0].term == "twin"
    assert texts.search("wobb")[0].term == "usual wobble"
    assert texts.search("nothing like it") == []
    assert "lead time" in texts.nearest("leed tine", [term.term for term in texts.glossary()])


# --- keys -------------------------------------------------------------------------------------------------------------
def test_no_key_asks_for_two_things_at_once():
    for group in groups():
        heard = [key for action in group.action for key in action.keys]
        assert len(heard) == len(set(heard)), group.id
    always = [key for group in groups() if group.always for action in group.action for key in action.keys]
    assert len(always) == len(set(always))
    assert len(actions()) == sum(len(group.action) for group in groups())
    pads = [action.pad for action in actions().values() if action.pad]
    assert len(pads) == len(set(pads))
    assert set(pads) <= set(keys.PAD_SIGNS)


def test_a_screens_own_keys_go_before_those_heard_everywhere():
    bindings = Bindings({})
    assert bindings.asked("r", ()) == "review"
    assert bindings.asked("r", ("on-settings",)) == "reset"
    assert bindings.asked("e", ("on-briefing",)) == "expand"
    assert bindings.asked("e", ()) is None


def test_a_conflict_names_both():
    bindings = Bindings({})
    found = bindings.conflict("board", "m")
    assert found is not None
    assert (found.one, found.other) == ("board", "metrics")
    assert bindings.conflict("filter", "b") is not None
    assert bindings.conflict("filter", "l") is None, "heard on another page only"
    assert bindings.with_key("board", "j").conflict("filter", "b") is None
    assert bindings.with_key("board", "j").sign("board") == "J"


def test_signs_as_printed():
    assert [keys.sign(key) for key in ("shift+tab", "ctrl++", "escape", "b", "page up", "f11")] == [
        "Shift Tab",
        "Ctrl +",
        "Esc",
        "B",
        "PgUp",
        "F11",
    ]


# --- the rest ---------------------------------------------------------------------------------------------------------
def test_thresholds_are_of_metrics_that_exist_and_agree_with_them():
    own = {"utilisation", "changes-per-year"}
    for name, threshold in thresholds().items():
        if name in own:
            continue
        assert name in metrics(), name
        if threshold.better in ("lower", "higher"):
            assert threshold.better == metrics()[name].better, name


@pytest.mark.parametrize(
    ("name", "value", "baseline", "state"),
    [
        ("flow.lead", 59.9, None, "steady"),
        ("flow.lead", 60.0, None, "watch"),
        ("flow.lead", 100.0, None, "act"),
        ("rel.harm", 24.0, 10.0, "act"),
        ("rel.harm", 24.0, None, None),
        ("rel.harm", 24.0, 0.0, None),
        ("cust.activ", 38.0, 42.0, "watch"),
        ("flow.wip", 0.7, None, "watch"),
        ("flow.wip", 1.2, None, "steady"),
        ("fc.p80", 95.0, None, "watch"),
        ("fc.p80", 45.0, None, "act"),
        ("cust.renew", 84.0, None, "act"),
        ("cust.signups", 84.0, None, None),
        ("flow.lead", None, None, None),
    ],
)
def test_states(name, value, baseline, state):
    assert thresholds()[name].state(value, baseline) == state


def test_changes_in_words():
    lead, renew, load = (thresholds()[name] for name in ("flow.lead", "cust.renew", "gov.hours"))
    assert (lead.says(3), lead.says(-3), renew.says(3), load.says(1), lead.says(0)) == (
        "up, worse",
        "down, better",
        "up, better",
        "up",
        "unchanged",
    )


def test_icons_that_are_used_ship_and_lie_beside_their_licence():
    folder = data.data_folder("assets")
    used = set(re.findall(r'icon(?:=|: ClassVar\[str\] = )"([a-z0-9-]+)"', SOURCE))
    used |= set(re.findall(r'Icon\("([a-z0-9-]+)"', SOURCE))
    assert used <= set(icons.names())
    assert "ISC License" in (folder / "icons" / "LICENSE.txt").read_text(encoding="utf-8")
    for font in ("Inter", "JetBrainsMono"):
        licence = (folder / "fonts" / f"{font}-LICENSE.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE" in licence
        assert list((folder / "fonts").glob(f"{font}-*.[ot]tf"))


def test_every_icon_can_be_drawn():
    for name in icons.names():
        drawn = icons.icon(name, 20, (255, 255, 255))
        assert drawn.get_bounding_rect().width >= 6, name

"""Text that anybody may have written, made harmless."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.story.inert import inert


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("Seven roadmaps", "Seven roadmaps"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;http://evil\x07link\x1b]8;;\x07", "link"),
        ("\x1b]0;title", "untitled"),
        ("\x9b2Jgone", "gone"),
        ("a\u202eb\u2066c\u200fd\u200be", "abcde"),
        ("one\ntwo\r\nthree\u2028four", "one two three four"),
        ("<script>alert(1)</script>", "‹script›alert(1)‹/script›"),
        ("[bold](x) `y` **z** a|b # c", "(bold)(x) 'y' ∗∗z∗∗ a¦b ♯ c"),
        ("&lt;b&gt;", "＆lt;b＆gt;"),
        ("see https://example.org and www.example.org", "see https:∕∕example.org and www·example.org"),
        ("- item", "– item"),
        ("=cmd()!A1", "＝cmd()!A1"),
        ("@sum(1)", "＠sum(1)"),
        ("+1+1", "＋1+1"),
        ("\t=1", "＝1"),
        ("text --- more === end", "text – more – end"),
        ("e" + "\u0301" * 40, "é\u0301\u0301"),
        ("", "untitled"),
        ("\u202e\x00", "untitled"),
        ("Zoë – Überblick 日本", "Zoë – Überblick 日本"),
        (None, "None"),
    ],
)
def test_known_tricks(raw: object, shown: str) -> None:
    assert inert(raw) == shown


def test_long_text_is_cut() -> None:
    assert inert("x" * 1000, 20) == "x" * 19 + "…"
    assert len(inert("\x1b[0m" * 10_000 + "y", 50)) <= 50


@given(st.text(max_size=400), st.integers(8, 200))
def test_nothing_that_comes_out_acts_on_anything(raw: str, limit: int) -> None:
    shown = inert(raw, limit)
    assert 1 <= len(shown) <= limit
    assert shown == shown.strip()
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert not set(shown) & set("<>&|`*[]{}\\#~_$")
    assert inert(shown, limit) == shown
    assert shown[0] not in "=+-@"

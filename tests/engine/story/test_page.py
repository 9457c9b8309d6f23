"""Pages: no digit without a slot, no line too wide, no line that turns into markup."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.story.markdown import render_text as render
from engine.story.markdown import wrap
from engine.story.page import (
    LABEL,
    Heading,
    Paragraph,
    Points,
    Slot,
    Table,
    columns,
    fill,
    flat,
    name,
    words,
)

HOSTILE = st.text(st.characters(exclude_categories=("Cs",)), max_size=120)


def test_a_number_written_by_hand_is_refused() -> None:
    with pytest.raises(ValueError, match="a number that nobody measured"):
        fill("It fell by 8 days.")
    with pytest.raises(ValueError, match="a number that nobody measured"):
        words("twelve ", "or 12")
    with pytest.raises(ValueError, match="a number that nobody measured"):
        fill("It fell by {n}.", n="٣")


def test_a_slot_carries_its_number() -> None:
    assert flat(fill("It fell by {n} days.", n=Slot("8", "finding", "f-1"))) == "It fell by 8 days."


@given(HOSTILE, st.integers(20, 100))
def test_no_line_is_too_wide_whatever_a_name_is(raw: str, width: int) -> None:
    text = words(name(raw), " and ", name(raw, 30))
    blocks = [Heading(text), Paragraph(text), Points(text, (text, text)), Table(("A", "B"), ((text, text),), text)]
    assert all(columns(line) <= width for line in render(blocks, width).splitlines())


@given(HOSTILE)
def test_no_continued_line_is_markup(raw: str) -> None:
    lines = render([Paragraph(words("Said: ", name(raw * 3)))], 40).splitlines()
    assert not [line for line in lines if re.match(r"(#|>|\||[-+*=] |[-=]+$|```|~~~)", line)]


def test_a_number_with_a_dot_never_begins_a_line() -> None:
    assert wrap("it came in 2026. Then", 12) == ["it came", "in\u00a02026.", "Then"]
    assert wrap("a word of twelve-5 - then", 17) == ["a word of", "twelve-5\u00a0- then"]


def test_long_words_are_cut_and_wide_characters_count_double() -> None:
    assert wrap("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]
    assert wrap("日本語日本語", 6) == ["日本語", "日本語"]


def test_a_table_too_wide_folds_its_widest_column() -> None:
    rows = ((words("a long name of something"), words(Slot("7", "run"))), (words("short"), words(Slot("12", "run"))))
    assert render([Table(("Name", "N"), rows, words("Caption."))], 24).splitlines()[:5] == [
        "| Name            |  N |",
        "|-----------------|---:|",
        "| a long name of  |  7 |",
        "| something       |    |",
        "| short           | 12 |",
    ]


def test_every_kind_of_block_is_labelled() -> None:
    said = words("Something")
    for block in (Paragraph(said), Points(said, (said,)), Table(("A",), ((said,),), said)):
        assert LABEL in render([block], 80)

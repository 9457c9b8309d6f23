"""The window's words: `assets/strings.toml`, and the glossary."""

from __future__ import annotations

import difflib
import functools
import string
from typing import Annotated, Final

import pydantic

from engine.shipped import Strict, shipped

MOST_WORDS: Final = 25  # of a term's two senses together


class Words(pydantic.RootModel[dict[str, dict[str, str]]]):
    """Texts by screen and name."""

    model_config = pydantic.ConfigDict(strict=True, frozen=True)


@functools.cache
def words() -> dict[str, dict[str, str]]:
    """Every text.

    Raises:
        InputError: the file is missing or damaged.
    """
    return shipped(Words, "strings.toml").root


def say(key: str, **values: object) -> str:
    """A text with its gaps filled.

    Args:
        key: screen and name, as `title.start`.
        values: by the names of its gaps.

    Raises:
        KeyError: no such text, or a gap without a value.
    """
    screen, _, name = key.partition(".")
    text = words()[screen][name]
    return text.format(**values) if values or "{" in text else text


def gaps(text: str) -> set[str]:
    """The names of a text's gaps."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


class Term(Strict):
    """A word that players meet.

    Attributes:
        term: as written in texts.
        here: what it means in the game.
        elsewhere: what others mean by it, so that nobody carries the wrong sense away.
        also: other forms in which texts mark it.
    """

    term: str
    here: Annotated[str, pydantic.StringConstraints(min_length=10)]
    elsewhere: Annotated[str, pydantic.StringConstraints(min_length=10)]
    also: list[str] = pydantic.Field(default_factory=list)


class _Glossary(Strict):
    term: list[Term]


@functools.cache
def glossary() -> tuple[Term, ...]:
    """Every term, by alphabet.

    Raises:
        InputError: the file is missing or damaged.
    """
    return tuple(sorted(shipped(_Glossary, "glossary.toml").term, key=lambda term: term.term.lower()))


@functools.cache
def _by_form() -> dict[str, Term]:
    return {form.lower(): term for term in glossary() for form in (term.term, *term.also)}


def term(form: str) -> Term | None:
    """What a form of a term stands for, or None."""
    return _by_form().get(form.lower())


def search(sought: str) -> list[Term]:
    """Terms whose name or senses hold what is sought, those whose name begins with it first."""
    wanted = sought.strip().lower()
    if not wanted:
        return list(glossary())
    named = [term for term in glossary() if any(wanted in form.lower() for form in (term.term, *term.also))]
    named.sort(key=lambda term: not term.term.lower().startswith(wanted))
    told = [term for term in glossary() if term not in named and wanted in f"{term.here} {term.elsewhere}".lower()]
    return named + told


def nearest(sought: str, known: list[str], most: int = 3) -> list[str]:
    """The names most like what is sought, for a search that found nothing."""
    close = difflib.get_close_matches(sought.lower(), sorted({name.lower() for name in known}), n=most, cutoff=0.0)
    by_lower = {name.lower(): name for name in known}
    return [by_lower[name] for name in close]

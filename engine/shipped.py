"""Data that ships in `assets/`, checked strictly: a file is whole and right, or refused in one line."""

from __future__ import annotations

from typing import TypeVar

import pydantic

from engine.data import data_folder
from engine.errors import InputError
from engine.toml import read_toml


class Strict(pydantic.BaseModel):
    """A table of a data file: no key it does not know, no value of another type, and not changed once read."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, strict=True)


Model = TypeVar("Model", bound=pydantic.BaseModel)


def shipped(model: type[Model], name: str) -> Model:
    """A file of `assets/` as its model.

    Args:
        model: what it must hold.
        name: the file's name.

    Raises:
        InputError: it is missing, not TOML, or not what the model says; the message names file and place.
    """
    where = f"assets/{name}"
    try:
        return model.model_validate(read_toml(data_folder("assets") / name, where))
    except pydantic.ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        place = ".".join(map(str, found[0]["loc"]))
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise InputError(f"{where}: {place}: {found[0]['msg']}{more}") from None

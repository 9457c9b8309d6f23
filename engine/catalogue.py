"""Scenarios and plans by name: found, merged with the defaults, checked, and refused in one line.

`python -m engine.catalogue --write-schema` writes the JSON Schema of scenario files, for editors that complete TOML.
"""

from __future__ import annotations

import json
import pathlib
import re
import sys
from typing import Any, Final

import pydantic

from engine.data import data_folder
from engine.errors import InputError
from engine.toml import read_toml
from sim.cards import cards
from sim.interventions import catalogue
from sim.metrics import metrics
from sim.parameters import SECTIONS
from sim.scenario import Scenario, nearest

SCENARIO_FILE: Final = "scenario.toml"
DEFAULTS_FILE: Final = "defaults.toml"
SCHEMA_FILE: Final = "scenario.schema.json"
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PLAN_KEYS: Final = ("title", "note", "command", "rule", "answer", "predict")


# -- Scenarios ---------------------------------------------------------------------------------------------------------


def scenario_ids() -> list[str]:
    """The shipped scenarios, sorted."""
    folder = data_folder("scenarios")
    return sorted(p.parent.name for p in folder.glob(f"*/{SCENARIO_FILE}") if _ID.fullmatch(p.parent.name))


def scenario_file(id_or_path: str | pathlib.Path) -> pathlib.Path:
    """The file of a scenario.

    Args:
        id_or_path: an id of `scenario_ids()`, a TOML file, or a folder that holds a `scenario.toml`.

    Raises:
        InputError: nothing of that name exists; the message has the nearest that does.
    """
    if isinstance(id_or_path, str) and not _is_path(id_or_path):
        known = scenario_ids()
        if id_or_path not in known:
            raise InputError(f"no scenario is called '{id_or_path[:80]}'; {nearest(id_or_path, known)}")
        return data_folder("scenarios") / id_or_path / SCENARIO_FILE
    path = pathlib.Path(id_or_path)
    try:
        return path / SCENARIO_FILE if path.is_dir() else path
    except (OSError, ValueError):
        raise InputError(f"'{str(id_or_path)[:80]}' is not a usable file name") from None


def load_scenario(id_or_path: str | pathlib.Path) -> Scenario:
    """A scenario, its parameters completed from `scenarios/defaults.toml`.

    Args:
        id_or_path: as for `scenario_file`.

    Returns:
        The checked scenario.

    Raises:
        InputError: one line: file, place in it, what is wrong, and the nearest valid choice.
    """
    file = scenario_file(id_or_path)
    where = _name_of(file)
    document = read_toml(file, where)
    given = document.get("parameters", {})
    document["parameters"] = _merged(_defaults(), given, where)
    try:
        scenario = Scenario.model_validate(document)
    except pydantic.ValidationError as error:
        raise InputError(f"{where}: {_condensed(error, document)}") from None
    _check_references(scenario, where)
    if file.is_relative_to(data_folder("scenarios")) and file.parent.name != scenario.id:
        raise InputError(f"{where}: id '{scenario.id}' is not the name of its folder, '{file.parent.name}'")
    return scenario


def _is_path(name: str) -> bool:
    return "/" in name or "\\" in name or name.endswith(".toml") or name in {".", ".."}


def _name_of(file: pathlib.Path) -> str:
    """A file as errors name it: shipped ones from `scenarios/` on, others as given."""
    folder = data_folder("scenarios")
    return f"scenarios/{file.relative_to(folder).as_posix()}" if file.is_relative_to(folder) else str(file)


def _defaults() -> dict[str, dict[str, Any]]:
    """The shared constants: every section and every parameter of `sim.parameters`."""
    where = f"scenarios/{DEFAULTS_FILE}"
    document = read_toml(data_folder("scenarios") / DEFAULTS_FILE, where)
    sections: dict[str, dict[str, Any]] = document.get("parameters", {})
    for section, parameters in SECTIONS.items():
        missing = [p.name for p in parameters if p.name not in sections.get(section, {})]
        if missing:
            raise InputError(f"{where}: parameters.{section}.{missing[0]} is missing")
    return sections


def _merged(defaults: dict[str, dict[str, Any]], given: Any, where: str) -> dict[str, dict[str, Any]]:
    """Defaults with a scenario's own constants over them, parameter by parameter.

    An override says `value`, `grade` and `source`; it keeps the default's `range` unless it has its own.
    """
    result = {section: dict(parameters) for section, parameters in defaults.items()}
    if not isinstance(given, dict):
        raise InputError(f"{where}: parameters: must be a table of sections")
    for section, overrides in given.items():
        if section not in result:
            raise InputError(f"{where}: parameters.{section[:60]}: no such section; {nearest(section, sorted(result))}")
        if not isinstance(overrides, dict):
            raise InputError(f"{where}: parameters.{section}: must be a table of parameters")
        for name, override in overrides.items():
            place = f"{where}: parameters.{section}.{name[:60]}"
            if name not in result[section]:
                raise InputError(f"{place}: no such parameter; {nearest(name, sorted(result[section]))}")
            if not isinstance(override, dict):
                raise InputError(f"{place}: must be {{ value = …, grade = …, source = … }}")
            lacking = [key for key in ("value", "grade", "source") if key not in override]
            if lacking:
                raise InputError(f"{place}: {lacking[0]} is missing; an override says value, grade and source")
            kept = {"range": result[section][name]["range"]}
            result[section][name] = kept | override
    return result


def _check_references(scenario: Scenario, where: str) -> None:
    """What the schema cannot know: metrics and interventions that exist."""
    known = list(metrics())
    for source in scenario.sources:
        for field in ("metric", "definition", "canonical"):
            name = getattr(source, field)
            if name is not None and name not in known:
                raise InputError(
                    f"{where}: sources.{source.id}.{field}: no metric is called '{name[:60]}'; {nearest(name, known)}"
                )
    shelf = list(catalogue())
    for name in scenario.shelf:
        if name not in shelf:
            raise InputError(f"{where}: shelf: no intervention is called '{name}'; {nearest(name, shelf)}")
    deck = list(cards())
    for name in scenario.cards:
        if name not in deck:
            raise InputError(f"{where}: cards: no card is called '{name}'; {nearest(name, deck)}")
    if len(set(scenario.cards)) < len(scenario.cards):
        twice = next(name for name in scenario.cards if scenario.cards.count(name) > 1)
        raise InputError(f"{where}: cards: '{twice}' is named twice")
    if len(set(scenario.shelf)) < len(scenario.shelf):
        twice = next(name for name in scenario.shelf if scenario.shelf.count(name) > 1)
        raise InputError(f"{where}: shelf: '{twice}' is on it twice")


def _condensed(error: pydantic.ValidationError, document: dict[str, Any]) -> str:
    """The first of a validation's complaints, on one line, with the number of the others."""
    found = error.errors(include_url=False, include_context=True, include_input=False)
    first = found[0]
    place = _place(first["loc"], document)
    kind = first["type"]
    if kind == "extra_forbidden":
        name = str(first["loc"][-1])
        what = f"no such key; {nearest(name, _keys_at(first['loc'][:-1]))}"
    elif kind == "missing":
        what = "is missing"
    else:
        what = first["msg"].removeprefix("Value error, ")
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return f"{place}: {what}{more}" if place else f"{what}{more}"


def _place(location: tuple[int | str, ...], document: Any) -> str:
    """A dotted location, entries of lists by their id where they have one."""
    parts: list[str] = []
    here = document
    for step in location:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
        name = here.get("id") if isinstance(step, int) and isinstance(here, dict) else None
        parts.append(name[:40] if isinstance(name, str) else str(step)[:60])
    return ".".join(parts)


def _keys_at(location: tuple[int | str, ...]) -> list[str]:
    """The keys that the schema knows at a location."""
    schema = Scenario.model_json_schema()
    here: dict[str, Any] = schema
    for step in location:
        here = here.get("items", {}) if isinstance(step, int) else here.get("properties", {}).get(step, {})
        while "$ref" in here:
            here = schema["$defs"][here["$ref"].rsplit("/", 1)[1]]
    return sorted(here.get("properties", {}))


# -- Plans -------------------------------------------------------------------------------------------------------------


def plan_names(scenario_id: str | pathlib.Path) -> list[str]:
    """The plans that lie beside a scenario, sorted.

    Raises:
        InputError: no such scenario.
    """
    return sorted(p.stem for p in _plan_folder(scenario_id).glob("*.toml") if _ID.fullmatch(p.stem))


def load_plan(scenario_id: str | pathlib.Path, name_or_path: str | pathlib.Path) -> dict[str, Any]:
    """A plan as parsed: `title`, `note`, and lists of tables `command`, `rule`, `answer` and `predict`, maybe empty.

    Args:
        scenario_id: a scenario's id or file.
        name_or_path: a name of `plan_names`, or a TOML file.

    Returns:
        The document, checked at its top level only.

    Raises:
        InputError: no such plan, or not one.
    """
    if isinstance(name_or_path, str) and not _is_path(name_or_path):
        known = plan_names(scenario_id)
        if name_or_path not in known:
            raise InputError(
                f"no plan of {_label(scenario_id)} is called '{name_or_path[:80]}'; {nearest(name_or_path, known)}"
            )
        file = _plan_folder(scenario_id) / f"{name_or_path}.toml"
    else:
        file = pathlib.Path(name_or_path)
    where = _name_of(file)
    document = read_toml(file, where)
    for key, value in document.items():
        if key not in _PLAN_KEYS:
            raise InputError(f"{where}: {key[:60]}: no such key; {nearest(key, list(_PLAN_KEYS))}")
        if key in {"title", "note"}:
            if not isinstance(value, str):
                raise InputError(f"{where}: {key}: must be text")
        elif not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise InputError(f"{where}: {key}: must be a list of tables, [[{key}]]")
    for key in _PLAN_KEYS[:2]:
        document.setdefault(key, "")
    for key in _PLAN_KEYS[2:]:
        document.setdefault(key, [])
    return document


def _plan_folder(scenario_id: str | pathlib.Path) -> pathlib.Path:
    return scenario_file(scenario_id).parent / "plans"


def _label(scenario_id: str | pathlib.Path) -> str:
    return f"'{str(scenario_id)[:80]}'"


# -- The published schema ----------------------------------------------------------------------------------------------


def scenario_schema() -> dict[str, Any]:
    """The JSON Schema of a scenario file, in which parameters are optional because defaults complete them."""
    schema = Scenario.model_json_schema()
    definitions = schema["$defs"]
    for name, definition in definitions.items():
        if name == "Parameters" or name.endswith("Parameters"):
            definition.pop("required", None)
    definitions["Tagged"]["required"] = ["value", "grade", "source"]
    schema["required"] = [name for name in schema["required"] if name != "parameters"]
    schema["properties"]["shelf"]["items"] = {"type": "string", "enum": sorted(catalogue())}
    schema["properties"]["cards"]["items"] = {"type": "string", "enum": sorted(cards())}
    metric_ids = list(metrics())
    for field in ("metric", "definition"):
        definitions["Source"]["properties"][field]["enum"] = metric_ids
    schema["title"] = "Steerco scenario"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def schema_text() -> str:
    """The schema as it lies in `scenarios/`: sorted and indented."""
    return json.dumps(scenario_schema(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write the schema file, for `python -m engine.catalogue --write-schema`."""
    if arguments != ["--write-schema"]:
        sys.stderr.write("usage: python -m engine.catalogue --write-schema\n")
        return 2
    (data_folder("scenarios") / SCHEMA_FILE).write_text(schema_text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

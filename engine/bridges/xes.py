"""XES (IEEE 1849), the event log of process mining: one trace for each case, whatever is chosen to be one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import quoteattr

from engine.bridges.process import Happened, happenings
from engine.errors import InputError
from engine.log import Recording
from sim.scenario import nearest

CASES: Final = ("item", "release", "incident", "decision", "card")
_HEAD: Final = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/>\
<date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/>\
<string key="lifecycle:transition" value="complete"/></global>
<classifier name="Activity" keys="concept:name"/>
"""


def xes_text(recording: Recording, case: str = "item") -> str:
    """A recording as XES.

    Args:
        recording: see `engine.bridges.process.happenings`.
        case: the type of object that is one case, one of `CASES`.

    Raises:
        InputError: nothing of that name can be a case.
    """
    if case not in CASES:
        raise InputError(f"'{case[:40]}' cannot be a case; {nearest(case, list(CASES))}")
    traces: dict[str, list[Happened]] = {}
    for happened in happenings(recording):
        for name in dict.fromkeys(one.id for one in happened.related if one.type == case):
            traces.setdefault(name, []).append(happened)
    header = recording.header
    lines = [_HEAD + _string("concept:name", f"{header.scenario.get('id')}, seed {header.seed}")]
    for name, events in traces.items():
        lines.append(f"<trace>{_string('concept:name', name)}")
        lines += [_event(happened, name) for happened in events]
        lines.append("</trace>")
    lines.append("</log>\n")
    return "\n".join(lines)


def _event(happened: Happened, case: str) -> str:
    return f"<event>{''.join(_attributes(happened, case))}</event>"


def _attributes(happened: Happened, case: str) -> Iterator[str]:
    yield _string("concept:name", happened.type)
    yield f'<date key="time:timestamp" value="{happened.time.isoformat()}"/>'
    yield _string("lifecycle:transition", "complete")
    yield _string("identity:number", happened.id)
    taken: set[str] = set()
    for one in happened.related:
        if one.id != case and one.type not in taken:
            taken.add(one.type)
            yield _string("org:resource" if one.type == "team" else one.type, one.id.partition("-")[2])
    for name, value in happened.attributes.items():
        if isinstance(value, int):
            yield f"<int key={quoteattr(name)} value={quoteattr(str(value))}/>"
        else:
            yield _string(name, value)


def _string(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(_allowed(value))}/>"


def _allowed(text: str) -> str:
    """A text without what XML cannot hold."""
    return "".join(c if c.isprintable() else " " for c in text)

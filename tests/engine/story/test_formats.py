"""The formats: inert whatever names are, the same bytes twice, and a page that keeps to its own policy."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import unicodedata
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from engine.commands.telling import FORMS, in_form
from engine.story import LENGTHS, Story
from engine.story.artefacts import artefact_text, artefacts
from engine.story.charts import charts, svg
from engine.story.html import story_html
from engine.story.page import LABEL
from engine.story.tell import tell_of
from engine.story.typeset import story_pdf
from tests.engine.story import told

HOSTILE = (
    "=cmd|' /C calc'!A0 \x1b]0;owned\x07\x1b[2J<img src=x onerror=alert(1)><script>alert(1)</script>\"'"
    "\u202eevil\u2066 [x](javascript:alert(1)) `rm` {{7*7}} #let $x$ </script><!-- http://a.b\r\n\x00\x9b31m"
)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
VOID = {"meta", "img", "br"}


@functools.cache
def plain() -> Story:
    """A story with every chart."""
    return tell_of(told.told("tuesday-board", whole=True))


@functools.cache
def hostile() -> Story:
    """The same, with every name that a file can bring replaced by a hostile one."""
    given = plain().told
    short = HOSTILE[:60]

    def named(many: list[Any]) -> list[Any]:
        return [one.model_copy(update={"name": short}) for one in many]

    scenario = given.scenario.model_copy(
        update={
            "title": short,
            "symptom": HOSTILE,
            "sponsors": named(given.scenario.sponsors),
            "teams": named(given.scenario.teams),
            "lines": named(given.scenario.lines),
            "forums": named(given.scenario.forums),
        }
    )
    studies = dict(given.studies)
    tables = json.loads(json.dumps(studies["enacted"].tables))
    for deed in tables["deeds"]:
        deed |= {"what": HOSTILE, "reason": HOSTILE}
        deed["asked"] |= {"reason": HOSTILE, "policy": HOSTILE, "sponsor": HOSTILE}
    for entry in (*tables["state"]["forums"], *tables["state"]["sources"], *tables["state"]["practices"]):
        entry["name"] = HOSTILE
    studies["enacted"] = replace(studies["enacted"], tables=tables)
    findings = tuple(
        replace(f, name=HOSTILE, details=f.details | {"source": HOSTILE, "comparison": HOSTILE, "command": HOSTILE})
        for f in given.findings
    )
    return tell_of(replace(given, scenario=scenario, studies=studies, findings=findings, plan=HOSTILE))


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script" and "type" not in self.tags[-1][1]:
            self.scripts.append(data)
        elif self.open and self.open[-1] == "style":
            self.styles.append(data)


def sha(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


@pytest.mark.parametrize("which", ["plain", "hostile"])
def test_a_page_holds_nothing_but_its_own_markup(which: str) -> None:
    page = Page(story_html({"plain": plain, "hostile": hostile}[which]()))
    assert page.open == []
    kinds = {tag for tag, _ in page.tags}
    assert kinds <= {
        "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "p", "h1", "h2", "h3", "small",
        "a", "sup", "span", "strong", "code", "ul", "ol", "li", "div", "table", "thead", "tbody", "tr", "th", "td",
        "figure", "figcaption", "img", "script", "details", "summary", "dl", "dt", "dd",
    }  # fmt: skip
    for tag, given in page.tags:
        assert not [name for name in given if name.startswith("on") or name in {"style", "srcdoc", "action"}], tag
        if tag == "a":
            assert re.fullmatch(r"#f-[0-9a-f]{10}", given["href"] or "")
        if tag == "img":
            assert (given["src"] or "").startswith("data:image/svg+xml;base64,")
        if tag == "script":
            assert "src" not in given
    ids = [given["id"] for _, given in page.tags if given.get("id")]
    assert len(ids) == len(set(ids))
    links = {(given["href"] or "").removeprefix("#") for tag, given in page.tags if tag == "a"}
    assert links <= set(ids)


def test_the_policy_allows_what_the_page_has_and_nothing_else() -> None:
    page = Page(story_html(plain()))
    policy = next(given["content"] for tag, given in page.tags if given.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["img-src"] == "data:"
    assert rules["script-src"].split() == [sha(script) for script in page.scripts]
    assert rules["style-src"].split() == [sha(style) for style in page.styles]
    assert len(page.scripts) == 2
    assert "unsafe" not in policy


def test_every_picture_is_a_picture() -> None:
    drawn = charts(plain().told)
    assert all(isinstance(spec, dict) for key, spec in drawn.items()), drawn
    for spec in charts(hostile().told).values():
        if isinstance(spec, dict):
            drawing = svg(spec)
            elements = list(ET.fromstring(drawing).iter())
            assert {one.tag.rpartition("}")[2] for one in elements} <= {
                "svg", "g", "path", "rect", "line", "text", "tspan", "defs", "clipPath",
            }  # fmt: skip
            assert not [key for one in elements for key in one.attrib if key.startswith("on") or key.endswith("href")]


def test_a_chart_whose_study_is_absent_is_a_sentence() -> None:
    story = told.story("tuesday-board", worlds=0)
    drawn = charts(story.told)
    assert all(isinstance(drawn[key], str) for key in ("worlds", "attribution", "luck", "report-card"))
    assert "not played in any other" in story_html(story)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_story_has_the_same_bytes(form: str) -> None:
    assert in_form(plain(), form, "spoken") == in_form(plain(), form, "spoken")


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("form", ["text", "md", "json"])
def test_hostile_names_are_inert_as_text(form: str, length: Any) -> None:
    text = in_form(hostile(), form, length).decode()
    assert not {unicodedata.category(c) for c in text.replace("\n", "")} & {"Cc", "Cf", "Co", "Cs"}
    if form == "json":
        json.loads(text)
        return
    assert "<script" not in text
    assert "](javascript" not in text
    assert "://" not in text
    assert not [line for line in text.splitlines() if re.match(r"\s*[|]?\s*[=+@][a-z]", line)]


def test_hostile_names_are_inert_in_artefacts() -> None:
    for artefact in artefacts(hostile()):
        text = artefact_text(artefact)
        assert "<script" not in text
        assert "](javascript" not in text
        assert not [cell for line in text.splitlines() for cell in line.split("|") if re.match(r"\s*[=+@][a-z]", cell)]
        assert LABEL in " ".join(text.split())


def test_a_pdf_is_set_whatever_names_are() -> None:
    made = story_pdf(hostile(), "spoken")
    assert made.startswith(b"%PDF-")
    assert b"/JavaScript" not in made
    assert b"CreationDate" not in made


def test_a_page_is_not_large() -> None:
    assert len(story_html(plain()).encode()) < 2_500_000


def test_artefacts_are_stamped_by_what_was_audited() -> None:
    given = told.told("seven-roadmaps")
    texts = {artefact.key: artefact_text(artefact) for artefact in artefacts(tell_of(given))}
    assert set(texts) == {
        "rights-matrix", "raci", "calendar", "escalation", "release-checklist", "metric-dictionary", "playbook",
    }  # fmt: skip
    assert "Decision-rights matrix: unverified." in texts["playbook"]
    assert "Product council" in texts["calendar"]
    tables = json.loads(json.dumps(given.studies["enacted"].tables))
    for practice, stamp in zip(tables["state"]["practices"], ("in use", "partly", "on paper"), strict=False):
        practice["stamp"] = stamp
    audited = replace(
        given, studies=dict(given.studies) | {"enacted": replace(given.studies["enacted"], tables=tables)}
    )
    text = artefact_text(artefacts(tell_of(audited))[-1])
    assert "Decision-rights matrix: in use." in text
    assert "WIP limits: partly." in text
    assert "Product council: on paper." in text


@pytest.mark.desktop
@pytest.mark.skipif(CHROMIUM is None, reason="no browser")
@pytest.mark.parametrize("which", ["plain", "hostile"])
def test_a_browser_opens_it_without_complaint_and_asks_nobody(which: str, tmp_path: pathlib.Path) -> None:
    page = tmp_path / "story.html"
    page.write_text(story_html({"plain": plain, "hostile": hostile}[which]()), encoding="utf-8")
    assert CHROMIUM is not None
    net = tmp_path / "net.json"
    result = subprocess.run(
        [
            CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            "--enable-logging=stderr", "--v=0", "--virtual-time-budget=8000", f"--user-data-dir={tmp_path / 'profile'}",
            f"--log-net-log={net}", "--dump-dom", page.as_uri(),
        ],
        capture_output=True, encoding="utf-8", timeout=120, check=True,
    )  # fmt: skip
    complaints = [line for line in result.stderr.splitlines() if "CONSOLE" in line]
    assert complaints == []
    assert result.stdout.count('class="chart on"') == sum(isinstance(s, dict) for s in charts(plain().told).values())
    asked = set(re.findall(r'"(https?://[^"]+)"', net.read_text(encoding="utf-8", errors="replace")))
    assert not [url for url in asked if "story" in url or "vega" in url or "a.b" in url]

"""How a story says that a company was governed: who decides what, where, how often, and what was left as it stood."""

from __future__ import annotations

from typing import Any, Final

from engine.story.choose import Chosen
from engine.story.material import Material
from engine.story.page import HARD, Text, fill, name, run, words
from engine.story.passage import Passage, Sentence, say
from engine.story.phrases import called, listed, sponsor, value, week

RIGHTS: Final = {"OWNER_AMBIGUITY", "DELEGATED_SHARE", "RIGHTS_CLARITY"}
ROLES: Final = {"HANDOFF_CLARIFY_SHARE", "HUB_SHARE"}
ESCALATION: Final = {"ESCALATION_SHARE"}


def governance(told: Material, chosen: Chosen) -> Passage:
    """Who decides what, where, how often, what is escalated, and what was left as it stood."""
    practices = [p for p in told.state.get("practices", []) if p["retired_week"] is None]
    sentences = [_cadence(told)]
    rights = [p for p in practices if RIGHTS & set(p["levers"])]
    roles = [p for p in practices if ROLES & set(p["levers"])]
    escalation = [p for p in practices if ESCALATION & set(p["levers"])]
    paths = _policy(told, "emergency-path")
    approval = _policy(told, "approval")
    left: list[Text] = []
    marks: list[str] = []
    if rights:
        text = "Who decides follows the {name}{by}."
        by = _carried_by(told, rights[0])
        sentences.append(say(fill(text, name=practice_name(rights[0]), by=by), "rights", "who"))
    elif approval:
        text = "What needs approval is {value} now, by my order in week{gap}{week}."
        said = fill(text, value=_value_of(approval), week=week(approval["week"]), gap=HARD)
        sentences.append(say(said, "rights", "who"))
    else:
        left.append(words("who decides what"))
        marks.append("rights-left")
    if roles:
        sentences.append(say(fill("Handoffs follow the {name}.", name=practice_name(roles[0])), "roles"))
    elif practices:
        text = "{who} answers for the {name}."
        whoever = [person for p in practices if (person := _sponsor_of(told, p)) is not None]
        who = whoever[0] if whoever else words("Its sponsor")
        sentences.append(say(fill(text, who=who, name=practice_name(practices[0])), "roles"))
    else:
        left.append(words("roles"))
        marks.append("roles-left")
    if escalation:
        text = "What waits past its clock goes to its owner by the {name}."
        sentences.append(say(fill(text, name=practice_name(escalation[0])), "escalation"))
    elif paths:
        text = "Outages go to {value}, by my order in week{gap}{week}."
        said = fill(text, value=_value_of(paths), week=week(paths["week"]), gap=HARD)
        sentences.append(say(said, "escalation"))
    else:
        left.append(words("escalation"))
        marks.append("escalation-left")
    if left:
        stayed = words("it stayed" if len(left) == 1 else "they stayed")
        text = "I did not touch {what}: {stayed} as before."
        sentences.append(say(fill(text, what=listed(left, " or "), stayed=stayed), "ungoverned", *marks))
    used = chosen.slots.get(2)
    if used is not None:
        text = "When I left, {percent}{gap}% of the teams in scope used the {name} as meant, by the log; {audited}."
        audited = any(p["intervention"] == used.for_ and p["audited"] for p in practices)
        whether = words("it had been audited" if audited else "nobody there audited that")
        said = fill(text, percent=value(used), gap=HARD, name=called(used), audited=whether)
        sentences.append(say(said, "usage", rank=1))
    return Passage("governance", tuple(sentences))


def _cadence(told: Material) -> Sentence:
    forums = [f for f in told.state.get("forums", []) if f["live"]]
    if not forums:
        return say(fill("No forum sits by now."), "cadence")
    mine = [f for f in forums if f["seated_by"]]
    first = (mine or forums)[0]
    ended = [d for d in told.deeds if d["kind"] == "retire" and d["outcome"] == "accepted" and d["asked"].get("forum")]
    text = "{n} forums sit; the {name} meets every {days} working days, {seats} people in it."
    if len(forums) == 1:
        text = "One forum sits: the {name} meets every {days} working days, {seats} people in it."
    said = fill(
        text,
        n=run(len(forums)),
        name=name(first["name"], 40),
        days=run(first["cadence_days"]),
        seats=run(first["seats"]),
    )
    if ended:
        said = words(said, " ", fill("I ended {n} others.", n=run(len(ended))))
    return say(said, "cadence", *(("forum",) if mine else ()))


def practice_name(practice: dict[str, Any]) -> Text:
    """A practice's name within a sentence."""
    label = practice["name"]
    return words(name(label if label[1:2].isupper() else label[0].lower() + label[1:], 50))


def _carried_by(told: Material, practice: dict[str, Any]) -> Text:
    who = _sponsor_of(told, practice)
    mechanism = practice["mechanism"]
    clause = mechanism.split(";")[0].split(":")[0].rstrip(".")
    said: Text = fill(", carried by {who}", who=who) if who else ()
    if clause:
        said = words(said, fill(": {clause}", clause=name(clause[0].lower() + clause[1:], 120)))
    return said


def _sponsor_of(told: Material, practice: dict[str, Any]) -> Text | None:
    """Who was asked to carry a practice."""
    for deed in told.deeds:
        same = deed["asked"].get("intervention") == practice["intervention"]
        if deed["kind"] == "launch" and deed["outcome"] == "accepted" and same:
            return sponsor(told, deed["asked"].get("sponsor"))
    return None


def _policy(told: Material, policy: str) -> dict[str, Any] | None:
    """A policy that was changed on some line by a command of the player."""
    asked = {
        str(d["asked"].get("line", "all"))
        for d in told.deeds
        if d["kind"] == "set_policy" and d["outcome"] == "accepted" and d["asked"].get("policy") == policy
    }
    for entry in told.state.get("policies", []):
        if entry["policy"] == policy and entry["changed"] and asked & {"all", entry["line"]}:
            return dict(entry)
    return None


def _value_of(entry: dict[str, Any]) -> Text:
    said = {
        "on-call": "an on-call rota",
        "team": "the team itself",
        "tiered": "only the risky changes",
        "one-way": "only what cannot be undone",
        "all": "everything",
        "none": "nobody in particular",
    }.get(str(entry["value"]))
    return words(said) if said else words(name(entry["value"], 20))

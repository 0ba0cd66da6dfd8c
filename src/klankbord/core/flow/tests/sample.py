"""One small flow without faults, as plain values, and what tests change in it."""

import copy


def words(text):
    return {"nl": f"{text} (nl)", "en": text}


def answer(key, to, **more):
    return {"id": key, "label": words(key), "to": to, **more}


FLOW = {
    "format": 1,
    "id": "small",
    "title": words("Small"),
    "start": "asked",
    "nodes": [
        {
            "kind": "question",
            "id": "asked",
            "title": words("Are we asked?"),
            "answers": [answer("yes", "wrong", deadline=60), answer("no", "rest")],
            "evidence": [
                {"source": "asked", "labels": ["yes"], "answer": "yes"},
                {"source": "asked", "labels": ["no"], "answer": "no"},
                {"source": "reach", "at_least": 1000, "answer": "yes"},
            ],
        },
        {
            "kind": "question",
            "id": "wrong",
            "title": words("Are the facts wrong?"),
            "answers": [
                answer("yes", "correct", owner="expert"),
                answer("no", "share"),
                answer("ask-again", "asked"),
            ],
        },
        {
            "kind": "action",
            "id": "correct",
            "title": words("Correct it"),
            "act": "correct",
            "to": "ready",
            "guard": {"approval": "approver"},
        },
        {
            "kind": "action",
            "id": "share",
            "title": words("Share it"),
            "act": "share",
            "to": "ready",
            "guard": {"platforms": ["mastodon", "bluesky"], "otherwise": "thank"},
        },
        {
            "kind": "action",
            "id": "thank",
            "title": words("Thank"),
            "act": "thank",
            "to": "ready",
        },
        {
            "kind": "check",
            "id": "ready",
            "title": words("Before sending"),
            "items": [
                {"id": "disclose", "text": words("We say who we are")},
                {"id": "cite", "text": words("We name the source")},
            ],
            "to": "sent",
        },
        {"kind": "outcome", "id": "sent", "title": words("Answered"), "result": "answered"},
        {
            "kind": "outcome",
            "id": "rest",
            "title": words("Let stand"),
            "result": "let_stand",
            "reason": "nothing_to_add",
        },
    ],
    "examples": [
        {
            "id": "wrong-hours",
            "message": words("You close at five, right?"),
            "platform": "mastodon",
            "evidence": {"asked": {"value": "yes", "confidence": 0.9}},
            "answers": {"wrong": "yes"},
            "path": ["asked", "wrong", "correct", "ready", "sent"],
        },
        {
            "id": "kind-words",
            "message": words("Great library"),
            "platform": "reddit",
            "answers": {"asked": "yes", "wrong": "no"},
            "path": ["asked", "wrong", "thank", "ready", "sent"],
        },
    ],
}


def flow():
    return copy.deepcopy(FLOW)


def node_of(document, key):
    return next(node for node in document["nodes"] if node["id"] == key)

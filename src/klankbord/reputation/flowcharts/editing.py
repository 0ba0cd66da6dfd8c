"""Change the document of a draft: pure, a new document each time."""

import copy
from typing import Any

from django.utils.text import slugify

Document = dict[str, Any]
LONGEST = 60


def node_in(document: Document, key: str) -> dict[str, Any] | None:
    """One node of a document, as it stands there."""
    return next((node for node in document["nodes"] if node["id"] == key), None)


def example_in(document: Document, key: str) -> dict[str, Any] | None:
    """One example of a document."""
    return next((each for each in document.get("examples", []) if each["id"] == key), None)


def free_id(wished: str, taken: set[str], fallback: str) -> str:
    """An id made of words, that nothing else has."""
    start = slugify(wished)[: LONGEST - 4].strip("-_").replace("_", "-") or fallback
    numbered = (f"{start}-{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (start, *numbered) if each not in taken)


def put_node(document: Document, key: str, node: dict[str, Any]) -> Document:
    """The document with a node in the place of the old one."""
    changed = copy.deepcopy(document)
    changed["nodes"] = [node if each["id"] == key else each for each in changed["nodes"]]
    return changed


def add_node(
    document: Document, *, kind: str, title_nl: str, title_en: str
) -> tuple[Document, str]:
    """The document with a new node at the end, and the id of it."""
    changed = copy.deepcopy(document)
    key = free_id(title_en, {node["id"] for node in changed["nodes"]}, kind)
    node: dict[str, Any] = {
        "kind": kind, "id": key, "title": {"nl": title_nl, "en": title_en},
    }  # fmt: skip
    match kind:
        case "question":
            labels = (("yes", "Ja", "Yes"), ("no", "Nee", "No"))
            node["answers"] = [
                {"id": each, "label": {"nl": dutch, "en": english}}
                for each, dutch, english in labels
            ]
        case "action":
            node["act"] = "reply"
        case "outcome":
            node["result"] = "answered"
    changed["nodes"].append(node)
    changed.setdefault("start", key)
    return changed, key


def remove_node(document: Document, key: str) -> Document:
    """The document without a node; ways that led there lead nowhere, so that the check tells."""
    changed = copy.deepcopy(document)
    changed["nodes"] = [node for node in changed["nodes"] if node["id"] != key]
    if changed.get("start") == key:
        changed["start"] = ""
    for node in changed["nodes"]:
        for holder in (node, *node.get("answers", []), node.get("guard", {})):
            for name in ("to", "otherwise"):
                if holder.get(name) == key:
                    holder[name] = ""
    return changed


def put_example(document: Document, key: str, example: dict[str, Any]) -> Document:
    """The document with an example in the place of the old one, or at the end."""
    changed = copy.deepcopy(document)
    examples = changed.setdefault("examples", [])
    if example_in(changed, key) is None:
        examples.append(example)
    else:
        changed["examples"] = [example if each["id"] == key else each for each in examples]
    return changed


def remove_example(document: Document, key: str) -> Document:
    """The document without an example."""
    changed = copy.deepcopy(document)
    changed["examples"] = [each for each in changed.get("examples", []) if each["id"] != key]
    return changed

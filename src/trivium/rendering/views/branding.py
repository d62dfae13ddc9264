"""Marks in templates from which the website editor knows what an element comes from (`data-oe-...`)."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any, Final

from trivium.tools.constants import SKIPPED_ELEMENT_TYPES
from trivium.tools.translate import translate_content

MOVABLE_BRANDING: Final = ("data-oe-model", "data-oe-id", "data-oe-field", "data-oe-xpath", "data-oe-source-id")
"""Attributes that go from an element to those inside of it."""

_DIRECTIVES = (
    "t-foreach",
    "t-if",
    "t-elif",
    "t-else",
    "t-call",
    "t-out",
    "t-esc",
    "t-field",
    "t-set",
    "t-raw",
    "t-inner-content",
)


def brand_specification(tree: Any, view_id: int, field: str = "arch") -> None:
    """Mark what a specification adds with the view that it belongs to."""
    for node in tree.iter():
        if isinstance(node, SKIPPED_ELEMENT_TYPES):
            continue
        if node.tag == "xpath" or node.get("position") or node is tree:
            for child in node:
                if not isinstance(child, SKIPPED_ELEMENT_TYPES) and not child.get("position") and child.tag != "xpath":
                    _brand(child, tree, view_id, field)


def _brand(node: Any, tree: Any, view_id: int, field: str) -> None:
    path = tree.getroottree().getpath(node)
    for key, value in zip(MOVABLE_BRANDING, ("ir.ui.view", str(view_id), field, path), strict=False):
        if key not in node.attrib:
            node.set(key, value)


def mark_terms(arch: str, source: str | None, view_id: int) -> str:
    """Return an arch in which each text that is translated stands in an element of its own, for translators to edit.

    Args:
        arch: of the view, in the translator's language.
        source: of the view, in the language that it was written in; None where that is the translator's.
        view_id: of the view.
    """
    terms: list[str] = []
    translate_content(terms.append, arch)
    sources: list[str] = []
    translate_content(sources.append, source or arch)
    originals = iter(sources if len(sources) == len(terms) else terms)

    def mark(term: str) -> str:
        original = next(originals)
        state = "to_translate" if term == original and source is not None else "translated"
        digest = hashlib.sha256(original.encode()).hexdigest()
        named = f'data-oe-model="ir.ui.view" data-oe-id="{view_id}" data-oe-field="arch_db"'
        known = f'data-oe-translation-state="{state}" data-oe-translation-source-sha="{digest}"'
        return f"<span {named} {known}>{term}</span>"

    return translate_content(mark, arch)


def is_branded(node: Any) -> bool:
    """Tell whether an element carries marks, or is filled when the template runs."""
    return any(key in node.attrib for key in ("data-oe-model", "data-oe-xpath", *_DIRECTIVES))


def distribute(node: Any, branding: dict[str, str] | None = None, parent_xpath: str = "") -> None:
    """Move marks down to the elements whose content a person can edit: those that nothing fills at run time.

    Args:
        node: where to begin.
        branding: marks from above; by default none.
        parent_xpath: path of the element above, in the view that the marks name.
    """
    own = {key: node.attrib[key] for key in MOVABLE_BRANDING if key in node.attrib}
    current = own or dict(branding or {})
    path = own.get("data-oe-xpath") or parent_xpath
    dynamic = any(isinstance(key, str) and key.startswith("t-") for each in node.iter() for key in each.attrib) or any(
        each.tag == "t" for each in node.iter()
    )
    for key in own:
        del node.attrib[key]
    if not current:
        children: Any = node
    elif not dynamic and not isinstance(node, SKIPPED_ELEMENT_TYPES):
        node.attrib.update(current)
        node.set("data-oe-xpath", path)
        return
    else:
        children = node
    counts: Counter[str] = Counter()
    for child in children:
        if isinstance(child, SKIPPED_ELEMENT_TYPES):
            continue
        counts[str(child.tag)] += 1
        distribute(child, current, f"{path}/{child.tag}[{counts[str(child.tag)]}]")

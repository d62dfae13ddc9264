"""Compiling an element itself: its tag, its attributes, and the value that is its content."""

import re
from html import escape as html_escape
from typing import Final

from lxml import etree

from trivium.rendering.qweb.base import CompilerBase
from trivium.rendering.qweb.nodes import new_namespaces, qualified, tag_of
from trivium.rendering.qweb.runtime import VOID_ELEMENTS
from trivium.rendering.qweb.scope import BODY

__all__ = ["ElementCompiler"]

_VARIABLE: Final = re.compile(r"[^\W\d]\w*")
_OUTPUTS: Final = ("t-out", "t-esc", "t-raw")


class ElementCompiler(CompilerBase):
    """Compiles elements that are shown."""

    def _tag(self, node: etree._Element, directives: dict[str, str]) -> None:
        tag = self._tag_name(node, directives)
        options = self._options(node, directives)
        if "t-field" in directives:
            self._field(node, directives, tag, options)
            return
        output = next((name for name in _OUTPUTS if name in directives), None)
        if output:
            self._output(node, directives, output, tag, options)
            return
        inner = directives.pop("t-inner-content", None)
        self._open(node, directives, tag)
        if tag is not None and self._is_void(node, tag):
            return
        if inner is None or inner == "True":
            self._content(node)
        self._close(tag)

    def _tag_name(self, node: etree._Element, directives: dict[str, str]) -> str | None:
        """Return the code of the element's name; None for `<t>`, which is not shown."""
        source = directives.pop("t-tag", None)
        if source is not None:
            name = self.writer.name("tag")
            self.writer.line(f"{name} = __checked_name({self._expression(node, source)})", source)
            return name
        return None if node.tag == "t" else repr(tag_of(node))

    @staticmethod
    def _is_void(node: etree._Element, tag: str) -> bool:
        return tag == repr(tag_of(node)) and tag_of(node) in VOID_ELEMENTS

    def _options(self, node: etree._Element, directives: dict[str, str]) -> str | None:
        """Return the code of the options for a field or widget, None if there are none."""
        base = directives.pop("t-options", None)
        extra = {name: directives.pop(name) for name in list(directives) if name.startswith("t-options-")}
        if base is None and not extra:
            return None
        parts = [f"**({self._expression(node, base)} or {{}})"] if base else []
        parts += [
            f"{name.removeprefix('t-options-')!r}: {self._expression(node, source)}" for name, source in extra.items()
        ]
        return f"{{{', '.join(parts)}}}"

    def _open(self, node: etree._Element, directives: dict[str, str], tag: str | None, more: str = "") -> None:
        """Compile the start tag.

        Args:
            node: the element.
            directives: its attributes that are left.
            tag: code of its name, None for none.
            more: code of a dictionary of further attributes.
        """
        if tag is None:
            return
        is_static = tag == repr(tag_of(node))
        self.writer.static("<")
        if is_static:
            self.writer.static(tag_of(node))
        else:
            self.writer.line(f"__write({tag})")
        for prefix, uri in new_namespaces(node):
            self.writer.static(f' xmlns{":" + prefix if prefix else ""}="{html_escape(uri)}"')
        static = {qualified(node, name): value for name, value in directives.items() if not name.startswith("t-")}
        dynamic = self._dynamic(node, directives)
        if "t-att" in directives or more or (dynamic and self._post_process):
            self._merged(node, directives, static, dynamic, more)
        else:
            for name, value in static.items():
                if name not in dynamic:
                    self.writer.static(f' {name}="{html_escape(value)}"')
            for name, (code, source) in dynamic.items():
                self.writer.line(f"__write(__attribute_text({name!r}, {code}))", source)
        if is_static and tag_of(node) in VOID_ELEMENTS:
            self.writer.static("/>")
        elif is_static:
            self.writer.static(">")
        else:
            self.writer.static(">")

    def _dynamic(self, node: etree._Element, directives: dict[str, str]) -> dict[str, tuple[str, str]]:
        """Return the code and the source of computed attributes by their names."""
        found = {}
        for name, source in directives.items():
            if name.startswith("t-attf-"):
                found[name.removeprefix("t-attf-")] = (self._format(node, source), source)
            elif name.startswith("t-att-"):
                found[name.removeprefix("t-att-")] = (self._expression(node, source), source)
        return found

    def _merged(
        self,
        node: etree._Element,
        directives: dict[str, str],
        static: dict[str, str],
        dynamic: dict[str, tuple[str, str]],
        more: str,
    ) -> None:
        """Compile attributes that are only known when the template runs, so that the last of a name holds."""
        name = self.writer.name("attributes")
        self.writer.line(f"{name} = {static!r}")
        if "t-att" in directives:
            source = directives["t-att"]
            self.writer.line(f"{name}.update(__pairs({self._expression(node, source)}))", source)
        for attribute, (code, source) in dynamic.items():
            self.writer.line(f"{name}[{attribute!r}] = {code}", source)
        if more:
            self.writer.line(f"{name}.update({more})")
        if self._post_process:
            self.writer.line(f"{name} = __host._post_processing_att({tag_of(node)!r}, {name})")
        self.writer.line(f"__write(__attributes_text({name}))")

    def _close(self, tag: str | None) -> None:
        if tag is None:
            return
        if tag.startswith("'"):
            self.writer.static(f"</{tag[1:-1]}>")
        else:
            self.writer.line(f"__write('</' + {tag} + '>')")

    def _output(
        self, node: etree._Element, directives: dict[str, str], output: str, tag: str | None, options: str | None
    ) -> None:
        source = directives.pop(output)
        value = self.writer.name("value")
        code = f"__values[{BODY!r}]" if source.strip() == BODY else self._expression(node, source)
        self.writer.line(f"{value} = {code}", source)
        attributes = ""
        if options:
            attributes = self.writer.name("attributes")
            chosen = self.writer.name("options")
            self.writer.line(f"{chosen} = {options}")
            self.writer.line(f"{attributes} = {{}}")
            with self.writer.block(f"if {chosen}.get('widget'):"):
                self.writer.line(
                    f"{attributes}, {value} = "
                    f"__widget(__host, {value}, {source!r}, {tag_of(node)!r}, {chosen}, __values)",
                    source,
                )
        shown = f"__escape({value})" if output != "t-raw" else f"str({value})"
        self._open(node, directives, tag, attributes)
        if tag is not None and self._is_void(node, tag):
            return
        has_default = len(node) or node.text
        with self.writer.block(f"if {value} is not None and {value} is not False:"):
            self.writer.line(f"__write({shown})", source)
        if has_default:
            with self.writer.block("else:"):
                self._content(node)
            self._at(node)
        self._close(tag)

    def _field(self, node: etree._Element, directives: dict[str, str], tag: str | None, options: str | None) -> None:
        source = directives.pop("t-field")
        if tag is None:
            raise self._wrong(node, "t-field needs an element to put its value in, such as <span>, not <t>")
        record, dot, name = source.strip().rpartition(".")
        if not dot or not _VARIABLE.fullmatch(name):
            raise self._wrong(node, f"t-field names a field of a record, as in 'record.name', not {source!r}")
        attributes, content, force = (self.writer.name(kind) for kind in ("attributes", "content", "force"))
        self.writer.line(
            f"{attributes}, {content}, {force} = __field(__host, {self._expression(node, record)}, {name!r}, "
            f"{source!r}, {tag_of(node)!r}, {options or '{}'}, __values)",
            source,
        )
        has_default = len(node) or (node.text or "").strip()
        shown = f"{content} is not None and {content} is not False"
        with self.writer.block(f"if {shown}{'' if has_default else f' or {force}'}:"):
            self._open(node, dict(directives), tag, attributes)
            self.writer.line(f"__write(__escape({content}) if {shown} else '')")
            self._close(tag)
        if has_default:
            with self.writer.block("else:"):
                self._open(node, dict(directives), tag, attributes)
                self._content(node)
                self._at(node)
                self._close(tag)

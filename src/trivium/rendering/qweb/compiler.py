"""From a template's elements to the source of a Python function.

The element's directives are compiled in a fixed order, the outermost first: `t-foreach`, `t-if`, then what replaces the
element (`t-call`, `t-set` ...), then its tag, attributes and content.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape as html_escape
from typing import Any, Final

from lxml import etree

from trivium.rendering.qweb.errors import TemplateSyntaxError
from trivium.rendering.qweb.expressions import compile_expression, compile_format
from trivium.rendering.qweb.runtime import VOID_ELEMENTS
from trivium.rendering.qweb.scope import BODY
from trivium.rendering.qweb.writer import CodeWriter, Origin

__all__ = ["TemplateCompiler"]

_RAW_TEXT: Final = frozenset(("script", "style"))
_VARIABLE: Final = re.compile(r"[^\W\d]\w*")
_DROPPED: Final = frozenset(
    ("t-name", "t-translation", "t-ignore", "t-inherit", "t-inherit-mode", "t-ref", "t-key", "t-as")
)
_OUTPUTS: Final = ("t-out", "t-esc", "t-raw")
_BRANCHES: Final = ("t-elif", "t-else")
_ASSET_OPTIONS: Final = ("t-css", "t-js", "t-async_load", "t-defer_load", "t-lazy_load", "t-media")
_PREFIXES: Final = ("t-att-", "t-attf-", "t-options-", "t-nocache-", "t-on-", "t-call-")
_KNOWN: Final = frozenset(
    (
        "t-att",
        "t-cache",
        "t-call",
        "t-call-assets",
        "t-call-context",
        "t-debug",
        "t-elif",
        "t-else",
        "t-esc",
        "t-field",
        "t-foreach",
        "t-groups",
        "t-if",
        "t-inner-content",
        "t-lang",
        "t-log",
        "t-nocache",
        "t-options",
        "t-out",
        "t-raw",
        "t-set",
        "t-tag",
        "t-value",
        "t-valuef",
        *_ASSET_OPTIONS,
        *_DROPPED,
    )
)


class TemplateCompiler:
    """Compiles one template.

    Args:
        name: of the template, for errors and caches.
        post_process: whether the host looks over all attributes before they are written.
    """

    def __init__(self, name: str, *, post_process: bool = False) -> None:
        self.name = name
        self.writer = CodeWriter()
        self._post_process = post_process
        self._tree: Any = None

    def compile(self, root: etree._Element) -> str:
        """Return the source of `__template(__host, __values, __write)`.

        Raises:
            TemplateSyntaxError: a directive or expression is wrong; the message tells where.
        """
        self._tree = root.getroottree()
        with self.writer.block("def __template(__host, __values, __write):"):
            self._element(root)
        return self.writer.source()

    # -- structure ---------------------------------------------------------------------------------------------------

    def _content(self, node: etree._Element) -> None:
        """Compile what is inside of an element."""
        raw = node.tag in _RAW_TEXT
        self._text(node.text, raw=raw)
        children = iter(list(node))
        for child in children:
            last = child
            if isinstance(child.tag, str):
                branches = list(self._branches(child))
                self._element(child, branches)
                for branch in branches:
                    last = branch
                    while next(children, None) is not branch:
                        pass
            self._text(last.tail, raw=raw)

    def _branches(self, node: etree._Element) -> Iterator[etree._Element]:
        """Give the `t-elif` and `t-else` elements that belong to an element with `t-if`."""
        if "t-if" not in node.attrib:
            return
        previous = node
        while (following := _next_element(previous)) is not None:
            if not any(name in following.attrib for name in _BRANCHES):
                return
            if (previous.tail or "").strip():
                self._at(following)
                raise self._wrong(following, "Text stands between t-if and its t-elif or t-else")
            yield following
            if "t-else" in following.attrib:
                return
            previous = following

    def _text(self, text: str | None, *, raw: bool = False) -> None:
        if text:
            # a document type cannot stand in a template but as text
            raw = raw or text.lstrip().upper().startswith("<!DOCTYPE")
            self.writer.static(text if raw else html_escape(text, quote=False))

    def _element(self, node: etree._Element, branches: Sequence[etree._Element] = ()) -> None:
        self._at(node)
        self._check(node)
        directives = _attributes(node)
        if "t-foreach" in directives:
            self._foreach(node, directives, branches)
        else:
            self._conditional(node, directives, branches)

    def _at(self, node: etree._Element) -> None:
        """Note where the code that follows comes from."""
        attributes = "".join(f' {name}="{value}"' for name, value in _attributes(node).items())
        self.writer.origin = Origin(self._tree.getpath(node), f"<{_tag(node)}{attributes}>", "")

    def _check(self, node: etree._Element) -> None:
        for name in map(str, node.attrib):
            if name.startswith("t-") and name not in _KNOWN and not name.startswith(_PREFIXES):
                raise self._wrong(node, f"Unknown directive {name}")
        if "t-set" not in node.attrib and ("t-value" in node.attrib or "t-valuef" in node.attrib):
            raise self._wrong(node, "t-value and t-valuef belong to a t-set")

    def _wrong(self, node: etree._Element, message: str) -> TemplateSyntaxError:
        origin = self.writer.origin
        place = f"{origin.path}, {origin.element}" if origin else _tag(node)
        line = f", line {node.sourceline}" if node.sourceline else ""
        return TemplateSyntaxError(f"{message} (template {self.name}, {place}{line})")

    def _expression(self, node: etree._Element, source: str) -> str:
        try:
            return compile_expression(source)
        except TemplateSyntaxError as error:
            raise self._wrong(node, str(error)) from error

    def _format(self, node: etree._Element, source: str) -> str:
        try:
            return compile_format(source)
        except TemplateSyntaxError as error:
            raise self._wrong(node, str(error)) from error

    # -- loops and conditions ----------------------------------------------------------------------------------------

    def _foreach(self, node: etree._Element, directives: dict[str, str], branches: Sequence[etree._Element]) -> None:
        source = directives.pop("t-foreach")
        name = directives.pop("t-as", "")
        if not _VARIABLE.fullmatch(name):
            raise self._wrong(node, f"t-foreach needs t-as with the name of a variable, not {name!r}")
        items = self._expression(node, source)
        with self.writer.block(f"for __round in __loop(__values, {name!r}, {items}):", source):
            self._conditional(node, directives, branches)

    def _conditional(
        self, node: etree._Element, directives: dict[str, str], branches: Sequence[etree._Element]
    ) -> None:
        groups = directives.pop("t-groups", None) or directives.pop("groups", None)
        if groups:
            with self.writer.block(f"if __host._qweb_in_groups({groups!r}):", groups):
                self._condition(node, directives, branches)
            return
        self._condition(node, directives, branches)

    def _condition(self, node: etree._Element, directives: dict[str, str], branches: Sequence[etree._Element]) -> None:
        for name in _BRANCHES:
            # compiled with their t-if; one that is met here has none
            if name in directives:
                raise self._wrong(node, f"{name} has no t-if before it")
        source = directives.pop("t-if", None)
        if source is None:
            self._replaced(node, directives)
            return
        with self.writer.block(f"if {self._expression(node, source)}:", source):
            self._replaced(node, directives)
        for branch in branches:
            self._at(branch)
            self._check(branch)
            inner = _attributes(branch)
            inner.pop("t-else", None)
            source = inner.pop("t-elif", None)
            header = "else:" if source is None else f"elif {self._expression(branch, source)}:"
            with self.writer.block(header, source or ""):
                if "t-foreach" in inner:
                    self._foreach(branch, inner, ())
                else:
                    self._conditional(branch, inner, ())

    # -- directives that stand for the element -----------------------------------------------------------------------

    def _replaced(self, node: etree._Element, directives: dict[str, str]) -> None:
        if "t-debug" in directives:
            self.writer.line(f"__host._qweb_debug({directives.pop('t-debug')!r}, __values)")
        if "t-log" in directives:
            source = directives.pop("t-log")
            self.writer.line(f"__host._qweb_log({source!r}, {self._expression(node, source)})", source)
        if "t-cache" in directives:
            self._cache(node, directives)
        elif "t-nocache" in directives:
            self._nocache(node, directives)
        elif "t-set" in directives:
            self._set(node, directives)
        elif "t-call-assets" in directives:
            self._call_assets(node, directives)
        elif "t-call" in directives:
            self._call(node, directives)
        else:
            self._tag(node, directives)

    def _function(self, name: str, node: etree._Element, directives: dict[str, str], parameters: str) -> None:
        """Compile the element into a function of its own."""
        with self.writer.block(f"def {name}({parameters}):"):
            self._replaced(node, directives)

    def _cache(self, node: etree._Element, directives: dict[str, str]) -> None:
        source = directives.pop("t-cache")
        name = self.writer.name("cache")
        self._function(name, node, directives, "__write")
        self._at(node)
        path = f"{self.name}{self._tree.getpath(node)}"
        key = self._expression(node, source)
        self.writer.line(f"__cached(__host, {key}, {path!r}, {name}, __write)", source)

    def _nocache(self, node: etree._Element, directives: dict[str, str]) -> None:
        directives.pop("t-nocache")
        kept = {name: directives.pop(name) for name in list(directives) if name.startswith("t-nocache-")}
        name = self.writer.name("nocache")
        self._function(name, node, directives, "__host, __values, __write")
        values = ", ".join(
            f"{key.removeprefix('t-nocache-')!r}: {self._expression(node, source)}" for key, source in kept.items()
        )
        self.writer.line(f"__uncached(__host, __values, {name}, {{{values}}}, __write)")

    def _set(self, node: etree._Element, directives: dict[str, str]) -> None:
        name = directives.pop("t-set")
        value = directives.pop("t-value", None)
        text = directives.pop("t-valuef", None)
        if not name:
            raise self._wrong(node, "t-set needs the name of a variable")
        if value is not None:
            self.writer.line(f"__values[{name!r}] = {self._expression(node, value)}", value)
        elif text is not None:
            self.writer.line(f"__values[{name!r}] = {self._format(node, text)}", text)
        else:
            body = self._body(node)
            self.writer.line(f"__values[{name!r}] = {body}")

    def _body(self, node: etree._Element, scope: str = "__values") -> str:
        """Compile the content of an element into a variable that holds it; return the code that reads it."""
        if not len(node):
            return f"__Markup({html_escape(node.text or '', quote=False)!r})"
        parts = self.writer.name("parts")
        function = self.writer.name("body")
        self.writer.line(f"{parts} = []")
        with self.writer.block(f"def {function}(__values, __write):"):
            self._content(node)
        self._at(node)
        self.writer.line(f"{function}({scope}, {parts}.append)")
        return f"__Markup(''.join({parts}))"

    def _call_assets(self, node: etree._Element, directives: dict[str, str]) -> None:
        if len(node) or (node.text or "").strip():
            raise self._wrong(node, "t-call-assets has no content")
        bundle = self._format(node, directives.pop("t-call-assets"))
        options = []
        for name in _ASSET_OPTIONS:
            if name in directives:
                source = directives.pop(name)
                # false and true are written as in JavaScript here
                source = source.capitalize() if source in {"true", "false"} else source
                value = repr(source) if name == "t-media" else self._expression(node, source)
                options.append(f"{name.removeprefix('t-')}={value}")
        arguments = ", ".join((bundle, *options))
        self.writer.line(f"__write(__host._qweb_assets(__values, {arguments}))", "t-call-assets")

    def _call(self, node: etree._Element, directives: dict[str, str]) -> None:
        if node.tag != "t":
            raise self._wrong(node, "t-call belongs on a <t> element: move it inside")
        target = directives.pop("t-call")
        lang = directives.pop("t-lang", None)
        context = directives.pop("t-call-context", None)
        directives.pop("t-options", None)
        scope = self.writer.name("scope")
        self.writer.line(f"{scope} = __values.nested()")
        for name, source in directives.items():
            if not name.startswith("t-"):
                self._argument(node, scope, name, source)
        body = self._body(node, scope)
        self.writer.line(f"{scope}[{BODY!r}] = {body}")
        host = "__host"
        if context:
            host = f"__host.with_context(**{self._expression(node, context)})"
        language = self._expression(node, lang) if lang else "None"
        name = self._format(node, target)
        self.writer.line(f"__call({host}, {name}, {scope}, __write, {language})", f't-call="{target}"')

    def _argument(self, node: etree._Element, scope: str, name: str, source: str) -> None:
        """Compile an attribute of a call: an expression, with `.f` a format, with `.translate` a text."""
        variable, _dot, kind = name.partition(".")
        if kind == "f":
            value = self._format(node, source)
        elif kind == "translate":
            value = repr(source)
        else:
            value = self._expression(node, source)
        self.writer.line(f"{scope}[{variable!r}] = {value}", source)

    # -- the element itself ------------------------------------------------------------------------------------------

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
        return None if node.tag == "t" else repr(_tag(node))

    @staticmethod
    def _is_void(node: etree._Element, tag: str) -> bool:
        return tag == repr(_tag(node)) and _tag(node) in VOID_ELEMENTS

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
        is_static = tag == repr(_tag(node))
        self.writer.static("<")
        if is_static:
            self.writer.static(_tag(node))
        else:
            self.writer.line(f"__write({tag})")
        for prefix, uri in _new_namespaces(node):
            self.writer.static(f' xmlns{":" + prefix if prefix else ""}="{html_escape(uri)}"')
        static = {_qualified(node, name): value for name, value in directives.items() if not name.startswith("t-")}
        dynamic = self._dynamic(node, directives)
        if "t-att" in directives or more or (dynamic and self._post_process):
            self._merged(node, directives, static, dynamic, more)
        else:
            for name, value in static.items():
                if name not in dynamic:
                    self.writer.static(f' {name}="{html_escape(value)}"')
            for name, (code, source) in dynamic.items():
                self.writer.line(f"__write(__attribute_text({name!r}, {code}))", source)
        if is_static and _tag(node) in VOID_ELEMENTS:
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
            self.writer.line(f"{name} = __host._post_processing_att({_tag(node)!r}, {name})")
        self.writer.line(f"__write(__attributes_text({name}))")

    def _close(self, tag: str | None) -> None:
        if tag is None:
            return
        if tag.startswith("'"):
            self.writer.static(f"</{tag[1:-1]}>")
        else:
            self.writer.line(f"__write('</' + {tag} + '>')")

    # -- values ------------------------------------------------------------------------------------------------------

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
                    f"__widget(__host, {value}, {source!r}, {_tag(node)!r}, {chosen}, __values)",
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
            f"{source!r}, {_tag(node)!r}, {options or '{}'}, __values)",
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


def _attributes(node: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in node.attrib.items()}


def _next_element(node: etree._Element) -> etree._Element | None:
    """Return the next sibling that is an element; comments between are skipped."""
    following = node.getnext()
    while following is not None and not isinstance(following.tag, str):
        following = following.getnext()
    return following


def _tag(node: etree._Element) -> str:
    """Return the element's name as written, with its prefix."""
    return _qualified(node, str(node.tag))


def _qualified(node: etree._Element, name: str) -> str:
    if not name.startswith("{"):
        return name
    uri, _brace, local = name[1:].partition("}")
    if uri == "http://www.w3.org/XML/1998/namespace":
        return f"xml:{local}"
    prefix = next((prefix for prefix, known in node.nsmap.items() if known == uri), None)
    return f"{prefix}:{local}" if prefix else local


def _new_namespaces(node: etree._Element) -> Iterator[tuple[str, str]]:
    """Give the namespaces that the element declares."""
    parent = node.getparent()
    known = parent.nsmap if parent is not None else {}
    for prefix, uri in node.nsmap.items():
        if known.get(prefix) != uri:
            yield str(prefix or ""), str(uri)

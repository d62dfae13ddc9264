"""Compiling what stands for an element: variables, calls of other templates, assets, parts that are kept."""

from html import escape as html_escape

from lxml import etree

from trivium.rendering.qweb.directives import ASSET_OPTIONS
from trivium.rendering.qweb.elements import ElementCompiler
from trivium.rendering.qweb.scope import BODY

__all__ = ["StatementCompiler"]


class StatementCompiler(ElementCompiler):
    """Compiles directives that are statements; what has none is an element that is shown."""

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
        return f"__joined({parts})"

    def _call_assets(self, node: etree._Element, directives: dict[str, str]) -> None:
        if len(node) or (node.text or "").strip():
            raise self._wrong(node, "t-call-assets has no content")
        bundle = self._format(node, directives.pop("t-call-assets"))
        options = []
        for name in ASSET_OPTIONS:
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

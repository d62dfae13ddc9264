"""What HTML from outside may have: elements, attributes, protocols, CSS properties."""

from typing import Final

__all__ = [
    "ACTIVE",
    "FORM_ATTRIBUTES",
    "FORM_TAGS",
    "KILLED_WITH_CONTENT",
    "SAFE_ATTRIBUTES",
    "SCHEMES",
    "STYLES",
    "TEXT_TAGS",
    "URL_ATTRIBUTES",
]

TEXT_TAGS: Final = frozenset({
    "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center",
    "cite", "code", "col", "colgroup", "data", "dd", "del", "details", "dfn", "dir", "div", "dl", "dt", "em",
    "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "i",
    "img", "ins", "kbd", "li", "main", "map", "mark", "menu", "nav", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s",
    "samp", "section", "small", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot",
    "th", "thead", "time", "tr", "tt", "u", "ul", "var", "video", "audio", "source", "track", "picture", "area",
    "wbr", "t",
})  # fmt: skip
"""Elements without active content (HTML Living Standard, section 4), and the element of templates."""

FORM_TAGS: Final = frozenset({
    "form", "input", "button", "select", "option", "optgroup", "textarea", "label", "fieldset", "legend",
})  # fmt: skip
"""Elements of forms."""

KILLED_WITH_CONTENT: Final = frozenset({
    "script", "style", "title", "noscript", "head", "object", "embed", "applet",
})  # fmt: skip
"""Elements that are removed with what is in them."""

ACTIVE: Final = frozenset({
    "base", "frame", "frameset", "iframe", "link", "meta", "svg", "math", "template", "portal",
})  # fmt: skip
"""Elements that load or run something."""

SAFE_ATTRIBUTES: Final = frozenset({
    "abbr", "align", "alt", "axis", "bgcolor", "border", "cellpadding", "cellspacing", "cite", "class", "clear",
    "color", "cols", "colspan", "compact", "controls", "coords", "datetime", "dir", "download", "face", "frame",
    "headers", "height", "href", "hreflang", "hspace", "id", "ismap", "itemprop", "lang", "loading", "loop", "muted",
    "name", "noshade", "nowrap", "open", "poster", "preload", "rel", "reversed", "rowspan", "rules", "scope", "shape",
    "sizes", "span", "src", "srcset", "start", "style", "summary", "tabindex", "target", "title", "translate", "type",
    "usemap", "valign", "value", "vspace", "width", "role", "contenteditable", "data-o-mail-quote",
    "data-o-mail-quote-node", "data-o-mail-quote-container", "data-oe-model", "data-oe-id", "data-oe-field",
    "data-oe-type", "data-oe-expression", "data-oe-translation-source-sha", "data-oe-nodeid",
    "data-last-history-steps", "data-oe-protected", "data-embedded", "data-embedded-editable", "data-embedded-props",
    "data-oe-version", "data-publish", "data-id", "data-name", "data-res_id", "data-interval", "data-member_id",
    "data-scroll-background-ratio", "data-view-id", "data-class", "data-mimetype", "data-original-src",
    "data-original-id", "data-gl-filter", "data-quality", "data-resize-width", "data-shape", "data-shape-colors",
    "data-file-name", "data-original-mimetype", "data-attachment-id", "data-format-mimetype", "data-ai-field",
    "data-heading-link-id", "data-mimetype-before-conversion", "data-language-id", "data-bs-toggle",
    "data-syntax-highlighting-autofocus",
})  # fmt: skip
"""Attributes kept where attributes are sanitised."""

FORM_ATTRIBUTES: Final = frozenset({
    "accept", "accept-charset", "action", "autocomplete", "checked", "disabled", "enctype", "for", "label",
    "maxlength", "method", "multiple", "placeholder", "readonly", "required", "rows", "selected", "size",
})  # fmt: skip
"""Attributes of the elements of forms."""

SCHEMES: Final = frozenset({
    "http", "https", "mailto", "tel", "sms", "ftp", "cid", "geo", "webcal", "data",
})  # fmt: skip
"""Protocols that a URL may have."""

URL_ATTRIBUTES: Final = frozenset({
    "href", "src", "action", "poster", "cite", "background", "srcset", "longdesc",
})  # fmt: skip
"""Attributes whose value is a URL."""

STYLES: Final = frozenset({
    "background", "background-color", "border", "border-bottom", "border-bottom-color", "border-bottom-style",
    "border-bottom-width", "border-collapse", "border-color", "border-left", "border-left-color", "border-left-style",
    "border-left-width", "border-radius", "border-right", "border-right-color", "border-right-style",
    "border-right-width", "border-spacing", "border-style", "border-top", "border-top-color", "border-top-style",
    "border-top-width", "border-width", "bottom", "box-shadow", "clear", "color", "direction", "display", "float",
    "font", "font-family", "font-size", "font-style", "font-variant", "font-weight", "height", "left",
    "letter-spacing", "line-height", "list-style", "list-style-type", "margin", "margin-bottom", "margin-left",
    "margin-right", "margin-top", "max-height", "max-width", "min-height", "min-width", "object-fit", "opacity",
    "outline", "overflow", "padding", "padding-bottom", "padding-left", "padding-right", "padding-top",
    "page-break-after", "page-break-before", "page-break-inside", "right", "table-layout", "text-align",
    "text-decoration", "text-indent", "text-transform", "top", "unicode-bidi", "vertical-align", "visibility",
    "white-space", "width", "word-break", "word-spacing", "word-wrap",
})  # fmt: skip
"""CSS properties kept where styles are sanitised: none that takes an element out of its place."""

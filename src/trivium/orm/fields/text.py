"""Fields of text."""

from __future__ import annotations

from typing import Any, ClassVar

from markupsafe import Markup

from trivium.exceptions import UserError
from trivium.tools.mail import html_normalize, html_sanitize, is_html_empty
from trivium.tools.misc import SENTINEL
from trivium.tools.translate import html_translate

from ._translations import TermTranslations
from .base import Field


class BaseString(Field):
    """What fields of text have in common: translation."""

    translate: Any = False
    size: Any = None
    is_text = True
    _expects = "a text that PostgreSQL can keep: the character NUL and halves of surrogate pairs are none"
    falsy_value: Any = ""
    related_attrs: tuple[tuple[str, str], ...] = (("size", "size"),)

    def set_attributes(self, model_class: Any, attributes: dict[str, Any]) -> None:
        """A translated field depends on the language; a callable ``translate`` translates term by term."""
        super().set_attributes(model_class, attributes)
        if not callable(self.translate):
            self.translate = bool(self.translate)

    def setup_related(self, model: Any) -> None:
        """Take the related field's translation."""
        super().setup_related(model)
        if self.related_field is not None and self.store and not self._args.get("translate"):
            self.translate = False

    def get_depends(self, model: Any) -> Any:
        """A stored translated computed field depends on nothing but its fields.

        Raises:
            UserError: it cannot be stored for all languages at once.
        """
        depends, keys = super().get_depends(model)
        if self.translate and self.store and self.compute and not self.related:
            return depends, [key for key in keys if key != "lang"]
        return depends, keys

    @property
    def terms(self) -> TermTranslations:
        """How values of several languages are kept consistent."""
        return TermTranslations(self)

    def get_translation_dictionary(
        self, from_lang_value: Any, to_lang_values: dict[str, Any]
    ) -> dict[str, dict[str, str]]:
        """Return the terms of a source text with their translations: term -> language -> text."""
        return self.terms.dictionary(from_lang_value, to_lang_values)

    def get_trans_terms(self, value: Any) -> list[str]:
        """Return the terms that are translated in a value."""
        return self.terms.of(value)

    def convert_to_cache(self, value: Any, record: Any, validate: bool = True) -> Any:
        """The text, false values are NULL."""
        if value is None or value is False:
            return None
        text = value.decode() if isinstance(value, bytes) else str(value)
        if "\0" in text or not text.isascii():
            self._keepable(text)
        return text[: self.size] if self.size else text

    def _keepable(self, value: str) -> str:
        """Return a text that can be stored.

        Raises:
            ValueError: it cannot.
        """
        try:
            if "\0" in value:
                raise ValueError("NUL")
            if not value.isascii():
                value.encode()
        except ValueError as error:
            raise self.refused(value, error) from error
        return value


class Char(BaseString):
    """A line of text.

    Args:
        size: the greatest number of characters; longer values are cut.
        trim: whether forms strip white space at the ends.
    """

    type = "char"
    trim: bool = True
    description_attrs: tuple[tuple[str, str], ...] = (("size", "size"), ("trim", "trim"))
    related_attrs: tuple[tuple[str, str], ...] = (("size", "size"), ("trim", "trim"))

    @property
    def _column_type(self) -> tuple[str, str]:  # type: ignore[override] # depends on the size
        return ("varchar", f"varchar({self.size})" if self.size else "varchar")

    def set_attributes(self, model_class: Any, attributes: dict[str, Any]) -> None:
        """Check the size.

        Raises:
            TypeError: the size is no whole number.
        """
        super().set_attributes(model_class, attributes)
        if self.size is not None and self.size is not False and not isinstance(self.size, int):
            raise TypeError(f"Char field {self}: size must be a whole number, not {self.size!r}")


class Text(BaseString):
    """A text of several lines."""

    type = "text"
    _column_type: ClassVar[tuple[str, str] | None] = ("text", "text")


class Html(BaseString):
    """A text in HTML, cleaned when it is assigned.

    Args:
        sanitize: whether it is cleaned at all; ``"email_outgoing"`` cleans for mail.
        sanitize_overridable: whether members of ``base.group_sanitize_override`` keep what would be removed.
    """

    type = "html"
    _column_type: ClassVar[tuple[str, str] | None] = ("text", "text")
    sanitize: Any = True
    sanitize_overridable: bool = False
    sanitize_tags: bool = True
    sanitize_attributes: bool = True
    sanitize_style: bool = False
    sanitize_form: bool = True
    sanitize_conditional_comments: bool = True
    sanitize_output_method: str = "html"
    strip_style: bool = False
    strip_classes: bool = False
    description_attrs: tuple[tuple[str, str], ...] = (
        ("sanitize", "sanitize"),
        ("sanitize_tags", "sanitize_tags"),
        ("sanitize_attributes", "sanitize_attributes"),
    )
    related_attrs: tuple[tuple[str, str], ...] = (
        ("sanitize", "sanitize"),
        ("sanitize_tags", "sanitize_tags"),
        ("sanitize_attributes", "sanitize_attributes"),
        ("sanitize_style", "sanitize_style"),
        ("strip_style", "strip_style"),
        ("strip_classes", "strip_classes"),
    )

    def set_attributes(self, model_class: Any, attributes: dict[str, Any]) -> None:
        """Expand ``sanitize="email_outgoing"``, and translate HTML by its terms."""
        attributes = dict(attributes)
        if attributes.get("sanitize") == "email_outgoing":
            attributes["sanitize"] = True
            attributes.update(
                {
                    key: value
                    for key, value in {
                        "sanitize_tags": False,
                        "sanitize_attributes": False,
                        "sanitize_conditional_comments": False,
                        "sanitize_output_method": "xml",
                    }.items()
                    if key not in attributes
                }
            )
        if attributes.get("translate") is True and attributes.get("sanitize", True):
            attributes["translate"] = html_translate
        super().set_attributes(model_class, attributes)

    def __get__(self, record: Any, owner: Any = None) -> Any:
        value = super().__get__(record, owner)
        return Markup(value) if isinstance(value, str) else value  # noqa: S704 - cleaned when it was assigned

    def convert_to_cache(self, value: Any, record: Any, validate: bool = True) -> Any:
        """The HTML, cleaned where `validate` is true.

        Raises:
            UserError: somebody who may not would change what only cleaning would remove.
        """
        if value is None or value is False:
            return None
        text = self._keepable(value.decode() if isinstance(value, bytes) else str(value))
        if not validate or not self.sanitize:
            return text
        if not self.sanitize_overridable:
            return html_sanitize(text, **self._sanitize_options())
        if record.env.user.has_group("base.group_sanitize_override"):
            return text
        self._check_not_overridden(record, text)
        return html_sanitize(text, **self._sanitize_options())

    def _check_not_overridden(self, record: Any, text: str) -> None:
        original = record[self.name] if len(record) == 1 and record.id else None
        if not original:
            return
        cleaned = html_sanitize(original, **self._sanitize_options())
        if html_normalize(str(original)) != html_normalize(cleaned) and html_normalize(text) != html_normalize(cleaned):
            raise UserError(
                f"The field {self.string!r} of {record.display_name!r} holds code that only an administrator may edit."
            )

    def _sanitize_options(self) -> dict[str, Any]:
        return {
            "silent": True,
            "sanitize_tags": self.sanitize_tags,
            "sanitize_attributes": self.sanitize_attributes,
            "sanitize_style": self.sanitize_style,
            "sanitize_form": self.sanitize_form,
            "sanitize_conditional_comments": self.sanitize_conditional_comments,
            "output_method": self.sanitize_output_method,
            "strip_style": self.strip_style,
            "strip_classes": self.strip_classes,
        }

    def convert_to_record(self, value: Any, record: Any) -> Any:
        """The HTML, marked as such."""
        return False if value is None else Markup(value)  # noqa: S704 - cleaned when it was assigned

    def convert_to_read(self, value: Any, record: Any, use_display_name: bool = True) -> Any:
        """The HTML as it is."""
        return Markup(value) if value not in (None, False) else False  # noqa: S704 - cleaned when it was assigned

    @staticmethod
    def is_empty(value: Any) -> bool:
        """Tell whether HTML shows nothing."""
        return is_html_empty(value)


__all__ = ["SENTINEL", "BaseString", "Char", "Html", "Text"]

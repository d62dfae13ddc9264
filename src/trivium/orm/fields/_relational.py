"""What all fields to other records have in common."""

from __future__ import annotations

from typing import Any

from trivium.tools.misc import SENTINEL
from trivium.tools.safe_eval import safe_eval

from .base import Field


class Relational(Field):
    """A field to records of another model.

    Args:
        comodel_name: that model.
        domain: which of its records forms offer; a list, a text that clients evaluate, or a function.
        context: what forms add to the context when they look at those records.
        check_company: whether the records must be of the same company, or of none.
        bypass_search_access: whether searching through the field passes over access to the other model.
    """

    relational = True
    domain: Any = []  # noqa: RUF012 - never changed, replaced by declarations
    context: Any = {}  # noqa: RUF012 - never changed, replaced by declarations
    check_company: bool = False
    bypass_search_access: bool = False
    related_attrs: tuple[tuple[str, str], ...] = (
        ("comodel_name", "comodel_name"),
        ("domain", "domain"),
        ("context", "context"),
    )
    description_attrs: tuple[tuple[str, str], ...] = (
        ("relation", "comodel_name"),
        ("domain", "domain"),
        ("context", "context"),
    )

    def __init__(self, comodel_name: Any = SENTINEL, string: Any = SENTINEL, **kwargs: Any) -> None:
        if "auto_join" in kwargs:
            kwargs.setdefault("bypass_search_access", kwargs.pop("auto_join"))
        super().__init__(string=string, comodel_name=comodel_name, **kwargs)

    def setup_nonrelated(self, model: Any) -> None:
        """Check that the other model exists.

        Raises:
            ValueError: it does not.
        """
        super().setup_nonrelated(model)
        if self.comodel_name not in model.pool.models:
            raise ValueError(
                f"Field {self}: there is no model {self.comodel_name!r} to refer to (addon {self._module})"
            )

    def comodel(self, records: Any) -> Any:
        """Return the empty recordset of the other model, in the environment of `records`."""
        return records.env[self.comodel_name]

    def get_comodel_domain(self, records: Any) -> Any:
        """Return the field's domain, evaluated for code: empty where only a client can evaluate it."""
        from trivium.orm.domain import Domain  # noqa: PLC0415 - domains know fields by their interface only

        domain = self.domain
        if callable(domain):
            domain = domain(records)
        return Domain(domain) if isinstance(domain, list | tuple | Domain) else Domain.TRUE

    def get_domain_list(self, model: Any) -> list[Any]:
        """Return the field's domain where it is a list, otherwise an empty one."""
        return self.domain if isinstance(self.domain, list) else []

    def internal_domain_list(self, model: Any) -> Any:
        """Return the field's domain evaluated on `model`, a text as it is."""
        return self.domain(model) if callable(self.domain) else self.domain

    def static_context(self, env: Any) -> dict[str, Any]:
        """Return the field's context where it needs no record."""
        context = self.context
        if isinstance(context, str):
            try:
                context = safe_eval(context, {"context": env.context, "uid": env.uid})
            except (NameError, ValueError, TypeError):  # it speaks of a record
                context = {}
        return dict(context or {})

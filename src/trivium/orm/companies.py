"""Records of companies that refer to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trivium.exceptions import UserError

from .domain import Domain
from .record import RecordCore

if TYPE_CHECKING:
    from collections.abc import Collection


def check_company_domain_parent_of(self: Any, companies: Any) -> Any:
    """Return the domain of records that the given companies may use: their own, their parents', or nobody's.

    Args:
        self: the empty recordset of the model.
        companies: records of companies, ids, or the name of a client-side variable.
    """
    if isinstance(companies, str):
        return ["|", ("company_id", "=", False), ("company_id", "parent_of", companies)]
    ids = list(getattr(companies, "_ids", [companies] if isinstance(companies, int) else companies or ()))
    if not ids:
        return Domain("company_id", "=", False)
    parents = {
        int(part)
        for path in self.env["res.company"].sudo().browse(ids).mapped("parent_path")
        if path
        for part in path.split("/")
        if part
    }
    return Domain("company_id", "in", [False, *sorted(parents or ids)])


def check_companies_domain_parent_of(self: Any, companies: Any) -> Any:
    """Like :func:`check_company_domain_parent_of`, for models that belong to several companies."""
    if isinstance(companies, str):
        return [("company_ids", "parent_of", companies)]
    ids = list(getattr(companies, "_ids", [companies] if isinstance(companies, int) else companies or ()))
    if not ids:
        return Domain.TRUE
    parents = {
        int(part)
        for path in self.env["res.company"].sudo().browse(ids).mapped("parent_path")
        if path
        for part in path.split("/")
        if part
    }
    return Domain("company_ids", "in", sorted(parents or ids))


class CompaniesMixin(RecordCore):
    """The check that records refer only to records of their company."""

    __slots__ = ()
    _register = False

    def _check_company_domain(self, companies: Any) -> Any:
        """Return the domain of the records that `companies` may refer to."""
        if isinstance(companies, str):
            return ["|", ("company_id", "=", False), ("company_id", "in", companies)]
        ids = list(getattr(companies, "_ids", [companies] if isinstance(companies, int) else companies or ()))
        return Domain("company_id", "in", [False, *ids])

    @property
    def _company_checked(self) -> list[Any]:
        """The fields with ``check_company`` that there is a company to compare with for."""

        def find() -> list[Any]:
            own = self._name == "res.company" or not self._fields.keys().isdisjoint(("company_id", "company_ids"))
            fields = [field for field in self._fields.values() if getattr(field, "check_company", False)]
            return [field for field in fields if field.relational and (own or field.company_dependent)]

        return self._derived("company_checked", find)  # type: ignore[no-any-return] # what `find` returns

    def _check_company(self, fnames: Collection[str] | None = None) -> None:
        """Check the fields with ``check_company``.

        Args:
            fnames: the fields that changed; all where none are named.

        Raises:
            UserError: a record refers to one of another company.
        """
        checked = self._company_checked
        if fnames is not None and not {"company_id", "company_ids"}.intersection(fnames):
            checked = [field for field in checked if field.name in fnames]
        if not checked:
            return
        wrong: list[str] = []
        for record in self.sudo():
            if self._name == "res.company":
                companies = record
            else:
                companies = record.company_id if "company_id" in self._fields else record.company_ids
            for field in checked:
                allowed = self.env.company if field.company_dependent else companies
                if not allowed and not field.company_dependent:
                    continue
                referred = record[field.name].sudo()
                if not referred:
                    continue
                domain = Domain(referred._check_company_domain(allowed))
                bad = referred - referred.with_context(active_test=False).filtered_domain(domain)
                if bad:
                    wrong.append(
                        self.env._(
                            "%(record)s of company %(company)s refers by %(field)s to %(other)s of company %(theirs)s.",
                            record=repr(record.display_name),
                            company=repr(allowed[:1].display_name),
                            field=repr(str(field.string)),
                            other=repr(", ".join(bad.mapped("display_name"))),
                            theirs=repr(
                                ", ".join(bad.mapped("company_id.display_name") if "company_id" in bad._fields else [])
                            ),
                        )
                    )
                if len(wrong) > 5:
                    break
        if wrong:
            raise UserError(
                "\n".join([self.env._("Records of different companies cannot refer to each other:"), *wrong])
            )

"""Searching: from a domain to the query, the records, their count, their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trivium.data.sql import SQL

from .decorators import model as api_model
from .decorators import private, readonly
from .domain import Domain
from .order import OrderMixin
from .query import Query, row_count
from .settled import is_steady, settle
from .utils import parse_field_expr

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class SearchMixin(OrderMixin):
    """What a recordset can search."""

    __slots__ = ()

    _rec_name: str | None
    _rec_names_search: Sequence[str] | None
    _active_name: str | None

    # -- records -----------------------------------------------------------------------------------------------------

    @api_model
    @readonly
    def search(self: Any, domain: Any, offset: int = 0, limit: int | None = None, order: str | None = None) -> Any:
        """Return the records that satisfy the domain and that the user may read.

        Args:
            domain: a `Domain`, or a list.
            offset: number of records to skip.
            limit: greatest number of records to return, None for all.
            order: `"name, date desc"`; the model's `_order` if not given.

        Raises:
            AccessError: the user may not read the model, or a field of the domain.
            ValueError: the domain or the order does not fit the model.
        """
        return self.browse(self._search(domain, offset, limit, order or self._order).get_result_ids())

    @api_model
    @readonly
    def search_count(self: Any, domain: Any, limit: int | None = None) -> int:
        """Return how many records satisfy the domain, at most `limit`."""
        return len(self._search(domain, limit=limit))

    @api_model
    @private
    @readonly
    def search_fetch(
        self: Any,
        domain: Any,
        field_names: Sequence[str] | None = None,
        offset: int = 0,
        limit: int | None = None,
        order: str | None = None,
    ) -> Any:
        """Return what `search` does, with those fields in the cache, by one statement.

        Args:
            domain: as for `search`, as are offset, limit and order.
            field_names: which fields; those that are fetched by default if not given.
            offset: number of records to skip.
            limit: greatest number of records to return.
            order: the model's `_order` if not given.
        """
        return self._fetch_found(self._search(domain, offset, limit, order or self._order), field_names)

    def _fetch_found(self: Any, query: Query, field_names: Sequence[str] | None) -> Any:
        """Return the records that a query finds, with those fields in the cache."""
        if query.is_empty():
            return self.browse()
        return self._fetch_query(query, self._determine_fields_to_fetch(field_names))

    @property
    def _searches_plainly(self) -> bool:
        """Whether no addon has a say in what is found, so that the parts of a search may share a query."""
        cls = type(self)
        return (
            cls._search is SearchMixin._search
            and cls.search_fetch is SearchMixin.search_fetch
            and cls.search_count is SearchMixin.search_count
        )

    @api_model
    @readonly
    def search_read(
        self: Any,
        domain: Any = None,
        fields: Sequence[str] | None = None,
        offset: int = 0,
        limit: int | None = None,
        order: str | None = None,
        **read_kwargs: Any,
    ) -> list[dict[str, Any]]:
        """Return the values of the records that satisfy the domain, in their order.

        Args:
            domain: as for `search`, as are offset, limit and order; all records if not given.
            fields: which fields; all if not given.
            offset: number of records to skip.
            limit: greatest number of records to return.
            order: the model's `_order` if not given.
            read_kwargs: for `read`, such as `load`.
        """
        names = list(fields or self.fields_get(attributes=()))
        records = self.search_fetch(domain or [], names, offset, limit, order)
        if "active_test" in self.env.context:
            context = {key: value for key, value in self.env.context.items() if key != "active_test"}
            records = records.with_context(context)
        values: list[dict[str, Any]] = records._read_format(fnames=names, **read_kwargs)
        return values

    # -- the query ---------------------------------------------------------------------------------------------------

    def _search(
        self: Any,
        domain: Any,
        offset: int = 0,
        limit: int | None = None,
        order: str | None = None,
        *,
        active_test: bool = True,
        bypass_access: bool = False,
    ) -> Query:
        """Return the query of the records that satisfy the domain; it has not been run.

        Args:
            domain: as for `search`, as are offset and limit.
            offset: number of records to skip.
            limit: greatest number of records to find.
            order: as for `search`; none if not given.
            active_test: whether archived records are left out, unless the domain or the context speaks of them.
            bypass_access: whether access to the model is passed over, as in superuser mode.
        """
        check = not (self.env.su or bypass_access)
        if check and self._name not in self._models_with_access("read"):
            self.browse().check_access("read")
        domain = Domain(domain)
        active = self._active_name
        if active and active_test and self.env.context.get("active_test", True) and not _mentions(domain, active):
            domain &= self._unarchived
        domain = domain.optimize_full(self)
        if self._abstract or domain.is_false():
            return _empty_query(self)  # of what has no table there are no records
        query = Query(self.env, self._table, self._table_sql)
        if not domain.is_true():
            query.add_where(domain._to_sql(self, self._table, query))
        if check and not self._restrict(query, "read"):
            return _empty_query(self)
        if order:
            query.order = self._order_to_sql(order, query)
        query.limit = row_count(limit, "limit")
        query.offset = row_count(offset, "offset")
        return query

    @property
    def _unarchived(self: Any) -> Domain:
        """The domain of the records that are not archived."""

        def make() -> Domain:
            domain = Domain(self._active_name, "=", True)
            return domain.optimize_full(self) if is_steady(self, domain) else domain

        return self._derived("is_active", make)  # type: ignore[no-any-return] # what is made here

    def _restrict(self: Any, query: Query, operation: str) -> bool:
        """Add the record rules for the operation to a query; return false where they leave nothing."""
        rules, sql = self._restriction(operation)
        if rules.is_false():
            return False
        if not rules.is_true():
            if sql is None or query.alias != self._table:
                sql = rules._to_sql(self.sudo(), query.alias, query)
            query.add_where(sql)
        return True

    def _restriction(self: Any, operation: str) -> tuple[Domain, SQL | None]:
        """Return the record rules for the operation, and their SQL for the model's table if it is known."""
        rules = self._rule_domain(operation)
        if rules.is_true():
            return rules, None
        known = settle(self, rules)
        return known.domain, known.sql

    def _as_query(self: Any, ordered: bool = True) -> Query:
        """Return the query of these records.

        Args:
            ordered: whether it keeps their order.
        """
        query = Query(self.env, self._table, self._table_sql)
        query.set_result_ids([id_ for id_ in self._ids if id_], ordered)
        return query

    def _field_to_sql(self: Any, alias: str, field_expr: str, query: Query | None = None) -> SQL:
        """Return a field, or a part of it, as SQL.

        Args:
            alias: of the model's table in `query`.
            field_expr: `name`, or `name.part` for a property or a part of a date.
            query: gets the joins that the field needs.

        Raises:
            ValueError: there is no such field, or it has no column.
            AccessError: the user may not read the field.
        """
        name, part = parse_field_expr(field_expr)
        field = self._fields.get(name)
        if field is None:
            raise ValueError(f"Invalid field {name!r} on model {self._name!r}")
        if not self.env.su:
            self._check_field_access(field, "read")
        model = self
        if field.related and not field.store and query is not None:
            model, field, alias = self._traverse_related_sql(alias, field, query)
        sql: SQL = field.to_sql(model, alias)
        return field.property_to_sql(sql, part, model, alias, query) if part else sql

    def _traverse_related_sql(self: Any, alias: str, field: Any, query: Query) -> tuple[Any, Any, str]:
        """Join the tables along the path of a related field.

        Returns:
            The model at the end of the path, its field, and the alias of its table.

        Raises:
            ValueError: a step of the path is no stored many2one.
        """
        model = self.sudo(self.env.su or field.compute_sudo or field.inherited)
        path = field.related.split(".") if isinstance(field.related, str) else list(field.related)
        for name in path[:-1]:
            step = model._fields[name]
            if step.related and not step.store:
                model, step, alias = model._traverse_related_sql(alias, step, query)
            if step.type != "many2one" or not step.store:
                raise ValueError(f"Field {field} cannot be turned into SQL: {step} is no stored many2one.")
            comodel = model.env[step.comodel_name]
            column = model._field_to_sql(alias, step.name, query)
            joined = query.make_alias(alias, step.name)
            query.add_join("LEFT JOIN", joined, comodel._table_sql, _same_id(column, joined))
            model, alias = comodel, joined
        last = model._fields[path[-1]]
        if last.related and not last.store:
            model, last, alias = model._traverse_related_sql(alias, last, query)
        return model, last, alias

    # -- in memory ---------------------------------------------------------------------------------------------------

    @private
    def filtered_domain(self: Any, domain: Any) -> Any:
        """Return those of these records that satisfy the domain, without searching; their order is kept."""
        if not domain or not self._ids:
            return self
        predicate = Domain(domain)._as_predicate(self)
        return self.browse([record._ids[0] for record in self if predicate(record)])

    # -- names -------------------------------------------------------------------------------------------------------

    @api_model
    @readonly
    def name_search(
        self: Any, name: str = "", domain: Any = None, operator: str = "ilike", limit: int | None = 100
    ) -> list[tuple[int, str]]:
        """Return ids and names of records by their name.

        Args:
            name: what the name is compared with; nothing finds all.
            domain: what the records satisfy beside.
            operator: how the name is compared.
            limit: greatest number of records to return.
        """
        found = Domain(domain or [])
        if name or operator not in {"ilike", "like"}:
            found = Domain("display_name", operator, name) & found
        records = self.search_fetch(found, ["display_name"], limit=limit)
        return [(record.id, record.display_name) for record in records.sudo()]

    @api_model
    def _search_display_name(self: Any, operator: str, value: Any) -> Domain:
        """Return the domain of the records with such a name: by `_rec_names_search`, or by `_rec_name`."""
        names = self._rec_names_search or ([self._rec_name] if self._rec_name else [])
        if not names:
            return _default_name_domain(self, operator, value)
        negative = operator in Domain.NEGATIVE_OPERATORS
        conditions = [condition for name in names for condition in self._name_conditions(name, operator, value)]
        return Domain.AND(conditions) if negative else Domain.OR(conditions)

    def _name_conditions(self: Any, name: str, operator: str, value: Any) -> Iterable[Domain]:
        """Yield the condition on one field of the name, if the value suits the field."""
        condition = Domain(name, operator, value)
        try:
            condition.validate(self)
        except ValueError:
            # a name such as "Ada" is no value of a number or a date: that field does not match
            return
        yield condition


def _empty_query(model: Any) -> Query:
    query = Query(model.env, model._table, model._table_sql)
    query.set_result_ids(())
    return query


def _mentions(domain: Domain, name: str) -> bool:
    return any(condition.field_expr == name for condition in domain.iter_conditions())


def _default_name_domain(model: Any, operator: str, value: Any) -> Domain:
    """Search by the name that models without one have: `model,id`."""
    values = [value] if isinstance(value, str) or not hasattr(value, "__iter__") else list(value)
    texts = [str(text).removeprefix(f"{model._name},") for text in values if text]
    ids = [int(text) for text in texts if text.isdigit()]
    return Domain("id", "not in" if operator in Domain.NEGATIVE_OPERATORS else "in", ids)


def _same_id(column: SQL, alias: str) -> SQL:
    return SQL("%s = %s", column, SQL.identifier(alias, "id"))

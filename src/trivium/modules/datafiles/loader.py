"""Carrying out the operations of a data file: in batches, and once more one by one to find the culprit of an error."""

import difflib
import logging
from collections.abc import Iterable, MutableMapping, Sequence
from typing import TYPE_CHECKING, Any

import psycopg

from trivium.exceptions import UserError
from trivium.modules.datafiles.languages import is_language_column, language_problem
from trivium.modules.datafiles.operations import Delete, FunctionCall, Operation, Record, Source
from trivium.modules.datafiles.planning import plan
from trivium.modules.datafiles.scope import Scope, UnknownExternalIdError
from trivium.modules.errors import DataFileError
from trivium.orm.violations import explain

if TYPE_CHECKING:
    from trivium.orm.environment import Environment

__all__ = ["Loader"]

logger = logging.getLogger(__name__)


class Loader:
    """Carries out operations for one addon.

    Args:
        env: environment, as superuser.
        module: the addon.
        idref: ids by external id, shared by the files of an addon; filled here.
        update: whether the addon is being upgraded rather than installed.
    """

    def __init__(
        self, env: "Environment", module: str, idref: MutableMapping[str, int], *, update: bool = False
    ) -> None:
        self.env = env
        self.module = module
        self.idref = idref
        self.update = update
        self._ids_by_key: dict[str, int] = {}
        self._scope = Scope(env, module, idref)

    def run(self, operations: Sequence[Operation]) -> None:
        """Carry out `operations`, all or none.

        Raises:
            DataFileError: one of them fails; it names file, line, record and, where it is the cause, field.
        """
        if not operations:
            return
        before = dict(self.idref)
        try:
            with self.env.cr.savepoint():
                self._preload(operations)
                for step in plan(operations, self.module):
                    self._carry_out(step)
                self.env.flush_all()
        except Exception as error:
            self.idref.clear()
            self.idref.update(before)
            self._find_culprit(operations, error)

    def _find_culprit(self, operations: Sequence[Operation], error: Exception) -> None:
        """Carry out `operations` one by one, so that the one that fails is named."""
        self._ids_by_key.clear()
        self._scope = Scope(self.env, self.module, self.idref)
        operation = operations[0]
        try:
            with self.env.cr.savepoint():
                self._preload(operations)
                for operation in operations:
                    self._carry_out([operation] if isinstance(operation, Record) else operation)
                    self.env.flush_all()
        except DataFileError:
            raise
        except Exception as cause:
            raise self._located(operation, cause) from cause
        # loaded after all: only the order of the batches was wrong, which is worth knowing
        first = operations[0].source.file if operations else ""
        logger.warning("%s loads one by one only: %s", first, error)

    def _preload(self, operations: Iterable[Operation]) -> None:
        wanted: set[str] = set()
        for operation in operations:
            if isinstance(operation, Record):
                wanted |= operation.refs(self.module) | {operation.key}
        self._scope.preload({xmlid for xmlid in wanted if " " not in xmlid})

    def _carry_out(self, step: list[Record] | Operation) -> None:
        match step:
            case list():
                self._load(step)
            case FunctionCall():
                if not (step.noupdate and self.update):
                    self._call(step)
            case Delete():
                self._delete(step)

    def _env(self, context: str, uid: str) -> "Environment":
        env = self.env
        if uid:
            env = env(user=self._scope.lookup(uid)[1])
        if context:
            env = env(context={**env.context, **self._scope.evaluate(context)})
        return env

    # -- records -----------------------------------------------------------------------------------------------------

    def _load(self, records: list[Record]) -> None:
        """Create or update `records`, which have one model, context and user."""
        env = self._env(records[0].context, records[0].uid)
        files = {record.source.file for record in records}
        if len(files) == 1:
            env = env(context={**env.context, "install_filename": files.pop()})
        model = self._model(records[0])
        wanted = [record for record in records if self._is_wanted(record)]
        if not wanted:
            return
        data = [
            {"xml_id": record.xmlid, "values": self._values(record, model), "noupdate": record.noupdate}
            for record in wanted
        ]
        if any(record.xmlid in self.idref for record in wanted):
            loaded = model.with_env(env)._load_records(data, self.update)
        else:  # all are new, as the look-up of the whole file said
            loaded = model.with_env(env)._load_known_records(data, {}, self.update)
        for record, record_id in zip(wanted, loaded._ids, strict=True):
            self._ids_by_key[record.key] = record_id
            if record.xmlid:
                self._scope.remember(record.xmlid, record.model, record_id)
                for parent_model, parent_field in model._inherits.items():
                    parent_id = f"{record.xmlid}_{parent_model.replace('.', '_')}"
                    self._scope.remember(parent_id, parent_model, loaded.browse(record_id)[parent_field].id)

    def _model(self, record: Record) -> Any:
        if record.model not in self.env:
            raise self._located(record, self._unknown_model(record.model))
        return self.env[record.model]

    def _unknown_model(self, name: str) -> LookupError:
        return LookupError(f"there is no model {name!r}{_suggest(name, list(self.env))}")

    def _is_wanted(self, record: Record) -> bool:
        """Tell whether an upgrade loads this record."""
        if not self.update:
            return True
        if not record.xmlid:
            return not record.noupdate
        return record.forcecreate or self._scope.knows(record.xmlid)

    def _values(self, record: Record, model: Any) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, value in record.values.items():
            if is_language_column(name):  # stored with the translations of the addon
                if problem_of_language := language_problem(model, name):
                    raise self._located(record, ValueError(problem_of_language), name)
                continue
            field = model._fields.get(name)
            if field is None:
                problem = LookupError(
                    f"model {record.model} has no field {name!r}{_suggest(name, list(model._fields))}"
                )
                raise self._located(record, problem, name)
            try:
                values[name] = value.resolve(self._scope, field)
            except Exception as error:
                raise self._located(record, error, name) from error
        if record.model == "ir.ui.view" and "arch" in values and "arch_fs" in model._fields:
            # views of several files may come in one batch: each knows its own
            values.setdefault("arch_fs", self._scope.relative_name(record.source.file))
        if record.parent is not None:
            values[self._inverse(record, record.parent)] = self._ids_by_key[record.parent.key]
        return values

    def _inverse(self, record: Record, parent: Record) -> str:
        """Return the field by which a record written inside of another refers to that."""
        above = self.env[parent.model]._fields.get(record.parent_field)
        problem = f"{record.parent_field!r} is no one2many field"
        if above is not None and above.type == "one2many":
            inverse = self.env[record.model]._fields.get(above.inverse_name)
            if inverse is not None and inverse.comodel_name in (None, parent.model):
                return str(above.inverse_name)
            problem = f"{record.parent_field!r} holds records of {above.comodel_name}, not of {record.model}"
        raise self._located(record, ValueError(problem), record.parent_field)

    # -- functions and deletions -------------------------------------------------------------------------------------

    def _call(self, call: FunctionCall) -> Any:
        env = self._env(call.context, call.uid)
        if call.model not in env:
            raise self._located(call, self._unknown_model(call.model))
        try:
            if call.expression:
                arguments = list(self._scope.evaluate(call.expression, call.model))
            else:
                arguments = [
                    self._call(each) if isinstance(each, FunctionCall) else each.resolve(self._scope, None)
                    for each in call.arguments
                ]
            return _invoke(env[call.model], call.name, arguments)
        except DataFileError:
            raise
        except Exception as error:
            raise self._located(call, error) from error

    def _delete(self, deletion: Delete) -> None:
        if deletion.model not in self.env:
            raise self._located(deletion, self._unknown_model(deletion.model))
        try:
            if deletion.domain:
                domain = self._scope.evaluate(deletion.domain, deletion.model)
                self.env[deletion.model].search(domain).unlink()
                return
            try:
                record = self._scope.record(deletion.xmlid)
            except UnknownExternalIdError:
                return  # deleted in an earlier run: what was asked for is so already
            record.exists().unlink()
        except Exception as error:
            raise self._located(deletion, error) from error

    def _located(self, operation: Operation, error: Exception, field: str = "") -> DataFileError:
        """Return the error with the place of the operation."""
        source: Source = operation.source
        if isinstance(operation, Record):
            where = operation.name
            field = field or _blamed(operation, error)
            source = operation.sources.get(field, source)
        elif isinstance(operation, FunctionCall):
            where = f"function {operation.model}.{operation.name}"
        else:
            where = f"delete {operation.xmlid or operation.domain} ({operation.model})"
        if field:
            where += f", field {field}"
        return DataFileError(source.file, source.line, where, self._told(error))

    def _told(self, error: Exception) -> str:
        """Return what to say of an error: what the engine says, and for those of Python the name of their class."""
        if isinstance(error, (psycopg.IntegrityError, psycopg.DataError)):
            return str(explain(self.env, error))
        told = isinstance(error, (UserError, ValueError, UnknownExternalIdError)) or type(error) is LookupError
        return str(error) if told else f"{type(error).__name__}: {error}"


def _invoke(model: Any, name: str, arguments: list[Any]) -> Any:
    """Call `name` on the records that the first argument lists, or on the model where it is a method of the model."""
    method = getattr(model, name)
    if getattr(method, "_api_model", False) or not arguments:
        return method(*arguments)
    ids, *rest = arguments
    records = model.browse(ids)
    return getattr(records, name)(*rest)


def _suggest(name: str, candidates: list[str]) -> str:
    close = difflib.get_close_matches(name, candidates, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _blamed(record: Record, error: Exception) -> str:
    """Return the field of a record that an error names, empty where it names none."""
    if isinstance(error, psycopg.Error):
        return error.diag.column_name or ""
    return next((name for name in record.values if f"{record.model}.{name}:" in str(error)), "")

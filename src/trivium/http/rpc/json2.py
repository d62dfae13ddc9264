"""JSON-2: `POST /json/2/<model>/<method>` with an API key and named arguments."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from werkzeug.exceptions import NotFound, UnprocessableEntity

from trivium.http.local import request
from trivium.http.routing import Controller, route
from trivium.http.rpc.dispatch import get_public_method, public_kind, returned


class WebJson2Controller(Controller):
    """The endpoint of JSON-2."""

    def _readonly(self, rule: Any, args: Mapping[str, Any]) -> bool:
        return public_kind(request.registry, args["__model__"], args["__method__"]) == "readonly"

    @route(["/json/2", "/json/2/<path:subpath>"], type="json2", auth="public", readonly=True,
           methods=["GET", "POST", "PUT", "DELETE", "PATCH"])  # fmt: skip
    def web_json_2_404(self, subpath: str | None = None) -> Any:
        """Tell how to call."""
        raise NotFound("Did you mean POST /json/2/<model>/<method>?")

    @route("/json/2/<__model__>/<__method__>", type="json2", auth="bearer", methods=["POST"], save_session=False,
           readonly=_readonly)  # fmt: skip
    def web_json_2_rpc(
        self,
        __model__: str,
        __method__: str,
        ids: Sequence[int] | int = (),
        context: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> Any:
        """Call a method.

        Args:
            __model__: model, of the path.
            __method__: method, of the path.
            ids: the records that the method works on, or the id of one.
            context: added to the environment's context.
            kwargs: the method's arguments by name.

        Raises:
            NotFound: there is no such model or method.
            AccessError: the method may not be called from outside.
            UnprocessableEntity: the arguments do not fit the method.
        """
        if __model__ not in request.env:
            raise NotFound(f"the model {__model__!r} does not exist")
        model = request.env[__model__]
        try:
            method = get_public_method(model, __method__)
        except AttributeError as error:
            raise NotFound(str(error)) from error
        if context is not None:
            if not isinstance(context, Mapping):
                raise UnprocessableEntity("context is an object")
            model = model.with_context(context)
        records = self._records(model, __method__, method, ids)
        _check_arguments(f"{__model__}.{__method__}", method, kwargs)
        return returned(__method__, list(kwargs.values()), method(records, **kwargs))

    def _records(self, model: Any, name: str, method: Callable[..., Any], ids: Any) -> Any:
        if getattr(method, "_api_model", False):
            if ids:
                raise UnprocessableEntity(f"cannot call {model._name}.{name} with ids")
            return model
        if type(ids) is int:
            return model.browse(ids)
        if not isinstance(ids, (list, tuple)) or not all(type(id_) is int for id_ in ids):
            raise UnprocessableEntity("ids is an array of whole numbers")
        return model.browse(ids)


@lru_cache(maxsize=10_000)
def _signature(method: Callable[..., Any]) -> inspect.Signature:
    return inspect.signature(method)


def _check_arguments(name: str, method: Callable[..., Any], kwargs: Mapping[str, Any]) -> None:
    """Refuse arguments that a method does not take, before it runs.

    Raises:
        UnprocessableEntity: one is missing or unknown.
    """
    try:
        _signature(method).bind(None, **kwargs)
    except TypeError as error:
        raise UnprocessableEntity(f"{name}: {error}") from error

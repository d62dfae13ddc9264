"""Descriptors and wrappers: lazily computed values and properties."""

import inspect
import operator
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from types import FrameType, TracebackType
from typing import Any, Generic, ParamSpec, Self, TypeVar, overload

__all__ = [
    "classproperty",
    "conditional",
    "filter_kwargs",
    "format_frame",
    "frame_codeinfo",
    "lazy",
    "lazy_classproperty",
    "lazy_property",
    "reset_cached_properties",
]

T = TypeVar("T")
P = ParamSpec("P")


def frame_codeinfo(fframe: FrameType | None, back: int = 0) -> tuple[str, int | str]:
    """Return file and line of a frame, or of the one that many calls above it; `<unknown>` and an empty line above all.

    Args:
        fframe: the frame.
        back: how many calls above it.
    """
    for _call in range(back):
        if fframe is not None:
            fframe = fframe.f_back
    if fframe is None:
        return "<unknown>", ""
    return inspect.getsourcefile(fframe) or fframe.f_code.co_filename, fframe.f_lineno


def format_frame(frame: FrameType) -> str:
    """Return a frame as one line: its function, file and line."""
    file, line = frame_codeinfo(frame)
    return f"{frame.f_code.co_name} ({file}:{line})"


def filter_kwargs(func: Callable[..., Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of the named arguments that the function takes."""
    parameters = inspect.signature(func).parameters.values()
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        return dict(kwargs)
    by_name = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    taken = {parameter.name for parameter in parameters if parameter.kind in by_name}
    return {name: value for name, value in kwargs.items() if name in taken}


class lazy_property(cached_property[T], Generic[T]):  # noqa: N801 - the contract's name
    """A property computed at its first use and kept in the object's dictionary.

    Threads that ask for it at the same time may compute it each: there is no lock, which each first use would pay for.
    """

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> T: ...

    def __get__(self, instance: Any, owner: type[Any] | None = None) -> Any:
        """Return the value, computed now: the next look-up finds it in the object."""
        if instance is None:
            return self
        value = instance.__dict__[self.attrname] = self.func(instance)
        return value

    @staticmethod
    def reset_all(instance: Any) -> None:
        """Forget the kept values of all lazy properties of the object."""
        reset_cached_properties(instance)


def reset_cached_properties(obj: Any) -> None:
    """Forget the kept values of all cached properties of an object; each is computed anew when it is read."""
    cls = type(obj)
    kept = vars(obj)
    for name in list(kept):
        if isinstance(getattr(cls, name, None), cached_property):
            del kept[name]


class classproperty(Generic[T]):  # noqa: N801 - the contract's name
    """A property of the class itself."""

    __slots__ = ("fget", "name")

    def __init__(self, fget: Callable[[Any], T]) -> None:
        self.fget: Any = classmethod(fget)
        self.name = fget.__name__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: object, owner: type | None = None, /) -> T:
        value: T = self.fget.__get__(None, owner or type(instance))()
        return value


class lazy_classproperty(classproperty[T], Generic[T]):  # noqa: N801 - the contract's name
    """A property of the class that is computed once for each class."""

    __slots__ = ()

    def __get__(self, instance: object, owner: type | None = None, /) -> T:
        value = super().__get__(instance, owner)
        setattr(owner or type(instance), self.name, value)
        return value


def conditional(
    condition: Any, decorator: Callable[[Callable[P, T]], Callable[P, T]]
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return the decorator if the condition holds, otherwise one that changes nothing."""
    return decorator if condition else lambda function: function


class lazy:  # noqa: N801 - the contract's name
    """Stands for the result of a call that is made at first use, if ever.

    Attributes, operators and iteration go to the result; `lazy(func, *args)._value` is the result itself.
    """

    __slots__ = ("_cached", "_call")

    def __init__(self, func: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        object.__setattr__(self, "_call", (func, args, kwargs))

    @property
    def _value(self) -> Any:
        call = self._call
        if call is not None:
            func, args, kwargs = call
            object.__setattr__(self, "_cached", func(*args, **kwargs))
            object.__setattr__(self, "_call", None)
        return self._cached

    def __getattr__(self, name: str) -> Any:
        return getattr(self._value, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._value, name, value)

    def __delattr__(self, name: str) -> None:
        delattr(self._value, name)

    def __repr__(self) -> str:
        return repr(self._value) if self._call is None else object.__repr__(self)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._value)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._value[key] = value

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the result."""
        return self._value(*args, **kwargs)

    def __hash__(self) -> int:
        return hash(self._value)

    def __enter__(self) -> Any:
        return self._value.__enter__()

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_value: BaseException | None, traceback: TracebackType | None
    ) -> Any:
        return self._value.__exit__(exc_type, exc_value, traceback)

    def __await__(self) -> Any:
        return self._value.__await__()


def _unary(function: Callable[[Any], Any]) -> Callable[[lazy], Any]:
    return lambda self: function(self._value)


def _binary(function: Callable[[Any, Any], Any]) -> Callable[[lazy, Any], Any]:
    return lambda self, other: function(self._value, other)


def _reflected(function: Callable[[Any, Any], Any]) -> Callable[[lazy, Any], Any]:
    return lambda self, other: function(other, self._value)


for _function in (str, bytes, bool, len, int, float, complex, round, reversed, dir):
    setattr(lazy, f"__{_function.__name__}__", _unary(_function))
for _name in ("neg", "pos", "abs", "invert", "index"):
    setattr(lazy, f"__{_name}__", _unary(getattr(operator, _name)))
for _name in ("lt", "le", "eq", "ne", "gt", "ge", "contains", "getitem", "delitem"):
    setattr(lazy, f"__{_name}__", _binary(getattr(operator, _name)))
_ARITHMETIC = ("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow", "lshift", "rshift")
for _name in (*_ARITHMETIC, "and_", "xor", "or_"):
    setattr(lazy, f"__{_name.rstrip('_')}__", _binary(getattr(operator, _name)))
    setattr(lazy, f"__r{_name.rstrip('_')}__", _reflected(getattr(operator, _name)))

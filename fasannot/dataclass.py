"""Data classes that are made in a quarter of the time; type checkers see the standard library's.

``@dataclass`` has up to nine methods of a class written out as text and compiled, 0.9 ms a class:
fifty classes were a quarter of a start. Here ``__init__`` alone is compiled, and the classes share
the other methods. What is made works with ``dataclasses``: ``replace``, ``fields``, ``asdict``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError
from inspect import get_annotations
from operator import attrgetter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

__all__ = ["dataclass", "made"]
T = TypeVar("T")
_ORDINARY = vars(dataclasses)["_FIELD"]  # how ``dataclasses`` marks what is no ClassVar
_FIELDS, _SHOWN, _KEY = "__dataclass_fields__", "__dataclass_shown__", "__dataclass_key__"


def made(
    cls: type[T],
    *,
    frozen: bool = False,
    slots: bool = False,
    eq: bool = True,
    repr: bool = True,  # noqa: A002 - the words of dataclasses
) -> type[T]:
    """Return the data class of a class with annotations; arguments as of ``dataclasses``.

    Raises:
        TypeError: the class is not to have slots, or a field without a default follows one with.
        ValueError: a default can be changed, and all instances would share it.
    """
    if not slots:
        raise TypeError(f"{cls.__name__}: a data class without slots is made by dataclasses")
    own = _own_fields(cls)
    fields: dict[str, Field[Any]] = {}
    for base in reversed(cls.__mro__[1:]):
        fields |= getattr(base, _FIELDS, {})
    inherited = fields.keys() - own.keys()
    fields |= own
    compared = [name for name, field in fields.items() if field.compare]
    methods: dict[str, Any] = {}
    if repr:
        methods["__repr__"] = _shown
    if eq:
        methods |= {"__eq__": _equal, "__hash__": _hash if frozen else None}
    if frozen:
        methods |= {"__getstate__": _state, "__setstate__": _set_state}
        methods |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
    kept = {
        name: value
        for name, value in vars(cls).items()
        if name not in own and name not in ("__dict__", "__weakref__")
    }
    if kept.get("__hash__", MISSING) is None:  # Python's, for a class with __eq__ of its own
        del kept["__hash__"]
    namespace = {
        **methods,
        **kept,
        "__slots__": tuple(name for name in own if name not in inherited),
        "__match_args__": tuple(name for name, field in fields.items() if field.init),
        "__dataclass_params__": SimpleNamespace(frozen=frozen, eq=eq, repr=repr),
        _FIELDS: fields,
        _SHOWN: [name for name, field in fields.items() if field.repr],
        # Two names, if the same, so that a tuple is compared: it takes what is one for equal.
        _KEY: attrgetter(*compared, *compared[:1]) if compared else staticmethod(_nothing),
    }
    kind: Any = type(cls)
    new = kind(cls.__name__, cls.__bases__, namespace)
    new.__qualname__ = cls.__qualname__
    new.__init__ = _initialiser(new, fields)
    found: type[T] = new
    return found


def _own_fields(cls: type) -> dict[str, Field[Any]]:
    """Return the fields that a class itself declares."""
    found = {}
    for name, kind in get_annotations(cls).items():
        if str(kind).startswith(("ClassVar", "typing.ClassVar")):
            continue
        default = vars(cls).get(name, MISSING)
        one: Any = default if isinstance(default, Field) else dataclasses.field(default=default)
        if one.default is not MISSING and type(one.default).__hash__ is None:
            raise ValueError(f"{cls.__name__}.{name}: a default that can be changed; use a factory")
        one.name, one.type, one.kw_only, one._field_type = name, kind, False, _ORDINARY
        found[name] = one
    return found


def _initialiser(cls: type, fields: dict[str, Field[Any]]) -> Callable[..., None]:
    """Return ``__init__``: its parameters are the fields, each set by the slot itself."""
    known: dict[str, Any] = {"_missing": MISSING}
    parameters: list[str] = []
    lines: list[str] = []
    with_default = ""
    for name, field in fields.items():
        value = name
        if field.default_factory is not MISSING:
            known[f"_make_{name}"] = field.default_factory
            value = f"_make_{name}()"
            if field.init:
                parameters.append(f"{name}=_missing")
                value = f"{value} if {name} is _missing else {name}"
        elif field.default is not MISSING:
            known[f"_default_{name}"] = field.default
            if field.init:
                parameters.append(f"{name}=_default_{name}")
            else:
                value = f"_default_{name}"
        elif not field.init:
            continue
        elif with_default:
            raise TypeError(f"{cls.__name__}: {name} without a default follows {with_default}")
        else:
            parameters.append(name)
        if parameters and "=" in parameters[-1]:
            with_default = with_default or name
        known[f"_set_{name}"] = getattr(cls, name).__set__
        lines.append(f"_set_{name}(self, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    text = f"def __init__({', '.join(['self', *parameters])}):\n " + "\n ".join(lines or ["pass"])
    made_of: dict[str, Any] = {}
    exec(text, known, made_of)
    init: Callable[..., None] = made_of["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    init.__module__ = cls.__module__
    init.__annotations__ = {name: one.type for name, one in fields.items() if one.init}
    return init


def _nothing(one: object) -> tuple[()]:
    return ()


def _shown(self: Any) -> str:
    parts = [f"{name}={getattr(self, name)!r}" for name in getattr(self, _SHOWN)]
    return f"{type(self).__qualname__}({', '.join(parts)})"


def _equal(self: Any, other: object) -> Any:
    if type(other) is not type(self):
        return NotImplemented
    key = getattr(self, _KEY)
    return key(self) == key(other)


def _hash(self: Any) -> int:
    return hash(getattr(self, _KEY)(self))


def _refuse_to_set(self: object, name: str, value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in getattr(self, _FIELDS)]


def _set_state(self: Any, state: list[Any]) -> None:
    for name, value in zip(getattr(self, _FIELDS), state, strict=True):
        object.__setattr__(self, name, value)


if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(**options: bool) -> Callable[[type[T]], type[T]]:
        """Decorate a class with annotations; see ``made``."""
        return lambda cls: made(cls, **options)

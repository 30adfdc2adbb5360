"""Data classes made quickly behave like those of the standard library."""

from __future__ import annotations

import copy
import dataclasses
import math
import pickle
from dataclasses import FrozenInstanceError, field
from typing import ClassVar

import pytest

from fasannot.dataclass import made


class Checked:
    """A value with a check, defaults of each kind, and what is left out of text and comparison."""

    first: int
    name: str = "x"
    many: list[int] = field(default_factory=list, compare=False)
    hidden: str = field(default="h", repr=False)
    shared: ClassVar[str] = "all"

    def __post_init__(self) -> None:
        if self.first < 0:
            raise ValueError(self.first)

    @property
    def double(self) -> int:
        return 2 * self.first


class One:
    only: float


class Empty:
    """Nothing."""


def pair(cls, **options):
    """Return the class as both make it."""
    quick = made(type(cls.__name__, (), dict(vars(cls))), slots=True, **options)
    usual = type(cls.__name__, (), dict(vars(cls)))
    return quick, dataclasses.dataclass(slots=True, **options)(usual)


@pytest.mark.parametrize("frozen", [False, True])
def test_instances_are_made_shown_compared_and_replaced_alike(frozen):
    seen = []
    for cls in pair(Checked, frozen=frozen):
        one = cls(3)
        other = cls(3, "x", [1], hidden="h")
        assert one == other
        assert one != cls(4)
        assert one != (3, "x", "h")
        with pytest.raises(ValueError, match="-1"):
            cls(-1)
        with pytest.raises(TypeError, match="missing 1 required positional argument: 'first'"):
            cls()
        assert not hasattr(one, "__dict__")
        assert one.many is not cls(3).many
        seen.append((
            repr(one), one.double, cls.shared, cls.__match_args__, cls.__slots__,
            dataclasses.asdict(other), repr(dataclasses.replace(other, name="y")),
            [(item.name, item.type) for item in dataclasses.fields(cls)],
            dataclasses.is_dataclass(one), hash(one) == hash(other) if frozen else cls.__hash__,
            copy.deepcopy(other) == other,
        ))  # fmt: skip
    assert seen[0] == seen[1]


def test_frozen_ones_cannot_be_changed_and_others_can():
    for cls in pair(Checked, frozen=True):
        one = cls(3)
        with pytest.raises(FrozenInstanceError, match="cannot assign to field 'first'"):
            one.first = 4
        with pytest.raises(FrozenInstanceError, match="cannot delete field 'first'"):
            del one.first
    for cls in pair(Checked):
        one = cls(3)
        one.first = 4
        assert one.first == 4
        with pytest.raises(AttributeError):
            one.unknown = 1


def test_what_is_one_object_is_equal_even_where_it_is_no_number():
    for cls in pair(One, frozen=True):
        assert cls(math.nan) == cls(math.nan)
        assert cls(float("nan")) != cls(math.nan)
    for cls in pair(Empty, frozen=True):
        assert cls() == cls()
        assert repr(cls()) == "Empty()"


def _made_here(cls):
    return made(cls, frozen=True, slots=True)


@_made_here
class Base:
    first: int
    second: str = "s"

    def __hash__(self) -> int:
        return 7


@_made_here
class Derived(Base):
    third: tuple[int, ...] = ()


def test_a_class_may_derive_from_another_and_keeps_methods_of_its_own():
    one = Derived(1, third=(2,))
    assert repr(one) == "Derived(first=1, second='s', third=(2,))"
    assert Derived.__slots__ == ("third",)
    assert hash(Base(1)) == 7
    assert one != Base(1)
    assert pickle.loads(pickle.dumps(one)) == one
    assert [item.name for item in dataclasses.fields(one)] == ["first", "second", "third"]


def test_compared_by_identity_where_that_is_asked_for():
    for cls in pair(One, frozen=True, eq=False):
        one = cls(1.0)
        assert one != cls(1.0)
        assert {one: 1}[one] == 1


def test_what_would_be_wrong_is_refused_as_by_the_standard_library():
    class Shared:
        first: list[int] = []  # noqa: RUF012

    class Order:
        first: int = 1
        second: int

    for cls, fault in ((Shared, ValueError), (Order, TypeError)):
        for make in (lambda one: made(one, slots=True), dataclasses.dataclass(slots=True)):
            with pytest.raises(fault):
                make(type(cls.__name__, (), dict(vars(cls))))
    with pytest.raises(TypeError, match="without slots"):
        made(One)

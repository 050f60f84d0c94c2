"""Records, the frozen dataclasses that pass between rooms, and what a record works out once.

The standard frozen dataclass sets every field through `object.__setattr__`, which makes it five times as dear as an open one: a tenth of a reading.
A record is filled while its class is still an open twin of the same slots, and is shut when it is whole. All else is the standard dataclass.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Generic, TypeVar, cast, dataclass_transform, overload

_turn = object.__dict__["__class__"].__set__  # past the __setattr__ that shuts a record
Made = TypeVar("Made")
Owner = TypeVar("Owner")
Told = TypeVar("Told")


class Keeping:
    """The base of records that keep what they work out once (`lazy`): they have room for it, and are equal only to themselves."""

    __slots__ = ("__dict__",)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[Made]) -> type[Made]:
    """A frozen, slotted dataclass, made for a quarter of the usual price.

    Raises TypeError for a class with other bases than `Keeping`, with `__post_init__`, or with keyword-only fields, which no record has.

    >>> @record
    ... class Figure:
    ...     value: int
    ...     unit: str = "元"
    >>> Figure(3), Figure(3) == Figure(3, "元")
    (Figure(value=3, unit='元'), True)
    """
    if cls.__bases__ not in ((object,), (Keeping,)) or hasattr(cls, "__post_init__"):
        raise TypeError(f"{cls.__name__} is no plain record: it has other bases or __post_init__")
    shut: type[Made] = dataclass(frozen=True, slots=True, eq=not issubclass(cls, Keeping))(cls)
    shut.__init__ = _filling(shut)  # type: ignore[method-assign]
    return shut


def _filling(shut: type[Any]) -> Callable[..., None]:
    """An `__init__` with the parameters of the dataclass's own."""
    slots = fields(shut)
    if any(slot.kw_only or not slot.init for slot in slots):
        raise TypeError(f"{shut.__name__} has fields that its __init__ does not take in order")
    twin = type(shut.__name__, shut.__bases__, {"__slots__": tuple(slot.name for slot in slots)})
    known: dict[str, Any] = {"_MISSING": MISSING, "_turn": _turn, "_open": twin, "_shut": shut}
    parameters, lines = [], []
    for slot in slots:
        name, value = slot.name, slot.name
        if slot.default_factory is not MISSING:
            known[f"_make_{name}"] = slot.default_factory
            parameters.append(f"{name}=_MISSING")
            value = f"_make_{name}() if {name} is _MISSING else {name}"
        elif slot.default is not MISSING:
            known[f"_default_{name}"] = slot.default
            parameters.append(f"{name}=_default_{name}")
        else:
            parameters.append(name)
        lines.append(f"    self.{name} = {value}\n")
    program = f"def __init__(self, {', '.join(parameters)}):\n    _turn(self, _open)\n{''.join(lines)}    self.__class__ = _shut\n"
    exec(compile(program, f"<record {shut.__qualname__}>", "exec"), known)
    return cast("Callable[..., None]", known["__init__"])


class lazy(Generic[Owner, Told]):
    """A property that is worked out when first asked for and then stands in the instance, as in functools, whose own takes a lock for every object.

    >>> class Line:
    ...     @lazy
    ...     def words(self) -> list[str]:
    ...         print("looks")
    ...         return ["增长"]
    >>> line = Line()
    >>> line.words is line.words
    looks
    True
    """

    def __init__(self, find: Callable[[Owner], Told]) -> None:
        self.find = find
        self.name = find.__name__
        self.__doc__ = find.__doc__

    @overload
    def __get__(self, owner: None, kind: type[Owner]) -> lazy[Owner, Told]: ...
    @overload
    def __get__(self, owner: Owner, kind: type[Owner]) -> Told: ...
    def __get__(self, owner: Owner | None, kind: type[Owner]) -> lazy[Owner, Told] | Told:
        if owner is None:
            return self
        told = owner.__dict__[self.name] = self.find(owner)
        return told

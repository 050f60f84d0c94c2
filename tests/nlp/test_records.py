"""Records behave as the standard frozen, slotted dataclass does; only their making differs."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace

import pytest

from nlp.model import Quantity, Source
from nlp.records import Keeping, lazy, record


@record
class Figure:
    value: int
    unit: str = "元"
    notes: list[str] = field(default_factory=list, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Standard:
    value: int
    unit: str = "元"
    notes: list[str] = field(default_factory=list, repr=False, compare=False)


@pytest.mark.parametrize("words", [((3,), {}), ((3, "美元"), {}), ((), {"value": 3, "notes": ["约"]}), ((3,), {"unit": "港元"})])
def test_a_record_is_what_the_standard_dataclass_makes(words: tuple[tuple, dict]) -> None:
    args, named = words
    mine, standard = Figure(*args, **named), Standard(*args, **named)
    assert repr(mine) == repr(standard).replace("Standard", "Figure")
    assert [getattr(mine, slot.name) for slot in fields(mine)] == [getattr(standard, slot.name) for slot in fields(standard)]
    assert mine == Figure(*args, **named)
    assert replace(mine, unit="欧元").unit == "欧元"


@pytest.mark.parametrize(("args", "named"), [((), {}), ((1, "元", [], 4), {}), ((1,), {"value": 1}), ((1,), {"colour": 1})])
def test_wrong_arguments_are_refused(args: tuple, named: dict) -> None:
    with pytest.raises(TypeError):
        Figure(*args, **named)


def test_a_record_cannot_be_changed_and_has_no_room_for_more() -> None:
    figure = Figure(3)
    for name in ("value", "colour"):
        with pytest.raises((FrozenInstanceError, TypeError)):
            setattr(figure, name, 4)
    with pytest.raises(FrozenInstanceError):
        del figure.value
    assert not hasattr(figure, "__dict__")
    assert figure.value == 3


def test_each_record_gets_a_list_of_its_own() -> None:
    assert Figure(1).notes is not Figure(1).notes


def test_records_are_hashed_copied_and_sent_to_other_processes() -> None:
    source = Source("a.txt", title="样报")
    assert len({source, Source("a.txt", title="样报"), Source("b.txt")}) == 2
    assert copy.deepcopy(source) == copy.copy(source) == pickle.loads(pickle.dumps(source)) == source
    assert Quantity.__match_args__[:2] == ("start_char", "end_char")


def test_what_is_no_plain_record_is_refused() -> None:
    class Base:
        pass

    class Heir(Base):
        pass

    class Checked:
        def __post_init__(self) -> None:
            pass

    class Named:
        value: int = field(kw_only=True)

    for cls in (Heir, Checked, Named):
        with pytest.raises(TypeError):
            record(cls)


def test_a_lazy_property_is_worked_out_once_for_each_object() -> None:
    asked = []

    @record
    class Line(Keeping):
        number: int

        @lazy
        def words(self) -> list[str]:
            """Its words."""
            asked.append(self)
            return ["增长"]

    first, second = Line(1), Line(1)
    assert first != second
    with pytest.raises(FrozenInstanceError):
        first.number = 2
    assert first.words is first.words
    assert first.words is not second.words
    assert asked == [first, second]
    assert Line.words.__doc__ == "Its words."

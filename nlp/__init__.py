"""zhishi's readers: pure functions from the bytes of one article to the rows that it asserts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlp.model import Reading, Source

if TYPE_CHECKING:
    from nlp.reading import read

__all__ = ["Reading", "Source", "read"]


def __getattr__(name: str) -> Any:
    """`nlp.read` is loaded on first use: importing nlp stays light."""
    if name == "read":
        from nlp.reading import read

        return read
    raise AttributeError(name)

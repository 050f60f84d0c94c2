"""Layout: which line of an article is what, who posted it when, and when it was written."""

from nlp.layout.lay import lay_out

__all__ = ["lay_out"]

"""From bytes to clean text: decoding, repair in named steps, HTML, script."""

from nlp.text.cleaning import clean
from nlp.text.decode import decode
from nlp.text.plan import replay

__all__ = ["clean", "decode", "replay"]

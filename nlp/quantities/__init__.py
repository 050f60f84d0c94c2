"""Quantities: numerals, units, bounds, ranges and coordination, in Chinese of both scripts and in English."""

from nlp.quantities.find import find_quantities, is_vague, table_unit

__all__ = ["find_quantities", "is_vague", "table_unit"]

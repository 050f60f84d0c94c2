"""The report: one page that shows a published version, offline, by double click."""

from flows.report.page import write_report

__all__ = ["write_report"]

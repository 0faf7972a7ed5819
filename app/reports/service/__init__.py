"""Writes of reports."""

from app.reports.service.ask import ReportWish, ask_report
from app.reports.service.build import BUILD_JOB, BuildOrder, MadeFile, begin_building, fail_report, keep_file
from app.reports.service.keep import OpenedFile, forget_expired_reports, open_report_file, take_back_reports

__all__ = [
    "BUILD_JOB",
    "BuildOrder",
    "MadeFile",
    "OpenedFile",
    "ReportWish",
    "ask_report",
    "begin_building",
    "fail_report",
    "forget_expired_reports",
    "keep_file",
    "open_report_file",
    "take_back_reports",
]

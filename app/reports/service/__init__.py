"""Writes of reports."""

from app.reports.service.ask import ReportWish, ask_report
from app.reports.service.build import (
    BUILD_JOB,
    BuildOrder,
    MadeFile,
    begin_building,
    fail_report,
    keep_file,
    note_quoted,
)
from app.reports.service.keep import OpenedFile, forget_expired_reports, open_report_file, take_back_reports
from app.reports.service.schedule import ask_scheduled_reports, schedule_report, stop_schedule

__all__ = [
    "BUILD_JOB",
    "BuildOrder",
    "MadeFile",
    "OpenedFile",
    "ReportWish",
    "ask_report",
    "ask_scheduled_reports",
    "begin_building",
    "fail_report",
    "forget_expired_reports",
    "keep_file",
    "note_quoted",
    "open_report_file",
    "schedule_report",
    "stop_schedule",
    "take_back_reports",
]

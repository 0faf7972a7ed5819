"""What an edition lacks: the list of the page, and of the use case that opens it."""

from app.readiness.queries.approvals import ApprovalRow, approvals_of
from app.readiness.queries.readiness import readiness_of, readiness_of_editions

__all__ = ["ApprovalRow", "approvals_of", "readiness_of", "readiness_of_editions"]

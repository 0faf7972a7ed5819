"""What an edition lacks: the list of the page, and of the use case that opens it."""

from app.readiness.queries.approvals import ApprovalRow, AwaitedApproval, approvals_of, awaited_approvals
from app.readiness.queries.readiness import readiness_of, readiness_of_editions

__all__ = [
    "ApprovalRow", "AwaitedApproval", "approvals_of", "awaited_approvals", "readiness_of", "readiness_of_editions",
]  # fmt: skip

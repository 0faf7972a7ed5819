"""What can be done in recruiting."""

from app.recruiting.service.link import count_join, create_personal_link

__all__ = ["count_join", "create_personal_link"]

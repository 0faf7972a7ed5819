"""Pages of the home feature: what can be done now, what one sent, and one campaign."""

from app.home.routes import campaign, help_page, home, live, mine, part
from app.home.routes.blueprint import bp

__all__ = ["bp", "campaign", "help_page", "home", "live", "mine", "part"]

"""Pages of the home feature: what can be done now, what one sent, and one campaign."""

from app.home.routes import campaign, home, live, mine, part
from app.home.routes.blueprint import bp

__all__ = ["bp", "campaign", "home", "live", "mine", "part"]

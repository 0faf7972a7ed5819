"""Pages of themes; importing the package registers them."""

from app.themes.routes import groups, themes
from app.themes.routes.blueprint import bp

__all__ = ["bp", "groups", "themes"]

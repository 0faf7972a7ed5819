"""What can be done to accounts."""

from __future__ import annotations

from app.accounts.service.mandates import (
    MandateInput,
    TakeOverInput,
    confirm_mandate,
    cover_mandate,
    end_cover,
    end_mandate,
    give_mandate,
    hand_over_mandate,
    refuse_mandate,
)
from app.accounts.service.people import (
    PersonInput,
    choose_function,
    create_administrator,
    create_person,
    disable_person,
    enable_person,
)
from app.accounts.service.profile import (
    PasswordChange,
    ProfileInput,
    change_password,
    choose_locale,
    edit_profile,
)
from app.accounts.service.sessions import (
    end_all_sessions,
    end_session,
    forget_ended_sessions,
    open_session,
    touch_session,
)
from app.accounts.service.sign_in import (
    ask_sign_in_link,
    make_link,
    note_lockout,
    sign_in_with_password,
    use_sign_in_link,
)
from app.accounts.service.trust import TrustInput, distrust_author, take_back_trust, trust_author

__all__ = [
    "MandateInput", "PasswordChange", "PersonInput", "ProfileInput", "TakeOverInput", "TrustInput", "ask_sign_in_link",
    "change_password", "choose_function", "choose_locale", "confirm_mandate", "cover_mandate",
    "create_administrator", "create_person", "disable_person", "distrust_author", "edit_profile", "enable_person",
    "end_all_sessions", "end_cover", "end_mandate", "end_session", "forget_ended_sessions", "give_mandate",
    "hand_over_mandate", "make_link", "note_lockout", "open_session", "refuse_mandate", "sign_in_with_password",
    "take_back_trust", "touch_session", "trust_author", "use_sign_in_link",
]  # fmt: skip

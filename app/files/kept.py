"""Images of a form that is shown again: clean, in the storage, named by signed tokens in the form itself.

No row knows them, nor whose they are: the token carries a signature that only its person's form can use. The sweep
takes them after an hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itsdangerous import BadSignature, URLSafeSerializer

from app.files.errors import FileGone
from app.files.storage import Storage
from app.files.store import put_image, read_small, small_key

if TYPE_CHECKING:
    from app.files.images import CleanImage


@dataclass(frozen=True, slots=True)
class KeptImages:
    """What the forms of one person keep; ``secret`` is the installation's."""

    storage: Storage
    secret: str
    person_id: int

    def keep(self, image: CleanImage) -> str:
        """Keep a cleaned image and return its token."""
        key = put_image(self.storage, image)
        return str(self._signer().dumps([key, image.media_type, image.width, image.height]))

    def read(self, token: str) -> CleanImage:
        """Return the image of a token.

        :raises FileGone: it is no token of this person, or too old
        """
        from app.files.images import CleanImage

        key, media_type, width, height = self._content(token)
        small = self.storage.get(small_key(key))
        return CleanImage(self.storage.get(key), media_type, width, height, small)

    def read_small(self, token: str) -> bytes:
        """Return the small size of the image of a token.

        :raises FileGone: it is no token of this person, or too old
        """
        return read_small(self.storage, self._content(token)[0])

    def _content(self, token: str) -> tuple[str, str, int, int]:
        try:
            key, media_type, width, height = self._signer().loads(token)
        except BadSignature as error:
            raise FileGone from error
        return key, media_type, width, height

    def _signer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.secret, salt=f"kept-image of {self.person_id}")

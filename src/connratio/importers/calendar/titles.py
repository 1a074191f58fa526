"""What programs write before the title of a meeting that was called off."""

from __future__ import annotations

import re
from typing import Final

CANCELLED_TITLE: Final = re.compile(
    r"(cancell?ed(?: event)?|abgesagt|storniert|entfällt|annul[ée]e?|cancelad[oa]|annullat[oa]|geannuleerd|anulowan[eoy]|odwołan[eoy]|"
    r"zrušen[oaý]|inställ[td]a?|avlyst|aflyst|peru(?:ttu|utettu)|i̇?ptal(?: edildi)?|отменен[оаы]?|отменён|скасовано|anulat[ăa]?|"
    r"キャンセル(?:済み)?|取り?消し?(?:済み)?|中止|已取消|取消|취소됨?)\s*[:：]",
    re.IGNORECASE,
)
"""As Outlook and Gmail write it, in the languages of their users."""


def called_off(title: str) -> bool:
    """Whether a title says that its meeting was cancelled."""
    return CANCELLED_TITLE.match(title) is not None

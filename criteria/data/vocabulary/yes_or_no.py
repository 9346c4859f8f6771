"""What stands behind the name of a flag and only says that it is one: (Y/N), [ja/nein], 0/1, (是/否)."""

from __future__ import annotations

import re

_YES_OR_NO = re.compile(
    r"[\s_-]*[\[(（]?\s*(?:(?:yes|y|ja|j|oui|o|sí|sì|si|s|sim|tak|t|evet|e)\s*/\s*(?:no|n|non|não|nao|nein|nie|nej|nee|"
    r"hayır|h)|0\s*/\s*1|1\s*/\s*0|是/否|有/无|あり/なし|有り/無し)\s*[\])）]?\s*$",
    re.IGNORECASE,
)


def without_yes_or_no(heading: str) -> str:
    """The heading without that; empty where nothing of the kind stands in it, or nothing else."""
    found = _YES_OR_NO.search(heading)
    return heading[: found.start()] if found else ""

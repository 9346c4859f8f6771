"""What a browser remembers of its visit, in a cookie: names and keys, never a value of a table."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

WORKS_ON = ("protocol", "population")  # the parameters of an address
MOST_SIGNS = 60  # of a name; what is told is which file to open again, not all of what it is called
MOST_BYTES = 3500  # of all; a browser keeps no cookie of more than 4096


@dataclass(frozen=True)
class Remembered:
    """What a visit holds by name, the most important last, and what it works on, as an address names it."""

    names: dict[str, str] = field(default_factory=dict)
    works_on: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str | None) -> Remembered:
        """What stands in a cookie. Whatever else stands there than words is not believed."""
        try:
            said = json.loads(text or "{}")
        except ValueError:
            return cls()
        if not isinstance(said, dict):
            return cls()
        works_on = {key: word for key, word in _words(said.get("works_on")).items() if key in WORKS_ON}
        return cls(_words(said.get("names")), works_on)

    def written(self) -> str:
        """The cookie's text; of too many names the first are left out."""
        names = {key: name[:MOST_SIGNS] for key, name in self.names.items()}
        while True:
            text = json.dumps({"names": names, "works_on": self.works_on}, ensure_ascii=False)
            if not names or len(quote(text)) <= MOST_BYTES:
                return text
            del names[next(iter(names))]


def _words(said: Any) -> dict[str, str]:
    if not isinstance(said, dict):
        return {}
    return {str(key)[:120]: str(word)[:120] for key, word in said.items()}

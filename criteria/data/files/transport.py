"""SAS transport files (`.xpt`, versions 5 and 8), some rows at a time."""

from __future__ import annotations

from criteria.data.files.statistics import statistics_parts as transport_parts

__all__ = ["transport_parts"]

"""Level-of-care placement: a pluggable rule pack and one pure function over it.

Our own labels, anchors and table; licensed criteria are never shipped. The highest claim
governs, reasons are given in both directions, and a clinician decides.
"""

from .facts import INPUT_SCHEMA
from .pack import Pack, read_pack
from .rules import assess

__all__ = ["INPUT_SCHEMA", "Pack", "assess", "read_pack"]

"""How often one place, and all places together, may ask for a call."""

from datetime import datetime, timedelta

from stepwell.foundation import floods

HOUR = timedelta(hours=1)
FROM_ONE_ADDRESS = 5
FROM_EVERYWHERE = 200


def too_many(address: str, *, at: datetime) -> bool:
    """Count this request, and say whether it is one too many."""
    here = floods.hit(name="ask", who=address, at=at, window=HOUR)
    if here > FROM_ONE_ADDRESS:  # one stubborn address must not use up what all share
        return True
    return floods.hit(name="ask", who="everyone", at=at, window=HOUR) > FROM_EVERYWHERE

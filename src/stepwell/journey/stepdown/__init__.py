"""Step-down: from one level of care to another in one move – seat, level and schedule change together or not at all."""

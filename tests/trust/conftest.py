"""Machines that test are slow now and then: a property is judged by what it says, not by how long it took."""

from hypothesis import HealthCheck, settings

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

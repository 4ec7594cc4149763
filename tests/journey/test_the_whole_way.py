"""One patient through every action of the house, without a screen."""

import pytest

pytestmark = pytest.mark.django_db


def test_a_patient_is_admitted_by_every_real_step(admitted, clinic):  # M7 M8 M9 M10
    assert admitted.inquiry.state == "admitted"
    assert admitted.episode.levels.get().level == "IOP"
    assert admitted.patient.seats.get().seat.track == admitted.track

"""The director's page (mission row M39)."""

import pytest

from stepwell.trust.ledger.models import Event

pytestmark = pytest.mark.django_db
FIGURES = "/staff/figures/"


def test_every_figure_stands_with_its_definition(as_, admitted):
    text = as_("director").get(FIGURES).content.decode()
    for words in (
        "In the program",
        "Seats taken",
        "Met",
        "On course",
        "Lost",
        "What the figures mean",
    ):
        assert words in text
    assert "Minutes in the minute ledger from Monday to today." in text


def test_a_track_opens_to_the_people_behind_it(as_, admitted):
    text = as_("director").get(f"{FIGURES}?track={admitted.track.pk}").content.decode()
    assert "Ana O&#39;Hara" in text
    assert f"/staff/patients/{admitted.patient.pk}/" in text


def test_the_biller_sees_figures_and_no_people(as_, admitted):
    text = as_("biller").get(f"{FIGURES}?track={admitted.track.pk}").content.decode()
    assert "Your role sees figures, not people." in text
    assert "Ana" not in text


def test_a_track_that_is_none_shows_the_figures(as_, admitted):
    assert as_("director").get(f"{FIGURES}?track=nothing").status_code == 200


@pytest.mark.parametrize("key", ["therapist", "nurse", "coordinator", "administrator", "auditor"])
def test_roles_without_figures_are_kept_out(as_, key):
    assert as_(key).get(FIGURES).status_code == 403


def test_looking_at_figures_is_recorded(as_, admitted):
    as_("director").get(FIGURES)
    assert Event.objects.filter(name="view:figures").count() == 1


@pytest.mark.list_page("staff:figures")
@pytest.mark.parametrize("members", [1, 3])
def test_figures_ask_the_same_number_of_queries_for_one_and_three(
    members, admit_someone, as_, django_assert_num_queries
):
    for number in range(members):
        someone = admit_someone(given_name=f"M{number}", family_name="Vale")
    client = as_("director")
    client.get(FIGURES)
    with django_assert_num_queries(21):
        assert client.get(f"{FIGURES}?track={someone.track.pk}").status_code == 200

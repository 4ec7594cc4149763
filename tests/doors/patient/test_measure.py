"""The PHQ-9 on the phone."""  # M17 M18

from typing import Any

import pytest

from stepwell.chart.measures.actions import ask
from stepwell.chart.measures.instruments import instrument
from stepwell.chart.measures.models import MeasureRequest, MeasureResponse
from stepwell.chart.safety.models import Alarm
from support.clinic import NOW

pytestmark = pytest.mark.django_db
FORM = instrument("phq-9")
ITEMS = [item.link_id for item in FORM.scored_items]


@pytest.fixture
def url(admitted: Any) -> str:
    """The questions that admission put before Ana."""
    return f"/me/questions/{MeasureRequest.objects.get(patient=admitted.patient).pk}/"


def answers(value: int = 1, **changes: int) -> dict[str, int]:
    return (
        dict.fromkeys(ITEMS, value)
        | {ITEMS[8]: 0}
        | {ITEMS[int(n[1:]) - 1]: v for n, v in changes.items()}
    )


def test_every_item_is_asked_in_its_exact_words_with_the_licence(
    me: Any, url: str, text: Any
) -> None:
    page = text(me.get(url))
    for item in FORM.items:
        assert item.text["en"] in page
        assert page.count(f'name="{item.link_id}"') == len(item.options)
    assert FORM.instruction["en"] in page and FORM.licence in page


def test_in_spanish_the_items_stay_in_their_approved_words_and_the_page_says_so(
    me: Any, url: str, text: Any
) -> None:
    page = text(me.get(url, headers={"accept-language": "es"}))
    assert (
        "Little interest or pleasure in doing things" in page and "Por ahora solo en inglés" in page
    )


def test_answers_are_scored_and_thanked_in_plain_words(me: Any, url: str, text: Any) -> None:
    response = me.post(url, answers(1), follow=True)
    assert response.redirect_chain == [(url, 302)]
    assert MeasureResponse.objects.get().score == 8
    assert "Some signs of depression" in text(response) and "8 of 27 points" in text(response)
    assert "You do not have to be alone with this" not in text(response)
    assert not Alarm.objects.exists()


def test_when_the_ninth_is_above_zero_help_is_there_the_same_second(
    me: Any, url: str, text: Any, clinic: Any
) -> None:
    page = text(me.post(url, answers(1, q9=1), follow=True))
    main = page[page.index("<main") :]
    assert main.index("You do not have to be alone with this") < main.index(
        "Some signs of depression"
    )
    for way in (
        'href="tel:988"',
        'href="sms:988"',
        'href="tel:911"',
        "Call the clinic: (555) 010-0100",
    ):
        assert way in main
    assert Alarm.objects.get().clinician == clinic.staff["therapist"]


def test_what_is_not_answered_is_marked_and_nothing_chosen_is_lost(
    me: Any, url: str, text: Any
) -> None:
    some = answers(2)
    del some[ITEMS[3]]
    response = me.post(url, some)
    page = text(response)
    assert response.status_code == 422 and "Please answer every question." in page
    assert page.count(" checked>") == 8 and f'href="#id_{ITEMS[3]}_0"' in page
    assert not MeasureResponse.objects.exists()


def test_a_hard_answer_is_taken_even_when_others_are_missing(me: Any, url: str, text: Any) -> None:
    page = text(me.post(url, {ITEMS[8]: 2}, follow=True))
    assert "You do not have to be alone with this" in page and Alarm.objects.count() == 1


def test_a_double_press_is_thanked_and_counts_once(me: Any, url: str, text: Any) -> None:
    me.post(url, answers(1))
    again = me.post(url, answers(3, q9=3))
    assert "You answered this already. Thank you." in text(again)
    assert MeasureResponse.objects.get().score == 8


@pytest.mark.parametrize("wrong", ["7", "-1", "x"])
def test_an_answer_that_does_not_exist_is_refused(me: Any, url: str, wrong: str) -> None:
    assert me.post(url, answers(1) | {ITEMS[0]: wrong}).status_code == 422
    assert not MeasureResponse.objects.exists()


def test_another_patients_questions_are_not_found(me: Any, admit_someone: Any, clinic: Any) -> None:
    other = admit_someone(given_name="Noor")
    request = ask(
        patient=other.patient,
        instrument_id="phq-9",
        due_on=NOW.date(),
        by=clinic.viewers["therapist"],
        at=NOW,
    )
    assert me.get(f"/me/questions/{request.pk}/").status_code == 404
    assert me.post(f"/me/questions/{request.pk}/", answers()).status_code == 404
    assert not MeasureResponse.objects.exists()


def test_staff_do_not_answer_here(client: Any, sign_in: Any, clinic: Any, url: str) -> None:
    sign_in(client, clinic.staff["therapist"])
    assert client.get(url).status_code == 403

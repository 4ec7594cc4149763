"""The intake form on a phone: a part at a time, saved as one goes, sent once."""  # M8

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from stepwell.chart.medications.models import ReportedMedication
from stepwell.chart.problems.models import Allergy
from stepwell.journey.intake.form import form
from stepwell.journey.intake.models import Packet
from support.clinic import NOW

pytestmark = pytest.mark.django_db
FORM = form("v1")
PARTS: dict[str, dict[str, str]] = {
    "about-you": {
        "full_name": "Luz Ruiz",
        "birth_date": "1990-02-03",
        "language": "es",
        "reach": "text",
    },
    "what-brings-you": {
        "reason": "I cannot sleep.",
        "treated_before": "no",
        "hardest": "sleep\n\n work ",
    },
    "your-health": {},
    "medicines": {"takes_medicines": "yes", "medicines": "sertraline 50 mg, once a day\nvitamin D"},
    "allergies": {"has_allergies": "no", "other_allergies": "latex"},
    "substances": {"uses_substances": "never"},
    "home": {"housing": "own", "lives_with": "2"},
    "emergency": {"emergency_name": "Ben", "emergency_phone": "555 0100", "emergency_knows": "yes"},
}


def url(part: str) -> str:
    return f"/me/packet/{part}/"


def revision() -> int:
    return Packet.objects.get().revision


def fill_in(client: Any, *, leave_out: str = "") -> None:
    for part, answers in PARTS.items():
        if part != leave_out:
            assert client.post(url(part), answers | {"revision": revision()}).status_code == 302


def test_each_part_leads_to_the_next_and_the_last_to_the_review(newcomer: Any) -> None:
    parts = list(PARTS)
    assert parts == [section.id for section in FORM.sections]
    for part, after in zip(parts, [*parts[1:], "submission"], strict=True):
        response = newcomer.post(url(part), PARTS[part] | {"revision": revision()})
        assert (response.status_code, response.url) == (302, f"/me/packet/{after}/?saved={part}")


def test_what_was_saved_is_there_when_one_comes_back(newcomer: Any, text: Any) -> None:
    newcomer.post(url("about-you"), {"full_name": "Luz Ruiz", "revision": 1, "later": "1"})
    page = text(newcomer.get(url("about-you")))
    assert 'value="Luz Ruiz"' in page
    overview = text(newcomer.get("/me/packet/"))
    assert "Something is missing" in overview
    assert "Your intake form" in text(newcomer.get("/me/"))


def test_half_a_part_is_saved_and_a_wrong_answer_is_not(newcomer: Any, text: Any) -> None:
    response = newcomer.post(url("home"), {"lives_with": "99", "supports": "Ben", "revision": 1})
    assert response.status_code == 422
    assert "it looks too small or too large" in text(response) and "Ben" in text(response)
    assert Packet.objects.get().answers == {}
    assert newcomer.post(url("home"), {"supports": "Ben", "revision": 1}).status_code == 302
    assert Packet.objects.get().answers["supports"] == ["Ben"]


@pytest.mark.parametrize(
    ("part", "answer", "says"),
    [
        ("about-you", {"birth_date": "2027-01-01"}, "still to come"),
        ("about-you", {"birth_date": "yesterday"}, "year, month and day"),
        ("about-you", {"language": "klingon"}, "choose one of the answers"),
        ("home", {"lives_with": "two"}, "write a number"),
        ("home", {"home_calm": "perhaps"}, "yes or no"),
        ("about-you", {"full_name": "x" * 201}, "shorter"),
    ],
)
def test_a_wrong_answer_is_said_beside_it(
    newcomer: Any, text: Any, part: str, answer: Any, says: str
) -> None:
    response = newcomer.post(url(part), answer | {"revision": 1})
    assert response.status_code == 422 and says in text(response)
    assert (
        next(iter(answer.values())) in text(response)
        or "language" in answer
        or "home_calm" in answer
    )


def test_two_devices_nothing_typed_is_lost_and_a_second_press_saves_it(
    newcomer: Any, text: Any
) -> None:
    newcomer.post(url("home"), {"supports": "Ben", "revision": 1})
    stale = newcomer.post(url("emergency"), {"emergency_name": "Clara", "revision": 1})
    assert stale.status_code == 422
    assert "saved from another device in the meantime" in text(stale)
    assert 'value="Clara"' in text(stale) and 'name="revision" value="2"' in text(stale)
    assert (
        newcomer.post(url("emergency"), {"emergency_name": "Clara", "revision": 2}).status_code
        == 302
    )
    assert Packet.objects.get().answers["emergency_name"] == "Clara"


def test_questions_that_follow_from_an_answer_are_on_the_page_without_a_script(
    newcomer: Any, text: Any
) -> None:
    page = text(newcomer.get(url("medicines")))
    assert "If you answered “Yes”:" in page and 'name="medicines"' in page and "opens-1" in page
    assert "If you answered “Another language”:" in text(newcomer.get(url("about-you")))


def test_sending_is_refused_while_something_is_missing_and_the_page_marks_it(
    newcomer: Any, text: Any
) -> None:
    fill_in(newcomer, leave_out="emergency")
    review = text(newcomer.get("/me/packet/submission/"))
    assert (
        "3 answers are still missing." in review
        and 'href="/me/packet/emergency/#id_emergency_name"' in review
    )
    response = newcomer.post("/me/packet/submission/")
    assert response.status_code == 409 and "A few answers are still missing." in text(response)
    assert Packet.objects.get().submitted_at is None


def test_sending_makes_it_chart_data_once(newcomer: Any, text: Any) -> None:
    fill_in(newcomer)
    review = text(newcomer.get("/me/packet/submission/"))
    for words in (
        "Luz Ruiz",
        "Spanish",
        "Feb 3, 1990",
        "sleep; work",
        "sertraline 50 mg, once a day; vitamin D",
    ):
        assert words in review
    assert newcomer.post("/me/packet/submission/").url == "/me/"
    assert newcomer.post("/me/packet/submission/").status_code == 409
    assert sorted(ReportedMedication.objects.values_list("text", flat=True)) == [
        "sertraline 50 mg, once a day",
        "vitamin D",
    ]
    assert list(Allergy.objects.values_list("substance", flat=True)) == ["latex"]
    assert "vitamin D" in text(newcomer.get("/me/medicines/"))
    late = newcomer.post(url("home"), {"supports": "Eve", "revision": revision()})
    assert late.status_code == 422 and "You sent this in already." in text(late)
    assert newcomer.get(url("home")).url == "/me/packet/submission/"
    assert "You sent this in on Nov 23, 2026." in text(newcomer.get("/me/packet/"))


def test_a_part_that_does_not_exist_is_not_found(newcomer: Any) -> None:
    assert newcomer.get(url("no-such-part")).status_code == 404


def test_someone_else_never_sees_or_fills_my_form(
    newcomer: Any, client: Any, sign_in: Any, admitted: Any, text: Any
) -> None:
    newcomer.post(url("about-you"), {"full_name": "Luz Ruiz", "revision": 1})
    sign_in(client, admitted.account)
    assert "Luz Ruiz" not in text(client.get(url("about-you")))
    client.post(url("about-you"), {"full_name": "Somebody", "revision": 1})
    assert Packet.objects.get(pk=newcomer.packet.pk).answers["full_name"] == "Luz Ruiz"


def test_a_session_that_ends_in_the_middle_of_a_part_loses_nothing(
    newcomer: Any, text: Any
) -> None:
    """Typed, away for an hour, sent, signed in again: it comes back and one press saves it."""
    newcomer.get(url("emergency"))
    typed = PARTS["emergency"] | {"revision": "1"}
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        ended = newcomer.post(url("emergency"), typed)
        assert (
            ended.status_code == 302
            and ended.url.startswith("/account/login/")
            and "ended=1" in ended.url
        )
        assert Packet.objects.get().answers == {}
        back = newcomer.post(
            ended.url,
            {"login": "luz@people.example", "password": "a quiet green river", "next": "/kept/"},
            follow=True,
        )
        assert "We kept what you typed" in text(
            back
        ) and 'name="emergency_name" value="Ben"' in text(back)
        assert newcomer.post(url("emergency"), typed).status_code == 302
    assert Packet.objects.get().answers["emergency_phone"] == "555 0100"

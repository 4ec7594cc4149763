"""Reading, signing and taking back."""  # M8 M39

import re
from typing import Any

import pytest

from stepwell.trust.consent.models import Consent

pytestmark = pytest.mark.django_db


def hidden(page: str, name: str) -> str:
    found = re.search(rf'type="hidden" name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def signing(client: Any, kind: str) -> dict[str, str]:
    """What the form of a consent would send, signed."""
    page = client.get(f"/me/consents/{kind}/").content.decode()
    return {name: hidden(page, name) for name in ("language", "hash")} | {"signed_name": "Luz Ruiz"}


def test_what_is_stored_is_exactly_what_was_shown(newcomer: Any, text: Any) -> None:
    page = text(newcomer.get("/me/consents/part2_tpo/"))
    response = newcomer.post(
        "/me/consents/part2_tpo/", signing(newcomer, "part2_tpo"), REMOTE_ADDR="203.0.113.5"
    )
    assert response.url == "/me/consents/"
    signed = Consent.objects.get()
    assert (signed.kind, signed.language, signed.version) == ("part2_tpo", "en", "1")
    assert (signed.signed_name, signed.from_address) == ("Luz Ruiz", "203.0.113.5")
    assert "Luz Ruiz" in signed.shown and "Stepwell Demonstration Clinic" in signed.shown
    assert not re.search(r"\{[a-z_]+\}", signed.shown)
    for line in signed.shown.split("\n\n"):
        assert line.split(": ", 1)[-1] in page


def test_a_spanish_reader_signs_the_spanish_text(newcomer: Any) -> None:
    newcomer.post("/i18n/setlang/", {"language": "es"})
    newcomer.post("/me/consents/treatment/", signing(newcomer, "treatment"))
    signed = Consent.objects.get()
    assert signed.language == "es" and signed.shown.startswith("Consentimiento para el tratamiento")


def test_without_a_name_nothing_is_signed(newcomer: Any, text: Any) -> None:
    response = newcomer.post(
        "/me/consents/treatment/", signing(newcomer, "treatment") | {"signed_name": " "}
    )
    assert response.status_code == 422 and not Consent.objects.exists()


def test_a_text_other_than_the_one_shown_is_not_signed(newcomer: Any, text: Any) -> None:
    response = newcomer.post(
        "/me/consents/treatment/", signing(newcomer, "treatment") | {"hash": "0" * 64}
    )
    assert (
        response.status_code == 422
        and "The text has changed" in text(response)
        and "Luz Ruiz" in text(response)
    )
    assert not Consent.objects.exists()


def test_a_double_press_signs_once(newcomer: Any, text: Any) -> None:
    sent = signing(newcomer, "treatment")
    newcomer.post("/me/consents/treatment/", sent)
    again = newcomer.post("/me/consents/treatment/", sent)
    assert again.status_code == 422 and "This was signed already." in text(again)
    assert Consent.objects.count() == 1


def test_taking_back_is_as_easy_and_counts_at_once(newcomer: Any, text: Any) -> None:
    newcomer.post("/me/consents/treatment/", signing(newcomer, "treatment"))
    signed = Consent.objects.get()
    url = f"/me/consents/{signed.pk}/withdrawal/"
    assert url in text(newcomer.get("/me/consents/"))
    assert newcomer.get(url).status_code == 200
    assert newcomer.post(url).url == "/me/consents/"
    signed.refresh_from_db()
    assert signed.withdrawn_at is not None
    assert "Consents to read and sign" in text(newcomer.get("/me/"))
    assert newcomer.post(url).status_code == 422
    assert (
        newcomer.post("/me/consents/treatment/", signing(newcomer, "treatment")).status_code == 302
    )


def test_a_signed_text_is_shown_as_it_was(newcomer: Any, text: Any) -> None:
    newcomer.post("/me/consents/telehealth/", signing(newcomer, "telehealth"))
    page = text(newcomer.get("/me/consents/telehealth/"))
    assert (
        "You signed this on Nov 23, 2026 as Luz Ruiz." in page
        and "No one records the visit" in page
    )


@pytest.mark.parametrize("kind", ["nonsense", "x", "treatment2"])
def test_a_consent_that_does_not_exist_is_not_found(newcomer: Any, kind: str) -> None:
    assert newcomer.get(f"/me/consents/{kind}/").status_code == 404
    assert newcomer.post(f"/me/consents/{kind}/", {"signed_name": "Luz"}).status_code == 404


def test_another_patients_consent_is_not_found(me: Any, admitted: Any, admit_someone: Any) -> None:
    other = admit_someone(given_name="Noor")
    theirs = Consent.objects.filter(patient=other.patient).first()
    assert theirs is not None
    assert me.get(f"/me/consents/{theirs.pk}/withdrawal/").status_code == 404
    assert me.post(f"/me/consents/{theirs.pk}/withdrawal/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.withdrawn_at is None

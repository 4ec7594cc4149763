"""What somebody sees who looks for help."""  # M1 M2

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stepwell.offering.programs.actions import open_site
from stepwell.offering.programs.curriculum import topics
from stepwell.offering.programs.levels import levels
from stepwell.trust.people.viewer import system

pytestmark = pytest.mark.django_db
PAGES = ["/", "/program/", "/levels/", "/ask/", "/ask/thanks/"]
AT = datetime(2026, 11, 2, 14, tzinfo=UTC)


def text(response: Any) -> str:
    return str(response.content.decode())


def queries(client: Any, url: str) -> int:
    client.get(url)  # what is read once a process is read
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def a_site(name: str) -> None:
    open_site(
        name=name, zone="America/New_York", address_line="1 A Street", city="Albany", state="NY",
        postal_code="12201", phone="(555) 010-0100", by=system("test"), at=AT,
    )  # fmt: skip


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_opens_in_both_languages_with_the_crisis_line(
    client: Any, clinic: Any, url: str, language: str
) -> None:
    response = client.get(url, headers={"accept-language": language})
    assert response.status_code == 200
    assert f'<html lang="{language}"' in text(response)
    assert 'href="tel:988"' in text(response)
    assert 'href="sms:988"' in text(response)


def test_the_language_switch_brings_back_to_the_page(client: Any, clinic: Any) -> None:
    response = client.post("/i18n/setlang/", {"language": "es", "next": "/levels/"}, follow=True)
    assert response.redirect_chain == [("/levels/", 302)]
    assert "Programa ambulatorio intensivo" in text(response)


def test_the_front_says_where_we_are_and_how_to_call(client: Any, clinic: Any) -> None:
    page = text(client.get("/"))
    for words in (
        "12 Wharf Street",
        "Albany, NY 12201",
        "tel:5550100140",
        'href="/ask/"',
        'href="/levels/"',
        'href="/program/"',
    ):
        assert words in page


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_levels_page_says_what_the_definition_says(client: Any, language: str) -> None:
    page = text(client.get("/levels/", headers={"accept-language": language})).replace("&#39;", "'")
    for level in levels(date(2026, 11, 23)):
        assert level.name[language] in page
        assert level.summary[language] in page
        assert level.who[language] in page
    assert "3 h" in page


def test_the_program_page_names_every_topic_and_when_groups_meet(client: Any, clinic: Any) -> None:
    page = text(client.get("/program/"))
    for topic in topics():
        assert topic.title["en"] in page
    assert "Monday to Friday, 9:00 a.m. – 12:00 p.m." in page
    assert "$" not in page  # costs are talked about; no figures


@pytest.mark.list_page("public:front")
def test_the_front_asks_as_much_for_one_site_as_for_three(client: Any) -> None:
    a_site("One")
    assert queries(client, "/") == 1
    a_site("Two")
    a_site("Three")
    assert queries(client, "/") == 1


@pytest.mark.list_page("public:program")
def test_the_program_page_asks_as_much_for_one_track_as_for_three(client: Any, clinic: Any) -> None:
    from stepwell.offering.programs import queries as catalogue

    iop = list(catalogue.tracks(on=date(2026, 11, 23), level="IOP"))
    assert len(iop) == 3
    assert queries(client, "/program/") == 2
    for track in iop[1:]:
        from stepwell.foundation.acting import bookkeeping

        with bookkeeping("test"):
            track.closed_on = date(2026, 11, 3)
            track.save()
    assert queries(client, "/program/") == 2

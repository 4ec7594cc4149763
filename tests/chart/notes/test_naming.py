"""Names, short names and initials in the text everybody shares (mission row M17)."""

import pytest

from stepwell.chart.notes.naming import Named, names_in

PEOPLE = [
    Named("Ana", "O'Hara"),
    Named("Benjamin", "Ruiz"),
    Named("José", "García-Lorca", "Pepe"),
    Named("Will", "May"),
    Named("Oscar", "Kent"),
    Named("Paul", "Moss"),
    Named("Theodora", "Zhou"),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The group practised.", []),
        ("Ana led the breathing.", ["Ana"]),
        ("ana led the breathing.", ["ana"]),
        ("We thanked Mr. O'Hara, twice.", ["O'Hara"]),
        ("We thanked Mr. O’Hara’s brother.", ["O’Hara’s"]),
        ("Ben's idea carried the hour.", ["Ben's"]),
        ("Ananas and anaemia", []),
        ("Ruiz/Ana", ["Ana", "Ruiz"]),
        ("Jose began.", ["Jose"]),
        ("JOSÉ began, Lorca went on.", ["JOSÉ", "Lorca"]),
        ("A member, Pepe, began.", ["Pepe"]),
        ("B.R. asked first.", ["B.R."]),
        ("It was BR who asked.", ["BR"]),
        ("Then B. R. asked.", ["B. R."]),
        ("It is OK at 2 PM, on P.M. dosing.", []),
        ("They will meet in May. Will they?", ["May"]),
        ("We may meet; members will practise.", []),
        ("The Theory of Mind, Then and There.", []),
        ("Theo spoke.", ["Theo"]),
        ("CBT, DBT and IV; TZ is a time zone.", ["TZ"]),
    ],
)
def test_who_is_named(text, found):
    assert names_in(text, PEOPLE) == found

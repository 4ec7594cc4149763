"""The standing cast. Everybody is invented."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password

from stepwell.foundation.clock import week_start
from stepwell.offering.programs.actions import add_group, add_room, open_site, open_track
from stepwell.offering.programs.models import Group, Room, Site, Track
from stepwell.trust.access.queries import viewer_for
from stepwell.trust.credentials.actions import record_credential
from stepwell.trust.people.actions import create_account, grant_role, register_person
from stepwell.trust.people.models import Account
from stepwell.trust.people.roles import Role
from stepwell.trust.people.viewer import Viewer, system

PASSWORD = "stepwell-demo"  # noqa: S105 - the demonstration's, printed at every start
ZONE = "America/New_York"

STAFF: tuple[tuple[str, Role, str, str, str], ...] = (
    # key, role, given name, family name, title
    ("coordinator", Role.INTAKE_COORDINATOR, "Imani", "Okafor", ""),
    ("therapist", Role.THERAPIST, "Rosa", "Delgado", "LCSW"),
    ("therapist2", Role.THERAPIST, "Ben", "Whitlock", "LPC"),
    ("therapist3", Role.THERAPIST, "Mei", "Tanaka", "LMFT"),
    ("therapist4", Role.THERAPIST, "Aoife", "O'Brien", "LCSW"),
    ("prescriber", Role.PRESCRIBER, "Daniel", "Osei", "PMHNP-BC"),
    ("prescriber2", Role.PRESCRIBER, "Priya", "Raman", "MD"),
    ("nurse", Role.NURSE, "Luca", "Ferri", "RN"),
    ("reviewer", Role.UTILIZATION_REVIEWER, "Grace", "Lindqvist", ""),
    ("biller", Role.BILLER, "Tom", "Abara", ""),
    ("director", Role.PROGRAM_DIRECTOR, "Helen", "Marsh", "PsyD"),
    ("alumni", Role.ALUMNI_COORDINATOR, "Jonah", "Reyes", ""),
    ("auditor", Role.AUDITOR, "Vera", "Stone", ""),
    ("administrator", Role.ADMINISTRATOR, "Sam", "Keller", ""),
)

# level, name, block, weekdays, seats, site, therapist, first group at, topics of a day
TRACKS: tuple[tuple[str, str, str, tuple[int, ...], int, int, str, time, int], ...] = (
    ("IOP", "Day track A", "day", (0, 1, 2, 3, 4), 14, 0, "therapist", time(9), 3),
    ("IOP", "Evening track", "evening", (0, 1, 2, 3), 14, 0, "therapist2", time(17, 30), 3),
    ("IOP", "Day track B", "day", (0, 1, 2, 3, 4), 14, 1, "therapist3", time(9), 3),
    ("PHP", "Partial day", "day", (0, 1, 2, 3, 4), 10, 1, "therapist4", time(9), 6),
    ("OP", "Weekly evening group", "evening", (2,), 14, 0, "therapist", time(15), 1),
    ("OP", "Weekly day group", "day", (3,), 14, 1, "therapist3", time(13), 1),
)

TOPICS: tuple[tuple[str, str], ...] = (
    ("process-group", "Process group"),
    ("cravings", "Coping with cravings"),
    ("stress", "Coping with stress"),
    ("communication", "Communication"),
    ("relapse-prevention", "Relapse prevention"),
    ("cbt-skills", "CBT skills"),
    ("distress-tolerance", "DBT skills: distress tolerance"),
    ("emotion-regulation", "DBT skills: emotion regulation"),
    ("medication-education", "Medication education"),
    ("mindfulness", "Mindfulness"),
)


@dataclass
class Clinic:
    """Handles to what the cast set up. `staff` and `viewers` are keyed as in STAFF."""

    staff: dict[str, Account] = field(default_factory=dict)
    sites: list[Site] = field(default_factory=list)
    rooms: dict[str, Room] = field(default_factory=dict)
    tracks: list[Track] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    viewers: dict[str, Viewer] = field(default_factory=dict)

    def track(self, level: str) -> Track:
        return next(track for track in self.tracks if track.level == level)


def open_clinic(
    *, at: datetime, opened_on: date | None = None, scale: int = 1, hashed: str = ""
) -> Clinic:
    """Two sites, staff of every role, tracks at three levels with their groups.

    `scale` repeats the IOP and OP tracks (and their therapists) for larger clinics. `opened_on` defaults to that week's Monday.
    """
    by = system("set-up")
    hashed = hashed or make_password(PASSWORD)
    opened_on = opened_on or week_start(at.date())
    clinic = Clinic()
    _open_sites(clinic, by, at)
    for key, role, given, family, title in STAFF:
        _hire(clinic, key, role, given, family, title, by, at, hashed)
    for copy in range(scale):
        for row in TRACKS:
            _open_track(clinic, row, copy, opened_on, by, at, hashed)
    clinic.viewers = {key: viewer_for(account) for key, account in clinic.staff.items()}
    return clinic


def _open_sites(clinic: Clinic, by: Viewer, at: datetime) -> None:
    for name, street, city, phone in (
        ("Riverside", "12 Wharf Street", "Albany", "(555) 010-0100"),
        ("Hilltop", "480 Ridge Road", "Troy", "(555) 010-0140"),
    ):
        clinic.sites.append(
            open_site(
                name=name,
                zone=ZONE,
                address_line=street,
                city=city,
                state="NY",
                postal_code="12201",
                phone=phone,
                by=by,
                at=at,
            )
        )


def _hire(
    clinic: Clinic,
    key: str,
    role: Role,
    given: str,
    family: str,
    title: str,
    by: Viewer,
    at: datetime,
    hashed: str,
) -> Account:
    email = f"{key}@stepwell.example"
    person = register_person(given_name=given, family_name=family, email=email, by=by, at=at)
    account = create_account(person=person, email=email, password=None, hashed=hashed, by=by, at=at)
    grant_role(account=account, role=role, by=by, at=at)
    if title:
        kinds = [("license", f"NY-{len(clinic.staff):05d}")]
        kinds += [("dea", f"XX{len(clinic.staff):07d}")] if role is Role.PRESCRIBER else []
        for kind, number in kinds:
            record_credential(
                account_id=account.pk,
                kind=kind,
                title=title if kind == "license" else "",
                number=number,
                state="NY",
                valid_from=at.date() - timedelta(days=700),
                expires_on=at.date() + timedelta(days=700),
                by=by,
                at=at,
            )
    clinic.staff[key] = account
    return account


def _open_track(
    clinic: Clinic,
    row: tuple[str, str, str, tuple[int, ...], int, int, str, time, int],
    copy: int,
    opened_on: date,
    by: Viewer,
    at: datetime,
    hashed: str,
) -> None:
    level, name, block, weekdays, seats, site_number, leader_key, starts, a_day = row
    leader = clinic.staff[leader_key]
    if copy:
        key = f"{leader_key}-{copy + 1}"
        leader = clinic.staff.get(key) or _hire(
            clinic,
            key,
            Role.THERAPIST,
            leader.person.given_name,
            f"{leader.person.family_name} {copy + 1}",
            "LCSW",
            by,
            at,
            hashed,
        )
        name = f"{name} {copy + 1}"
    site = clinic.sites[site_number]
    track = open_track(
        site=site,
        name=name,
        level=level,
        block=block,
        weekdays=list(weekdays),
        seats=seats,
        therapist=leader,
        opened_on=opened_on,
        by=by,
        at=at,
    )
    room = add_room(site=site, name=f"{name} room", capacity=seats + 2, by=by, at=at)
    clinic.rooms[name] = room
    clinic.tracks.append(track)
    for weekday in weekdays:
        for place in range(a_day):
            topic, words = TOPICS[(weekday * a_day + place) % len(TOPICS)]
            begin = (datetime.combine(opened_on, starts) + timedelta(minutes=60 * place)).time()
            clinic.groups.append(
                add_group(
                    track=track,
                    topic=topic,
                    name=words,
                    weekday=weekday,
                    starts=begin,
                    minutes=60,
                    room=room,
                    leader=leader,
                    from_day=opened_on,
                    by=by,
                    at=at,
                )
            )

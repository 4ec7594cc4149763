from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from stepwell.foundation.ids import new_id
from stepwell.foundation.records import NoPatient, Record, RecordQuerySet, classed
from stepwell.trust.people.roles import ROLE_NAMES, Role


class Person(Record):
    """A human being, once, ever: staff, patient, supporter or someone who asked for help."""

    patient_path = "patient"
    privacy = classed(
        identifying="given_name family_name preferred_name pronouns birth_date email phone address_line city "
        "state postal_code",
        plain="language created_at",
    )

    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    preferred_name = models.CharField(max_length=80, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    birth_date = models.DateField(null=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    address_line = models.CharField(max_length=160, blank=True)
    city = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=2, blank=True)
    postal_code = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=8, default="en")
    created_at = models.DateTimeField()

    class Meta:
        db_table = "trust_person"
        indexes = [models.Index(fields=["family_name", "given_name"], name="person_name")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def called(self) -> str:
        """What they want to be called."""
        return self.preferred_name or self.given_name

    @property
    def initials(self) -> str:
        return (self.given_name[:1] + self.family_name[:1]).upper()


class Patient(Record):
    """A person with a chart. The chart number (MRN) is what staff say on the phone."""

    patient_path = "self"
    privacy = classed(identifying="person mrn", plain="registered_at origin external_id")

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="patient")
    mrn = models.CharField(max_length=12, unique=True)
    registered_at = models.DateTimeField()
    origin = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "trust_patient"
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "external_id"],
                condition=~models.Q(external_id=""),
                name="patient_once_per_origin",
            )
        ]

    def __str__(self) -> str:
        return self.mrn


class AccountManager(BaseUserManager.from_queryset(RecordQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, email: str) -> "Account":
        return self.get(email__iexact=email)


class Account(AbstractBaseUser, Record):
    """What a person signs in with. Django's user model."""

    patient_path = "person__patient"
    privacy = classed(identifying="person email", plain="password is_active last_login created_at")

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    email = models.EmailField()
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects: ClassVar = AccountManager()

    class Meta:
        db_table = "trust_account"
        constraints = [models.UniqueConstraint(Lower("email"), name="account_email_once")]

    def save(self, *args: object, **kwargs: object) -> None:
        # Django and allauth save a sign-in time or a new password; those are theirs to write.
        models.Model.save(self, *args, **kwargs)  # type: ignore[arg-type]

    def get_username(self) -> str:
        return self.email


class RoleGrant(Record):
    """Someone holds a role from one moment to another."""

    patient_path = NoPatient("about an account")
    privacy = classed(plain="account role granted_at granted_by ended_at ended_by")

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=30, choices=[(r.value, ROLE_NAMES[r]) for r in Role])
    granted_at = models.DateTimeField()
    granted_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        db_table = "trust_role_grant"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "role"],
                condition=models.Q(ended_at__isnull=True),
                name="role_once_at_a_time",
            )
        ]


class Invitation(Record):
    """A one-time link that makes an account. Only a hash of its secret is kept."""

    patient_path = "person__patient"
    privacy = classed(
        plain="person role token_hash sent_at expires_at used_at invited_by for_patient"
    )

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=30, choices=[(r.value, ROLE_NAMES[r]) for r in Role])
    token_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    invited_by = models.UUIDField(null=True)
    for_patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "trust_invitation"

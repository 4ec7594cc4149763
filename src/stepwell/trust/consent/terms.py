from enum import StrEnum


class ConsentKind(StrEnum):
    TREATMENT = "treatment"
    PRIVACY_NOTICE = "privacy_notice"
    TELEHEALTH = "telehealth"
    PART2_TPO = "part2_tpo"


REQUIRED_FOR_ADMISSION = (ConsentKind.TREATMENT, ConsentKind.PRIVACY_NOTICE, ConsentKind.PART2_TPO)


class Exit(StrEnum):
    """The ways something can leave."""

    MESSAGE = "message"
    PRINT = "print"
    EXPORT = "export"
    FHIR = "fhir"
    CLAIM = "claim"
    PACKET = "packet"


class Recipient(StrEnum):
    """Who gets it, as far as the rule cares."""

    PATIENT = "patient"  # one's own record: 42 CFR 2.23, 45 CFR 164.524
    TREATING = "treating"
    PAYER = "payer"
    OTHER = "other"

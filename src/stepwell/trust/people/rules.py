from stepwell.foundation.verdicts import Verdict, verdict


def may_accept(*, used: bool, expired: bool) -> Verdict:
    """A link works once and for seven days."""
    return verdict(
        (
            not used,
            "This link was used already. Sign in with your e-mail address and password.",
            "invitation.used",
        ),
        (
            used or not expired,
            "This link is too old. Please call us and we will send a new one.",
            "invitation.expired",
        ),
    )


def may_have_account(*, taken: bool) -> Verdict:
    return verdict(
        (not taken, "Someone signs in with this e-mail address already.", "account.taken")
    )


def may_grant_role(*, held: bool) -> Verdict:
    return verdict((not held, "They hold this role already.", "role.held"))


def may_take_account(*, has_account: bool, signed_in_as_it: bool) -> Verdict:
    """A link never opens an account that exists: its owner signs in and then uses the link."""
    return verdict(
        (
            not has_account or signed_in_as_it,
            "You have an account already. Sign in with it, then open this link again.",
            "invitation.sign_in",
        )
    )


def may_end_role(*, ended: bool, last_administrator: bool = False) -> Verdict:
    return verdict(
        (not ended, "This role has ended already.", "role.ended"),
        (
            not last_administrator,
            "This is the last administrator. Make someone else administrator first.",
            "role.last_administrator",
        ),
    )

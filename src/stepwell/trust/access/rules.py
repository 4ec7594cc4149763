from stepwell.foundation.verdicts import Verdict, verdict


def may_leave(*, ended: bool) -> Verdict:
    return verdict((not ended, "They left this care team already.", "care_team.left"))


def may_invite(*, own: bool, already: bool, today: int) -> Verdict:
    """A patient lets others in, ten a day at most: enough for a family, too few to send mail to strangers."""
    return verdict(
        (
            not own,
            "This is your own e-mail address. Give the address of the person you want to let in.",
            "proxy.own",
        ),
        (not already, "They can see your times already.", "proxy.already"),
        (
            today < 10,
            "You invited several people today. Please wait until tomorrow, or call us.",
            "proxy.many",
        ),
    )


def may_shut_out(*, revoked: bool) -> Verdict:
    return verdict((not revoked, "They cannot see this any more already.", "proxy.revoked"))

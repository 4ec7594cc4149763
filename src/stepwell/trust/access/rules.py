from stepwell.foundation.verdicts import Verdict, verdict


def may_leave(*, ended: bool) -> Verdict:
    return verdict((not ended, "They left this care team already.", "care_team.left"))


def may_shut_out(*, revoked: bool) -> Verdict:
    return verdict((not revoked, "They cannot see this any more already.", "proxy.revoked"))

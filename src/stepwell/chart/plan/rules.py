from stepwell.foundation.verdicts import Verdict, verdict


def may_set(*, statement: str) -> Verdict:
    return verdict(
        (len(statement.strip()) >= 5, "Write the goal in the patient's own words.", "goal.words")
    )


def may_end(*, ended: bool) -> Verdict:
    return verdict((not ended, "This goal has ended already.", "goal.ended"))

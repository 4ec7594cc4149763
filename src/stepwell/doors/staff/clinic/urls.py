"""Register of the clinic's pages: figures, ledger, accounts, messages."""

from django.urls import URLPattern

from stepwell.doors.kit.register import page
from stepwell.doors.staff.clinic import accounts, figures, ledger, messages
from stepwell.trust.people.roles import Permission

urlpatterns: list[URLPattern] = [
    page(
        "figures/",
        figures.figures,
        Permission.FIGURES_READ,
        name="figures",
        shows="figures",
        lists=True,
    ),
    page(
        "ledger/", ledger.ledger, Permission.LEDGER_READ, name="ledger", shows="ledger", lists=True
    ),
    page(
        "ledger/verification/",
        ledger.verification,
        Permission.LEDGER_READ,
        name="ledger_verification",
    ),
    page("accounts/", accounts.accounts, Permission.ACCOUNTS_MANAGE, name="accounts", lists=True),
    page("accounts/new/", accounts.invitation, Permission.ACCOUNTS_MANAGE, name="staff_invitation"),
    page("accounts/roles/", accounts.roles, Permission.ACCOUNTS_MANAGE, name="roles"),
    page(
        "accounts/<uuid:account_id>/roles/",
        accounts.role_grant,
        Permission.ACCOUNTS_MANAGE,
        name="role_grant",
    ),
    page(
        "accounts/<uuid:account_id>/supervision/",
        accounts.supervision,
        Permission.ACCOUNTS_MANAGE,
        name="supervision",
    ),
    page(
        "roles/<uuid:grant_id>/ending/",
        accounts.role_ending,
        Permission.ACCOUNTS_MANAGE,
        name="role_ending",
    ),
    page(
        "messages/",
        messages.messages,
        Permission.MESSAGES_READ,
        name="messages",
        shows="messages",
        lists=True,
    ),
]

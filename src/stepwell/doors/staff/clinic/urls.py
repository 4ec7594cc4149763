"""Register of the clinic's pages: figures, ledger, accounts, messages."""

from django.urls import URLPattern

from stepwell.doors.kit.register import page
from stepwell.doors.staff.clinic import accounts, figures, ledger, messages
from stepwell.trust.people.roles import Permission as P

urlpatterns: list[URLPattern] = [
    page("figures/", figures.figures, P.FIGURES_READ, name="figures", shows="figures", lists=True),
    page("ledger/", ledger.ledger, P.LEDGER_READ, name="ledger", shows="ledger", lists=True),
    page("ledger/verification/", ledger.verification, P.LEDGER_READ, name="ledger_verification"),
    page("accounts/", accounts.accounts, P.ACCOUNTS_MANAGE, name="accounts", lists=True),
    page("accounts/new/", accounts.invitation, P.ACCOUNTS_MANAGE, name="staff_invitation"),
    page("accounts/roles/", accounts.roles, P.ACCOUNTS_MANAGE, name="roles"),
    page("accounts/<uuid:account_id>/roles/", accounts.role_grant, P.ACCOUNTS_MANAGE, name="role_grant"),
    page("roles/<uuid:grant_id>/ending/", accounts.role_ending, P.ACCOUNTS_MANAGE, name="role_ending"),
    page("messages/", messages.messages, P.MESSAGES_READ, name="messages", shows="messages", lists=True),
]

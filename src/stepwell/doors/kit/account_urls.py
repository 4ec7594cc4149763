"""allauth's pages that we serve: signing in and out, one's password, second factor. Accounts come by invitation only."""

from allauth.account import urls as account
from django.urls import include, path

# Nobody signs up here, and an e-mail address is changed by the clinic, which knows whose it is.
LEFT_OUT = {
    "account_email",
    "account_set_password",
    "account_confirm_email",
    "account_email_verification_sent",
}

urlpatterns = [
    *(pattern for pattern in account.urlpatterns if getattr(pattern, "name", None) not in LEFT_OUT),
    path("2fa/", include("allauth.mfa.urls")),
]

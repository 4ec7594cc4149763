"""A session that ends loses no typed work.

A form sent after the session ended is sealed (AES-GCM, bound to the account that had been signed in) and put into the new,
anonymous session; after signing in again – second factor included – the person finds it at `kept/` and sends it with one
press. Someone else who signs in on the same device cannot open it.
"""

import json
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from stepwell.doors.kit.request import Request
from stepwell.foundation import crypto

COOKIE = "stepwell_last"
PURPOSE = "kept work"
MOST = 200_000  # characters; more than any of our forms takes


def remember_account(request: Request, response: HttpResponse) -> None:
    """Whom this browser signed in last, signed, so that kept work can be bound to them."""
    value = signing.dumps(str(request.user.pk), salt=COOKIE)
    if request.COOKIES.get(COOKIE, "").split(":")[0] != value.split(":")[0]:
        response.set_cookie(
            COOKIE,
            value,
            max_age=7 * 86_400,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def last_account(request: Request) -> str:
    try:
        return str(signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE))
    except signing.BadSignature:
        return ""


def ask_to_sign_in(request: Request) -> HttpResponse:
    """To the sign-in page; what was being sent is kept."""
    if request.method == "POST":
        parameters = {"next": reverse("kept"), "ended": "1" if keep(request) else "lost"}
    else:
        parameters = {"next": request.get_full_path()}
        if getattr(request, "expired", False):
            parameters["ended"] = "1"
    url = f"{reverse(settings.LOGIN_URL)}?{urlencode(parameters)}"
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def keep(request: Request) -> bool:
    """Seal what is being sent into the session; False when nobody is known to keep it for, or it is too long."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    text = json.dumps({"path": request.get_full_path(), "fields": fields})
    account = last_account(request)
    if not account or len(text) > MOST:
        return False
    request.session["kept"] = crypto.seal(text, purpose=PURPOSE, bound_to=account)
    return True


def kept(request: Request) -> dict[str, object] | None:
    """What was kept for the one who is signed in now, or None."""
    sealed = request.session.get("kept")
    text = crypto.unseal(sealed, purpose=PURPOSE, bound_to=str(request.user.pk)) if sealed else None
    return json.loads(text) if text else None


def forget(request: Request) -> None:
    request.session.pop("kept", None)

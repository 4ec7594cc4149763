"""The last two of a view's five moves – act and show – for htmx and plain requests alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.template import engines
from django.utils.translation import gettext
from jinja2_fragments import render_block

from stepwell.doors.kit.register import is_fragment
from stepwell.doors.kit.request import Request
from stepwell.foundation.errors import BadInput, Conflict, Refused


@contextmanager
def refusing(form: forms.BaseForm) -> Iterator[None]:
    """A refusal by rule becomes a sentence at the top of the form, and nothing typed is lost."""
    try:
        yield
    except (Refused, Conflict, BadInput) as error:
        form.add_error(None, forms.ValidationError(gettext(str(error.sentence)), code=error.code))


def show(
    request: Request,
    template: str,
    context: dict[str, Any],
    *,
    part: str = "",
    status: int | None = None,
) -> HttpResponse:
    """Render the page, or only its block `part` when htmx asks. A form with errors answers 422."""
    if status is None:
        bound = [
            value
            for value in context.values()
            if isinstance(value, forms.BaseForm) and value.is_bound
        ]
        status = 422 if any(form.errors for form in bound) else 200
    if part and is_fragment(request):
        backend: Any = engines["jinja2"]
        full = {**_processed(request, backend), **context, "request": request}
        return HttpResponse(render_block(backend.env, template, part, full), status=status)
    return render(request, template, context, status=status)


def _processed(request: Request, backend: Any) -> dict[str, Any]:
    from django.template.backends.utils import csrf_input_lazy, csrf_token_lazy

    context: dict[str, Any] = {
        "csrf_input": csrf_input_lazy(request),
        "csrf_token": csrf_token_lazy(request),
    }
    for processor in backend.template_context_processors:
        context.update(processor(request))
    return context


def done(request: Request, sentence: str, to: str, *args: Any, **kwargs: Any) -> HttpResponse:
    """Say what was done and go on to a page (POST, redirect, GET; htmx follows by header)."""
    messages.success(request, sentence)
    url = resolve_url(to, *args, **kwargs)
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)

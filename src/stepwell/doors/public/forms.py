"""The one public form. It only cleans."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from stepwell.doors.public import once
from stepwell.journey.intake.terms import Asking

# The stored words are read by the coordinator, in English; visitors see the translation.
TIMES = [
    ("any time", _("Any time you are open")),
    ("morning", _("In the morning")),
    ("midday", _("Around noon")),
    ("afternoon", _("In the afternoon")),
]
WAYS = [("phone", _("By phone")), ("text", _("By text message")), ("email", _("By e-mail"))]
WHO = [
    (Asking.SELF, _("For myself")),
    (Asking.FAMILY, _("For someone in my family or a friend")),
    (Asking.REFERRER, _("I am a professional who refers someone")),
]


class AskForm(forms.Form):
    name = forms.CharField(
        label=_("What should we call you?"), max_length=160, help_text=_("A first name is enough.")
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    ways = forms.MultipleChoiceField(
        label=_("How may we answer you?"),
        choices=WAYS,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick what is all right. A message from us never says what it is about."),
    )
    preferred_time = forms.ChoiceField(
        label=_("When is a good time?"), choices=TIMES, required=False
    )
    asking = forms.ChoiceField(
        label=_("For whom are you asking?"),
        choices=WHO,
        widget=forms.RadioSelect,
        initial=Asking.SELF,
    )
    message_text = forms.CharField(
        label=_("Is there something you want to tell us now?"),
        help_text=_("Only if you like. You can also tell us when we talk."),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    website = forms.CharField(required=False)  # nobody sees it; robots fill it in
    once = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def is_robot(self) -> bool:
        return bool(self.data.get("website"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not (data.get("phone") or data.get("email")) and not {"phone", "email"} & set(
            self.errors
        ):
            self.add_error(
                "phone", _("Give us a phone number or an e-mail address, so that we can answer.")
            )
        else:
            self._ways_that_work(data)
        if once.opened(data.get("once", "")) is None:
            self._fresh_key()
            self.add_error(
                None,
                _("This page was open for a long time. Please send it once more; nothing is lost."),
            )
        return data

    def _fresh_key(self) -> None:
        data = cast(QueryDict, self.data).copy()
        data["once"] = once.key()
        self.data = data

    def _ways_that_work(self, data: dict[str, Any]) -> None:
        ways = data.get("ways", [])
        if "email" in ways and not data.get("email") and "email" not in self.errors:
            self.add_error(
                "email", _("Add your e-mail address, or choose another way to be answered.")
            )
        if {"phone", "text"} & set(ways) and not data.get("phone"):
            self.add_error(
                "phone", _("Add your phone number, or choose another way to be answered.")
            )

    def inquiry(self) -> dict[str, Any]:
        """What `receive_inquiry` takes."""
        data = self.cleaned_data
        words = {
            name: data[name]
            for name in ("name", "phone", "email", "preferred_time", "asking", "message_text")
        }
        words |= {f"ok_{way}": way in data["ways"] for way, _label in WAYS}
        return words | {"dedup_key": once.dedup_key(once.opened(data["once"]) or "", words)}

"""What the forms of this room share."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("原因和依据"),
        max_length=60,
        help_text=gettext_lazy("例如“派出所核实，系同名误登”"),
        error_messages={"required": gettext_lazy("请写明原因和依据，例如“派出所核实，本人仍住原处”。")},
    )

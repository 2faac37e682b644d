"""Street networks: which there are, what was dropped from them, and bringing one in."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.base.errors import DomainError
from laoyou.core.text import sentence
from laoyou.core.views import Page
from laoyou.planning import permissions
from laoyou.planning.presenters import words
from laoyou.planning.queries import networks


class ListNetworksPage(Page):
    """Networks in use with source, licence, size and what was passed over."""

    permission = "planning.see_networks"
    template = "planning/list_networks.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = [
            {
                "of": row,
                "mode": words.MODES[row.mode],
                "kilometres": round(row.metres / 1000),
                "kept": f"{100 * row.kept:.1f}%",
            }
            for row in networks.all_networks()
        ]
        return self.render({"rows": rows, "may_import": self.request.scope.may(permissions.IMPORT)})


class NetworkForm(forms.Form):
    """A file of streets and what it is for."""

    file = forms.FileField(
        label=lazy("文件"),
        help_text=lazy(
            "OpenStreetMap 提取文件（.osm.pbf、.osm）或线状 GeoJSON；更大的文件请在服务器上用命令 laoyou network import 导入"
        ),
    )
    mode = forms.ChoiceField(label=lazy("出行方式"), choices=list(words.MODES.items()))
    name = forms.CharField(label=lazy("名称"), max_length=120, required=False)
    licence = forms.CharField(
        label=lazy("许可与署名"), max_length=300, required=False, help_text=lazy("OpenStreetMap 的许可会自动填写")
    )


class AddNetworkPage(Page):
    """Bringing a network in: the file is copied and the rest goes on as a job."""

    permission = permissions.IMPORT
    template = "planning/add_network.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render({"form": NetworkForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NetworkForm(request.POST, request.FILES)
        if form.is_valid():
            from laoyou.planning.commands.networks import Wish, request_import

            said = form.cleaned_data
            given = said["file"]
            with tempfile.TemporaryDirectory() as folder:
                # Streets are public: they may lie in a temporary file in clear.
                path = Path(folder) / Path(given.name).name
                path.write_bytes(given.read())
                try:
                    job = request_import(
                        path, Wish(said["mode"], said["name"], licence=said["licence"]), by=self.request.scope
                    )
                except DomainError as refusal:
                    form.add_error("file", sentence(refusal))
                else:
                    return redirect("core:show_job", job)
        elif getattr(request, "file_too_large", 0):
            form.add_error("file", _("文件太大，请在服务器上用命令导入。"))
        return self.render({"form": form}, status=422)

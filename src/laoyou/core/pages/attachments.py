"""Downloading a file that somebody handed in."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from laoyou.core import attachments, clock
from laoyou.core.views import OfficeRequest, Page


class DownloadAttachmentPage(Page):
    """The file, if its reader may see what it belongs to; asked anew and logged at each download."""

    permission = "core.see_own_account"  # everybody signed in may ask; the owner's rule answers

    def get(self, request: OfficeRequest, attachment_id: int) -> HttpResponse:
        row, name, data = attachments.download(attachment_id, by=request.scope, at=clock.now())
        response = HttpResponse(data, content_type=row.media_type)
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "no-store"
        return response

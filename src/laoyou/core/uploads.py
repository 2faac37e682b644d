"""
Files on their way in: kept in memory until they are encrypted, never in a temporary file in clear.

What is larger than may be taken is read to its end and thrown away, piece by piece, so that the page can say so.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopFutureHandlers

from laoyou.core.imports.files import largest

STRANGERS = 64 * 1024
"""No page takes a file from somebody who is not signed in."""


class MemoryUploadHandler(FileUploadHandler):
    """Keeps a file in memory up to `imports.files.largest`; beyond it the file is dropped and `request.file_too_large` says its size."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.pieces = BytesIO()
        self.size = 0
        scope = getattr(self.request, "scope", None)
        self.most = largest() if scope is not None and scope.account_id is not None else STRANGERS
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size > self.most:
            self.pieces = BytesIO()
            self.request.file_too_large = max(self.size, self.content_length or 0)  # type: ignore[union-attr]
            if self.size > 4 * self.most:
                raise SkipFile
            return
        self.pieces.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if self.size > self.most:
            return None
        self.pieces.seek(0)
        return InMemoryUploadedFile(
            self.pieces, self.field_name, self.file_name, self.content_type or "", self.size, self.charset,
            self.content_type_extra,
        )  # fmt: skip

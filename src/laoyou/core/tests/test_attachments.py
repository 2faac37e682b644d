"""A file is looked at before it is kept, lies encrypted, and is checked again each time somebody wants it."""

import io
import os
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from laoyou.base.errors import DomainError
from laoyou.core import attachments, keyring
from laoyou.core.audit import Subject
from laoyou.core.models import AccessEntry, Account, Attachment, AuditEntry
from laoyou.core.scope import Grant, GrantKind, Role, Scope

AT = datetime(2026, 10, 31, 8, 0, tzinfo=UTC)
PDF = b"%PDF-1.7 500383193601011234"
SUBJECT = Subject("test.resident", "7", "500118001")
SYSTEM = Scope.system("a test")


def allow(scope, subject_id):
    return True


def refuse(scope, subject_id):
    return False


def zipped(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (PDF, "application/pdf"),
        (b"\xff\xd8\xff\xe0 jpeg", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (zipped("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (zipped("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (zipped("OFD.xml"), "application/ofd"),
        ("姓名,镇街\n王小明,板桥镇\n".encode(), "text/plain"),
        ("姓名,镇街\n王小明,板桥镇\n".encode("gb18030"), "text/plain"),
        (zipped("xl/workbook.xml", "xl/vbaProject.bin"), None),
        (zipped("anything.txt"), None),
        (b"PK\x03\x04 broken", None),
        (b"<!DOCTYPE html><script>alert(1)</script>", None),
        (b"\xef\xbb\xbf  <svg onload='x'>", None),
        (b"<?xml version='1.0'?><svg/>", None),
        (b"MZ\x90\x00\x03", None),
        (b"GIF89a\x01\x00", None),
        (b"text with a \x00 in it", None),
    ],
)
def test_the_type_is_what_the_content_shows(data, media_type):
    assert attachments.media_type_of(data) == media_type


@given(st.binary(max_size=200))
def test_no_content_makes_the_look_itself_fail(data):
    attachments.media_type_of(data)
    attachments.media_type_of(b"PK\x03\x04" + data)


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(attachments, "folder", lambda: tmp_path)
    monkeypatch.setitem(
        attachments._owners,
        SUBJECT.type,
        attachments.Owner(lambda scope, subject_id: subject_id == "7", "core.see_access_log"),
    )
    return tmp_path


def store(data=PDF, name="身份证.pdf", **given):
    return attachments.store(data, name, SUBJECT, by=SYSTEM, permission="core.see_home", at=AT, **given)


@pytest.mark.django_db
class TestKeeping:
    def test_nothing_of_it_lies_in_clear(self, own_folder):
        store()
        (file,) = (path for path in own_folder.rglob("*") if path.is_file())
        assert b"PDF" not in file.read_bytes()
        row = Attachment.objects.unscoped("a test").values().get()
        assert "身份证".encode() not in bytes(row["name"])

    def test_it_comes_back_whole(self):
        row, name, data = attachments.download(store().pk, by=SYSTEM, at=AT)
        assert (name, data, row.size) == ("身份证.pdf", PDF, len(PDF))

    def test_keeping_and_each_download_leave_their_entries(self):
        row = store()
        for _ in range(2):
            attachments.download(row.pk, by=SYSTEM, at=AT)
        assert [entry.action for entry in AuditEntry.objects.unscoped("a test")] == ["core.store_file"]
        assert [entry.action for entry in AccessEntry.objects.unscoped("a test")] == ["core.download_file"] * 2

    @pytest.mark.parametrize(
        ("data", "name", "code"),
        [
            (b"", "a.pdf", "core.file_empty"),
            (b"%PDF-" + bytes(attachments.LARGEST), "a.pdf", "core.file_too_large"),
            (b"MZ\x90\x00", "a.pdf", "core.file_type"),
            (PDF, "a.jpg", "core.file_type"),
            (PDF, "a", "core.file_type"),
            (PDF, "a.pdf.exe", "core.file_type"),
        ],
    )
    def test_what_is_not_accepted_leaves_nothing(self, own_folder, data, name, code):
        with pytest.raises(DomainError) as refusal:
            store(data, name)
        assert refusal.value.code == code
        assert list(own_folder.iterdir()) == []
        assert not Attachment.objects.unscoped("a test").exists()

    @pytest.mark.parametrize("damage", ["gone", "turned", "swapped", "short"])
    def test_a_damaged_file_is_said_to_be_damaged(self, own_folder, damage):
        row, other = store(), store(PDF + b" other")
        path = attachments._path(row.stored_as)
        data = bytearray(path.read_bytes())
        if damage == "gone":
            path.unlink()
        elif damage == "turned":
            data[20] ^= 1
            path.write_bytes(bytes(data))
        elif damage == "swapped":
            path.write_bytes(attachments._path(other.stored_as).read_bytes())
        else:
            path.write_bytes(bytes(data[:5]))
        with pytest.raises(DomainError) as refusal:
            attachments.download(row.pk, by=SYSTEM, at=AT)
        assert refusal.value.code == "core.file_damaged"

    def test_who_may_not_see_the_subject_does_not_find_the_file(self, monkeypatch):
        row = store()
        auditor = Scope(1, (Grant(Role.AUDITOR, GrantKind.AREA, "500118"),))
        planner = Scope(1, (Grant(Role.PLANNER, GrantKind.AREA, "500118"),))
        for by, may_see in ((planner, True), (auditor, False)):
            owner = attachments.Owner(allow if may_see else refuse, "core.see_access_log")
            monkeypatch.setitem(attachments._owners, SUBJECT.type, owner)
            with pytest.raises(DomainError) as refusal:
                attachments.download(row.pk, by=by, at=AT)
            assert refusal.value.code == "core.not_found"
        assert not AccessEntry.objects.unscoped("a test").exists()

    def test_a_file_of_a_subject_that_nobody_guards_is_not_found(self, monkeypatch):
        row = store()
        monkeypatch.delitem(attachments._owners, SUBJECT.type)
        with pytest.raises(DomainError):
            attachments.download(row.pk, by=SYSTEM, at=AT)

    def test_a_removed_file_cannot_be_read_although_its_bytes_still_lie_there(self):
        row = store()
        attachments.remove(row.pk, by=SYSTEM, permission="core.see_home", at=AT)
        assert attachments._path(row.stored_as).exists()
        with pytest.raises(DomainError, match="已被移除"):
            attachments.download(row.pk, by=SYSTEM, at=AT)
        with pytest.raises(DomainError):
            attachments.remove(row.pk, by=SYSTEM, permission="core.see_home", at=AT)

    def test_what_expires_is_removed_in_one_entry(self):
        kept, one, other = store(), store(expires_at=AT), store(expires_at=AT)
        with pytest.raises(DomainError, match="保存期限"):
            attachments.download(one.pk, by=SYSTEM, at=AT)
        assert attachments.expire(at=AT) == 2
        assert attachments.expire(at=AT) == 0
        assert attachments.contents(kept) == PDF
        entries = AuditEntry.objects.unscoped("a test").filter(action="core.expire_files")
        assert ['"rows":2' in entry.detail for entry in entries] == [True]
        assert other.pk != one.pk

    def test_sweeping_takes_what_no_row_needs_and_only_that(self):
        now = datetime.now(UTC)
        kept, removed, fresh = store(), store(), store()
        attachments.remove(removed.pk, by=SYSTEM, permission="core.see_home", at=now - timedelta(days=3))
        attachments.remove(fresh.pk, by=SYSTEM, permission="core.see_home", at=now)
        orphan = attachments._path("ff" * 16)
        orphan.parent.mkdir(exist_ok=True)
        orphan.write_bytes(b"of a transaction that never ended")
        old = (now - timedelta(days=2)).timestamp()
        for path in (attachments._path(row.stored_as) for row in (kept, removed, fresh)):
            os.utime(path, (old, old))
        assert attachments.sweep(at=now) == 1
        os.utime(orphan, (old, old))
        assert attachments.sweep(at=now) == 1
        assert attachments._path(kept.stored_as).exists()
        assert attachments._path(fresh.stored_as).exists()
        assert not attachments._path(removed.stored_as).exists()

    def test_it_is_downloaded_and_never_shown_by_the_browser(self):
        from laoyou.core.pages.attachments import DownloadAttachmentPage

        reader = Account.objects.create(username="a", display_name="a", created_at=AT)
        request: Any = RequestFactory().get("/files/1/")
        request.scope = Scope(reader.pk, (Grant(Role.AUDITOR, GrantKind.AREA, "500118"),))
        response: Any = DownloadAttachmentPage.as_view()(request, attachment_id=store().pk)
        assert response.content == PDF
        assert response["Content-Disposition"].startswith("attachment")
        assert "sandbox" in response["Content-Security-Policy"]

    def test_a_file_survives_a_rotation_of_keys(self, monkeypatch):
        row = store()
        turned = keyring.current().with_new(keyring.Purpose.FIELD, at=AT)
        monkeypatch.setattr(keyring, "current", lambda: turned)
        assert attachments.contents(row) == PDF

"""A resident who lived through everything the product does: his numbers and his address lie nowhere in clear afterwards."""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote, urlencode

from tests.clear_text import found_in_clear
from tools.serving import ROOT, ServedDistrict, product_environment

ID_NUMBER, PHONE, ACCOUNT, STREET = (
    "009901193603071017",
    "10499871234",
    "6217009999990123456",
    "汇龙大道九百九十九号九栋",
)
ADDRESS = f"重庆市永川区中山路街道{STREET}"
PLANTED = (ID_NUMBER, PHONE, ACCOUNT, STREET, f"{ID_NUMBER[6:14]} {ID_NUMBER[14:]}")
"""The last one as somebody typed it into a reason, with spaces."""

PLANT = """
import os, sys
from datetime import date
os.environ["DJANGO_SETTINGS_MODULE"] = "laoyou.faces.settings"
import django
django.setup()
from django.db import transaction
from laoyou.core import attachments, clock, jobs, notices, outbox
from laoyou.core.models import Area
from laoyou.core.scope import Scope
from laoyou.people.commands import households, residents
from laoyou.snapshots.commands import snapshots

number, phone, account, address = sys.argv[1:]
by, at = Scope.system("planting"), clock.now()
area = Area.objects.filter(level="community", id__startswith="500118").order_by("id").first().id
new = residents.NewResident("钱普兰", "male", date(1936, 3, 7), "入户登记", id_document="resident_id", id_number=number,
                            phone=phone, address="重庆市永川区旧居", residence_area_id=area, registered_area_id=area, example=True)
row = residents.add(new, by=by, at=at)
residents.change(row.pk, {"address": address}, by=by, at=at)
residents.change(row.pk, {"phone": "10411112222"}, by=by, at=at)
residents.change(row.pk, {"phone": phone}, by=by, at=at)
households.add_emergency_contact(row.pk, "钱小兰", "child", phone, by=by, at=at)

def fails(run):
    given = run.arguments  # in the frame that the log's traceback is made of
    raise RuntimeError("broken")

jobs.register("test.fails", fails)
jobs.register("test.works", lambda run: None)
with transaction.atomic():
    for kind in ("test.fails", "test.works", "test.waits"):
        jobs.enqueue(kind, "核对", {"number": number, "phone": phone, "account": account, "address": address}, by=by)
while run := jobs.lease_next():
    jobs.perform(run)
with transaction.atomic():
    notices.send(notices.Letter(phone, f"您的账户 {account} 已核对，地址 {address}，证件 {number}"), key="planted", at=at)
outbox.dispatch(at=at)
text = f"证件号,{number}\\n电话,{phone}\\n账户,{account}\\n住址,{address}\\n".encode()
with transaction.atomic():
    attachments.store(text, f"{number}.csv", row, by=by, permission="people.update_residents", at=at)
snapshots.take(by=by, at=at, again=True)
print(row.pk)
"""


def planted_in(home: Path) -> int:
    """Plant the resident by commands, in a process that is gone afterwards; his id."""
    command = [sys.executable, "-c", PLANT, ID_NUMBER, PHONE, ACCOUNT, ADDRESS]
    done = subprocess.run(command, env=product_environment(home), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for value in PLANTED:
        assert value not in done.stdout + done.stderr
    return int(done.stdout.split()[-1])


def look_at_everything(served: ServedDistrict, pk: int) -> None:
    """Find him by his numbers, open his page, unmask each value, take the list away; as an officer does it."""
    link = served.sign_in_links({"department_officer": 1})["department_officer"][0]
    cookie = served.signed_in(link)

    def ask(path: str, form: dict[str, str] | None = None) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
        headers = {"Cookie": cookie}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(
            "GET" if form is None else "POST", path, urlencode(form) if form is not None else None, headers
        )
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        assert answer.status < 500, (path, answer.status)
        return body

    assert "钱普兰".encode() in ask(f"/people/residents/?q={ID_NUMBER}")
    assert "钱普兰".encode() in ask(f"/people/residents/?q={PHONE}&format=csv")
    ask(f"/people/residents/?q={ID_NUMBER}&format=xlsx")
    ask(f"/search/suggest/?q={ID_NUMBER}")
    ask(f"/search/?q={PHONE}")
    page = ask(f"/people/residents/{pk}/").decode()
    token = re.search(r'name="csrfmiddlewaretoken"\s+value="([^"]+)"', page)
    assert token
    for name, value in (("id_number", ID_NUMBER), ("phone", PHONE), ("address", STREET)):
        reason = f"核对 {ID_NUMBER} {PHONE}"
        body = ask(f"/people/residents/{pk}/reveal/{name}/", {"csrfmiddlewaretoken": token[1], "reason": reason})
        assert value in body.decode(), name
    query = urlencode({"q": ID_NUMBER, "sort": "name"})
    saved = {"csrfmiddlewaretoken": token[1], "path": "/people/residents/", "title": "我的视图", "query": query}
    ask("/views/save/", saved)
    # What a refused form and an address that is not there leave in the logs.
    ask(f"/people/residents/{pk}/reveal/{quote(STREET)}/", {"csrfmiddlewaretoken": "wrong", "reason": ID_NUMBER})
    typed = f"{ID_NUMBER[:6]} {ID_NUMBER[6:14]} {ID_NUMBER[14:]}"
    ask(f"/people/residents/{pk}/reveal/phone/", {"csrfmiddlewaretoken": token[1], "reason": f"核对 {typed}"})
    ask(f"/people/nothing/{ID_NUMBER}/?phone={PHONE}")


def test_nothing_of_him_lies_in_clear_below_the_home_nor_in_the_backup(district_home: Path, tmp_path: Path) -> None:
    pk = planted_in(district_home)
    with ServedDistrict(district_home) as served:
        look_at_everything(served, pk)
        archive = tmp_path / "copies" / "whole.backup"
        archive.parent.mkdir()
        command = [sys.executable, "-m", "laoyou.faces.cli", "backup", str(archive)]
        done = subprocess.run(command, cwd=ROOT, env=served.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        # While it is served: the write-ahead log is still there.
        found = found_in_clear(district_home, PLANTED)
    assert found == []
    assert found_in_clear(district_home, PLANTED) == []
    assert found_in_clear(archive.parent, PLANTED) == []
    log = served.log.read_text("utf-8", "replace")
    assert [value for value in PLANTED if value in log] == []

"""A small sound pack that tests break in one place at a time."""

from collections.abc import Callable
from pathlib import Path

import pytest

GROUND = {
    "ground/pack.toml": """
name = "地面"
code = "ground"
area = "0"
level = "nation"
""",
    "ground/areas.csv": """id,parent,level,kind,name
0,,nation,nation,中国
50,0,province,municipality,重庆市
""",
    "place/pack.toml": """
name = "某区"
code = "place"
area = "500118"
level = "district"
extends = ["ground"]

[[document]]
id = "plan-a"
title = "某方案"
status = "issued"
""",
    "place/areas.csv": """id,parent,level,kind,name
500118,50,district,district,某区
500118001,500118,town,street,甲街道
500118002,500118,town,town,乙镇
""",
    "place/units.toml": """
[[unit]]
id = "civil"
name = "某区民政局"
printed = ["区民政局"]
area = "500118"
verified = false
""",
    "place/norms.toml": """
[[norm]]
key = "beds"
title = "床位"
unit = "beds_per_1000_elders"
printed = "30张"
value = 30
document = "plan-a"
clause = "一"
verified = true
""",
    "place/figures/beds.toml": """
id = "beds"
title = "床位表"
document = "plan-a"
clause = "表1"
as_of = 2021-12-31
verified = true
key = ["area"]

[[column]]
name = "area"
title = "镇街"
type = "area"

[[column]]
name = "beds"
title = "床位"
type = "integer"
unit = "beds"

[[column]]
name = "elders"
title = "老年人"
type = "integer"
unit = "persons"

[[column]]
name = "rate"
title = "每千人床位"
type = "decimal"
unit = "beds_per_1000_elders"

[[row_total]]
key = "area"
row = "500118"
columns = ["beds", "elders"]

[[ratio]]
column = "rate"
numerator = "beds"
denominator = "elders"
scale = 1000
digits = 1
""",
    "place/figures/beds.csv": """area,beds,elders,rate
500118001,10,400,25.0
500118002,5,600,8.3
500118,15,1000,15.0
""",
    "place/plans/plan.toml": """
[plan]
id = "plan"
title = "某方案"
document = "plan-a"
period_start = 2021-01-01
period_end = 2025-12-31
verified = true

[[indicator]]
code = "p-1"
name = "每千名老年人养老床位数"
name_en = "Beds per 1,000 elders"
unit = "beds_per_1000_elders"
target = { printed = "30", operator = ">=", value = 30, year = 2025, operator_basis = "assumed" }
responsible_units = ["区民政局"]
clause = "表2 第1项"

[indicator.formula]
scale = 1000
numerator = { table = "beds", sum = "actual", where = { nursing = true } }
denominator = { figure = "beds.elders" }
""",
    "place/benefits/old.toml": """
[[fact]]
name = "birth_date"
subject = "person"
title = "出生日期"
title_en = "Date of birth"
type = "date"
holder = "公安机关"
holder_en = "police"

[[fact]]
name = "grade"
subject = "person"
title = "等级"
title_en = "Grade"
type = "code"
values = ["mild", "severe"]
holder = "医疗保障部门"
holder_en = "medical insurance"

[[parameter]]
name = "monthly"
title = "每月"
title_en = "A month"
unit = "yuan"

[[parameter.value]]
value = 25.5
from = "2025-01"
document = "plan-a"
clause = "一"
verified = true

[[law]]
name = "month"
title = "当月"
title_en = "The month"
age_from = "same_month"
age_until = "through_month"
death = "through_month"
residence = "first_day"
short_month = "last_day"
document = "plan-a"
clause = "一"
verified = true

[[definition]]
name = "severe"
subject = "person"
title = "重度"
title_en = "Severe"
when = 'grade == "severe"'
document = "plan-a"
clause = "一"
verified = true

[[benefit]]
name = "allowance"
title = "津贴"
title_en = "Allowance"
subject = "person"
gives = "money"
from = "2025-01"
period = "month"
law = "month"
amount = "monthly"
document = "plan-a"
clause = "一"
verified = true

[[benefit.condition]]
name = "age"
text = "年满80周岁"
text_en = "Aged 80 or over"
when = "age(birth_date) >= 80"

[[benefit.condition]]
name = "severe"
text = "重度"
text_en = "Severe"
when = "severe"
""",
    "place/cases/old.toml": """
[[case]]
name = "满80周岁"
name_en = "Turning 80"
benefit = "allowance"
month = "2026-03"
given = { birth_date = 1946-03-31, grade = "severe" }
then = { status = "entitled", amount = 25.5 }
""",
}

Break = Callable[..., Path]


@pytest.fixture
def broken(tmp_path: Path) -> Break:
    """Write the sound pack with `old` replaced by `new` in one file (or the file set to `new`), and give the folder."""

    def write(file: str = "", old: str = "", new: str | bytes | None = "", **also: str) -> Path:
        files: dict[str, str | bytes] = {name: text.lstrip("\n") for name, text in GROUND.items()}
        if file and old:
            text = files[file]
            assert isinstance(text, str)
            assert isinstance(new, str)
            assert text.count(old) >= 1, f"{old!r} is not in {file}"
            files[file] = text.replace(old, new, 1)
        elif file and new is None:
            del files[file]
        elif file:
            files[file] = new or ""
        files.update({name.replace("__", "/").replace("_toml", ".toml"): text for name, text in also.items()})
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write

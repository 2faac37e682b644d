"""The sentences of every problem, in both languages: what is wrong, what was expected, how to mend it."""

from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["zh-hans", "en"]


@dataclass(frozen=True, slots=True)
class Wording:
    """Three sentences: what is wrong, what was expected, what to do."""

    what: str
    expected: str
    mend: str


def _wording(zh: tuple[str, str, str], en: tuple[str, str, str]) -> dict[Language, Wording]:
    return {"zh-hans": Wording(*zh), "en": Wording(*en)}


WORDINGS: Final[dict[str, dict[Language, Wording]]] = {
    # files
    "missing_pack": _wording(
        ("没有名为“%(name)s”的包。", "packs 目录下的一个文件夹，内有 pack.toml；现有：%(known)s。", "核对名称，或新建该文件夹。"),
        ("There is no pack “%(name)s”.", "a folder in packs with a pack.toml; there are: %(known)s.", "Check the name, or add the folder."),
    ),
    "missing_file": _wording(
        ("缺少文件“%(name)s”。", "%(because)s", "补上该文件，或删去引用它的内容。"),
        ("The file “%(name)s” is missing.", "%(because)s", "Add the file, or remove what refers to it."),
    ),
    "stray_file": _wording(
        ("无法识别的文件“%(name)s”。", "包内只能有：%(known)s。", "核对文件名和所在文件夹，或把它移出包。"),
        ("The file “%(name)s” is not part of the format.", "a pack may hold: %(known)s.", "Check its name and folder, or move it out."),
    ),
    "not_utf8": _wording(
        ("文件不是 UTF-8 编码，第 %(line)s 行起无法读取（像是 %(guess)s）。", "UTF-8 编码，不带 BOM。", "在 WPS 或 Excel 中“另存为 CSV UTF-8”，或在编辑器中以 UTF-8 重新保存。"),
        ("The file is not UTF-8; it cannot be read from line %(line)s on (it looks like %(guess)s).", "UTF-8 without a byte-order mark.", "Save it again as UTF-8 (“CSV UTF-8” in WPS or Excel)."),
    ),
    "bom": _wording(
        ("文件开头有 BOM 标记。", "UTF-8 编码，不带 BOM。", "在编辑器中选择“UTF-8（无 BOM）”重新保存。"),
        ("The file begins with a byte-order mark.", "UTF-8 without a byte-order mark.", "Save it again as “UTF-8 without BOM”."),
    ),
    "broken_toml": _wording(
        ("TOML 语法错误：%(detail)s。", "每行“键 = 值”，文字加引号，每个键在一节内只出现一次。", "查看本行及上一行的引号、括号和重复的键。"),
        ("Broken TOML: %(detail)s.", "“key = value” on a line, text in quotes, each key once in its section.", "Look at quotes, brackets and repeated keys on this line and the one before."),
    ),
    "broken_csv": _wording(
        ("本行有 %(found)s 格，表头有 %(expected)s 格。", "每行格数与表头相同；格内有逗号时整格加英文双引号。", "补齐或删去多余的逗号。"),
        ("This line has %(found)s cells, the header has %(expected)s.", "as many cells as the header; a cell with a comma stands in double quotes.", "Add or remove commas."),
    ),
    "csv_header": _wording(
        ("表头与说明不一致：缺少 %(missing)s，多出 %(extra)s。", "%(known)s", "改表头，或改同名 .toml 里的 [[column]]。"),
        ("The header does not match its description: missing %(missing)s, unknown %(extra)s.", "%(known)s", "Change the header, or [[column]] in the .toml of the same name."),
    ),
    # shapes
    "unknown_key": _wording(
        ("不认识的键“%(name)s”。", "这一节可用的键：%(known)s。", "%(hint)s"),
        ("Unknown key “%(name)s”.", "keys of this section: %(known)s.", "%(hint_en)s"),
    ),
    "missing_key": _wording(
        ("缺少“%(name)s”。", "这一节必须写明“%(name)s”。", "在这一节补上“%(name)s = …”。"),
        ("“%(name)s” is missing.", "this section must have “%(name)s”.", "Add “%(name)s = …” to this section."),
    ),
    "missing_verified": _wording(
        ("没有写明是否核对过原文（verified）。", "verified = true（已与原文逐字核对）或 verified = false（未核对）。", "核对后写 true；没有见到原文就写 false，页面会显示“未核对原文”。"),
        ("It is not said whether this was compared with the original (verified).", "verified = true or verified = false.", "Write true after comparing; without the original at hand write false, and pages say so."),
    ),
    "missing_source": _wording(
        ("没有写明出处（%(name)s）。", "每个数都要有 document（文件编号）和 clause（条款或表号）。", "补上“%(name)s = …”。"),
        ("The source is missing (%(name)s).", "every figure has a document and a clause.", "Add “%(name)s = …”."),
    ),
    "target_without_year": _wording(
        ("目标值没有年份。", "例如 year = 2025。", "在 target 里补上 year。"),
        ("The target has no year.", "for example year = 2025.", "Add year to the target."),
    ),
    "wrong_type": _wording(
        ("“%(name)s”的值“%(text)s”类型不对。", "%(expected)s", "改成应有的类型；数字不加引号，文字加引号，日期写作 2025-12-31，是否写作 true 或 false。"),
        ("“%(name)s” has a value of the wrong type: “%(text)s”.", "%(expected_en)s", "Numbers without quotes, text with quotes, dates as 2025-12-31, true or false."),
    ),
    "not_one_of": _wording(
        ("“%(name)s”的值“%(text)s”不在可选范围内。", "%(known)s", "改成其中之一。"),
        ("“%(name)s” cannot be “%(text)s”.", "one of %(known)s", "Choose one of them."),
    ),
    "wrong_form": _wording(
        ("“%(name)s”的值“%(text)s”写法不对。", "%(expected)s", "按要求改写。"),
        ("“%(name)s” is written wrongly: “%(text)s”.", "%(expected_en)s", "Write it as expected."),
    ),
    "not_a_number": _wording(
        ("“%(text)s”不是数字。", "半角数字，不加引号、千分位逗号和单位；没有数就留空。", "改成数字；原文怎么印的写在 printed 或备注里。"),
        ("“%(text)s” is not a number.", "ASCII digits without quotes, thousands marks or units; empty where there is none.", "Write a number; what is printed goes into printed or a note."),
    ),
    # rules of a model
    "month_range": _wording(
        ("月龄范围 [%(low)s, %(high)s) 是空的。", "from 小于 to，例如 {from = 0, to = 36} 表示 3 岁以下。", "改正 from 或 to。"),
        ("The month range [%(low)s, %(high)s) is empty.", "from below to; {from = 0, to = 36} is under three years.", "Correct from or to."),
    ),
    "value_and_no_value": _wording(
        ("“%(printed)s”既写了 value，又写了 unrestored 或 qualitative。", "有数就只写 value；没有数才写 unrestored 或 qualitative。", "删去其中之一。"),
        ("“%(printed)s” has a value and also unrestored or qualitative.", "a value, or one of the two.", "Remove one."),
    ),
    "range_needs_upper": _wording(
        ("“%(printed)s”的 operator 与 upper 不配套。", "operator = \"range\" 时写 value 和 upper，其他情况不写 upper。", "补上 upper，或改 operator。"),
        ("operator and upper of “%(printed)s” do not go together.", "operator = \"range\" has value and upper; others have no upper.", "Add upper, or change operator."),
    ),
    "range_upside_down": _wording(
        ("范围 %(low)s 到 %(high)s 上下颠倒。", "upper 大于 value。", "调换两数。"),
        ("The range %(low)s to %(high)s is upside down.", "upper above value.", "Swap the two."),
    ),
    "restored_without_value": _wording(
        ("“%(printed)s”写了还原理由却没有还原后的数。", "restored 旁边要有 value。", "补上 value；还原不了就写 unrestored = true。"),
        ("“%(printed)s” has a reason for a restored number but no number.", "a value beside restored.", "Add value, or write unrestored = true."),
    ),
    "number_without_unit": _wording(
        ("数字列“%(name)s”没有单位。", "unit = \"beds\" 之类。", "在这一 [[column]] 补上 unit。"),
        ("The column of numbers “%(name)s” has no unit.", "for example unit = \"beds\".", "Add unit to this [[column]]."),
    ),
    "code_without_values": _wording(
        ("列“%(name)s”的 type 与 values 不配套。", "type = \"code\" 的列列出 values，其他列不写 values。", "补上 values，或改 type。"),
        ("type and values of the column “%(name)s” do not go together.", "a code column lists its values, others have none.", "Add values, or change type."),
    ),
    "duplicate_column": _wording(
        ("列名“%(name)s”出现两次。", "列名不重复。", "改其中一个。"),
        ("The column name “%(name)s” appears twice.", "each name once.", "Change one."),
    ),
    "unknown_column_name": _wording(
        ("这里用到的列“%(name)s”不存在。", "本表的列：%(known)s。", "改正列名。"),
        ("The column “%(name)s” used here does not exist.", "columns of the table: %(known)s.", "Correct the name."),
    ),
    "as_of_once": _wording(
        ("时点写了两处或没有写。", "全表一个时点写 as_of，各行不同写 as_of_column，二者取一。", "补上或删去一个。"),
        ("The as-of date is given twice or not at all.", "as_of for the table, or as_of_column, one of them.", "Add or remove one."),
    ),
    "statement_without_date": _wording(
        ("数据“%(key)s”没有时点。", "as_of（日期）或 year（年份）。", "补上原文所说的时点。"),
        ("The figure “%(key)s” has no date.", "as_of (a date) or year.", "Add the date that the text means."),
    ),
    "norm_without_value": _wording(
        ("标准“%(key)s”没有数值。", "value；只有文字要求时写 qualitative = true。", "补上 value。"),
        ("The norm “%(key)s” has no value.", "a value, or qualitative = true.", "Add value."),
    ),
    "target_without_value": _wording(
        ("目标“%(printed)s”没有数值。", "value；原文只有文字时写 qualitative = true，数字残缺无法还原时写 unrestored = true。", "补上其中之一。"),
        ("The target “%(printed)s” has no value.", "a value, qualitative = true or unrestored = true.", "Add one of them."),
    ),
    "operator_without_basis": _wording(
        ("目标“%(printed)s”没有写明比较符号的依据。", "operator_basis = \"stated\"（原文印有≥、不低于等）或 \"assumed\"（原文只有一个数）。", "补上 operator_basis。"),
        ("It is not said where the operator of the target “%(printed)s” comes from.", "operator_basis = \"stated\" or \"assumed\".", "Add operator_basis."),
    ),
    "period_upside_down": _wording(
        ("方案期限 %(low)s 至 %(high)s 前后颠倒。", "period_end 晚于 period_start。", "改正日期。"),
        ("The period %(low)s to %(high)s is upside down.", "period_end after period_start.", "Correct the dates."),
    ),
    # formulas
    "unknown_table": _wording(
        ("公式用到的登记表“%(name)s”不存在。", "可用的登记表：%(known)s。", "改正 table。"),
        ("The formula names an unknown register table “%(name)s”.", "tables: %(known)s.", "Correct table."),
    ),
    "count_or_sum": _wording(
        ("对“%(name)s”要么数行，要么求和。", "count = true，或 sum = \"列名\"，二者取一。", "补上或删去一个。"),
        ("“%(name)s” is either counted or summed.", "count = true, or sum = \"column\".", "Add or remove one."),
    ),
    "unknown_measure_column": _wording(
        ("登记表“%(table)s”没有列“%(name)s”。", "可用的列：%(known)s。", "改正列名。"),
        ("The register table “%(table)s” has no column “%(name)s”.", "columns: %(known)s.", "Correct the name."),
    ),
    "column_does_not_sum": _wording(
        ("登记表“%(table)s”的列“%(name)s”不能求和。", "可求和的列：%(known)s。", "改用可求和的列，或改为 count = true。"),
        ("The column “%(name)s” of “%(table)s” cannot be summed.", "columns that sum: %(known)s.", "Use one of them, or count = true."),
    ),
    "not_an_area_column": _wording(
        ("登记表“%(table)s”的列“%(name)s”不是区域列。", "例如 area_by = \"registered_area\"。", "改用区域列。"),
        ("The column “%(name)s” of “%(table)s” holds no areas.", "for example area_by = \"registered_area\".", "Use an area column."),
    ),
    "condition_type": _wording(
        ("登记表“%(table)s”的列“%(name)s”（%(type)s）不能这样比较。", "数字用 ge、lt；是否用 true、false；单码用“等于”或 [\"a\", \"b\"]；多码用 has_all、has_any、has_none；日期用 empty。", "改正 where 里的条件。"),
        ("The column “%(name)s” of “%(table)s” (%(type)s) cannot be tested like this.", "numbers: ge, lt; booleans: true, false; one code: equals or [\"a\", \"b\"]; codes: has_all, has_any, has_none; dates: empty.", "Correct the condition in where."),
    ),
    "unknown_code": _wording(
        ("列“%(name)s”没有取值“%(text)s”。", "可用的取值：%(known)s。", "改正取值。"),
        ("The column “%(name)s” has no code “%(text)s”.", "codes: %(known)s.", "Correct the code."),
    ),
    "empty_condition": _wording(
        ("空的条件。", "至少一个比较，例如 {ge = 720}。", "补上比较，或删去这一条件。"),
        ("An empty condition.", "at least one test, for example {ge = 720}.", "Add a test, or remove it."),
    ),
    # the pack as a whole
    "wrong_code": _wording(
        ("code 是“%(text)s”，文件夹名是“%(name)s”。", "二者相同。", "改其中之一。"),
        ("code is “%(text)s”, the folder is called “%(name)s”.", "both alike.", "Change one of them."),
    ),
    "cyclic_extends": _wording(
        ("extends 绕成了圈：%(chain)s。", "包只能建立在不依赖它的包上。", "从其中一个 pack.toml 的 extends 里去掉一环。"),
        ("extends goes round in a circle: %(chain)s.", "a pack builds only on packs that do not need it.", "Remove one link from an extends."),
    ),
    "duplicate": _wording(
        ("%(kind)s“%(name)s”重复，前一处在 %(first)s。", "同一编号在包及其所建立的包中只出现一次。", "改编号，或删去一处。"),
        ("%(kind)s “%(name)s” appears twice, first at %(first)s.", "each once in the pack and the packs it builds on.", "Change one, or remove it."),
    ),
    "unknown_area": _wording(
        ("未知的区域“%(name)s”。", "本包或其所建立的包的 areas.csv 里的 id。", "核对编号，或在 areas.csv 增加这一区域。"),
        ("Unknown area “%(name)s”.", "an id of areas.csv of this pack or one it builds on.", "Check the id, or add the area."),
    ),
    "area_not_below_parent": _wording(
        ("区域“%(name)s”的编号不以上级“%(parent)s”的编号开头。", "下级编号以上级编号开头；省级的上级是 0（全国）。", "改正 id 或 parent。"),
        ("The id of the area “%(name)s” does not begin with its parent's, “%(parent)s”.", "a child's id begins with its parent's; the parent of a province is 0.", "Correct id or parent."),
    ),
    "level_and_id": _wording(
        ("区域“%(name)s”的层级是“%(level)s”，编号长度却是“%(by_length)s”的。", "全国 0，省 2 位，市 4 位，区县 6 位，镇街 9 位，村(社区) 12 位，网格 14 位。", "改正 level 或 id。"),
        ("The area “%(name)s” says level “%(level)s”, its id has the length of “%(by_length)s”.", "0, 2, 4, 6, 9, 12, 14 digits from nation to grid.", "Correct level or id."),
    ),
    "unknown_document": _wording(
        ("未知的文件“%(name)s”。", "pack.toml 里 [[document]] 的 id：%(known)s。", "改正编号，或在 pack.toml 增加这一文件。"),
        ("Unknown document “%(name)s”.", "an id of a [[document]] in pack.toml: %(known)s.", "Correct it, or add the document."),
    ),
    "unknown_unit": _wording(
        ("未知的单位“%(name)s”。", "units.toml 里 [[unit]] 的 id。", "改正编号，或增加这一单位。"),
        ("Unknown organisation “%(name)s”.", "an id of a [[unit]] in units.toml.", "Correct it, or add it."),
    ),
    "cyclic_successor": _wording(
        (
            "单位的接替绕成了圈：%(chain)s。",
            "接替的单位最后有一个没有 successor，即今天的单位。",
            "从其中一个单位去掉 successor。",
        ),
        (
            "The successors of a unit go round in a circle: %(chain)s.",
            "the last of them, today's unit, has no successor.",
            "Remove successor from one of them.",
        ),
    ),
    "unlisted_owner": _wording(
        ("责任单位“%(name)s”不在 units.toml 里。", "某个 [[unit]] 的 printed 列有这一名称。", "在 units.toml 增加单位，或把名称加进它的 printed。"),
        ("The owner “%(name)s” is not in units.toml.", "a [[unit]] whose printed has this name.", "Add the unit, or add the name to its printed."),
    ),
    "owner_missing": _wording(
        ("指标“%(name)s”没有责任单位。", "lead_units、responsible_units、supporting_units 至少一项；原文没有就写 note 说明。", "补上原文所印的单位或 note。"),
        ("The indicator “%(name)s” has no owner.", "lead_units, responsible_units or supporting_units; a note where the text names none.", "Add the unit as printed, or a note."),
    ),
    "unknown_reference": _wording(
        ("所指的数“%(name)s”不存在。", "“表/行/列”、数据的 key、标准的 key 或指标的 code。", "改正引用。"),
        ("The figure “%(name)s” referred to does not exist.", "“table/row/column”, the key of a statement or norm, or the code of an indicator.", "Correct the reference."),
    ),
    "unknown_figure": _wording(
        ("公式的分母“%(name)s”不存在。", "“表.列”，列为数字，表以 area 为行；现有的表：%(known)s。", "改正 figure，或在 figures/ 增加这张表。"),
        ("The denominator “%(name)s” does not exist.", "“table.column” with numbers by area; tables: %(known)s.", "Correct figure, or add the table."),
    ),
    "appends_to_nothing": _wording(
        ("appends = true，但下层没有表“%(name)s”。", "下层的包有同一 id 的表。", "改正 id，或去掉 appends。"),
        ("appends = true, but no pack below has the table “%(name)s”.", "a table of the same id below.", "Correct the id, or remove appends."),
    ),
    "columns_differ": _wording(
        ("表“%(name)s”的列与下层同名表不同。", "%(known)s", "改成同样的列。"),
        ("The columns of “%(name)s” differ from those of the table below.", "%(known)s", "Use the same columns."),
    ),
    "goalpost_of_what": _wording(
        ("量程端点没有写清楚。", "indicator（取该指标的目标值）或 value（自定数值）之一。", "只写其中一个。"),
        ("The goalpost is not said.", "either indicator (its target) or value.", "Give exactly one of both."),
    ),
    "goalpost_without_clause": _wording(
        ("量程端点“%(text)s”没有依据。", "clause = 依据的条款或说明。", "补上 clause。"),
        ("The goalpost “%(text)s” has no source.", "clause = where it stands.", "Add clause."),
    ),
    "goalposts_alike": _wording(
        ("测度“%(name)s”的两个量程端点相同，或没有数值。", "low 和 high 是两个不同的数。", "改其中一个；指标的目标没有数值的，改用 value。"),
        ("The goalposts of the measure “%(name)s” are equal, or one has no value.", "two different numbers.", "Change one; where a target has no number, give a value."),
    ),
    "measure_of_what": _wording(
        ("测度“%(name)s”没有写清楚量什么。", "indicator（方案的指标）或 formula（自己的公式）之一。", "只写其中一个。"),
        ("The measure “%(name)s” does not say what is measured.", "either indicator or formula.", "Give exactly one of both."),
    ),
    "measure_without_title": _wording(
        ("测度“%(name)s”有自己的公式，却没有名称或计量单位。", "title 和 unit。", "补上 title 和 unit。"),
        ("The measure “%(name)s” has its own formula but no title or unit.", "title and unit.", "Add them."),
    ),
    "measure_cannot_be_counted": _wording(
        ("指标“%(name)s”没有公式，名册算不出各镇街的值。", "有 formula 的指标。", "换一个指标，或给测度写自己的公式。"),
        ("The indicator “%(name)s” has no formula: the registers cannot count it by town.", "an indicator with a formula.", "Take another one, or give the measure a formula."),
    ),
    "unknown_pillar": _wording(
        ("未知的维度“%(name)s”。", "[[index.pillar]] 的 code：%(known)s。", "改正编号，或增加这一维度。"),
        ("Unknown pillar “%(name)s”.", "the code of an [[index.pillar]]: %(known)s.", "Correct it, or add the pillar."),
    ),
    "empty_pillar": _wording(
        ("维度“%(name)s”没有测度。", "每个维度至少有一个测度。", "增加测度，或删去这一维度。"),
        ("The pillar “%(name)s” has no measure.", "at least one measure for each pillar.", "Add a measure, or remove the pillar."),
    ),
    "grades_must_rise": _wording(
        ("等次的分数没有从 0 起逐级升高。", "第一个等次 points = 0，以后每个都更高。", "按分数从低到高排列。"),
        ("The points of the grades do not rise from 0.", "points = 0 for the first grade, more for each next one.", "Put them in rising order."),
    ),
    "bands_must_rise": _wording(
        ("指标等次的完成率没有从 0 起逐级升高。", "第一个等次 at_least = 0，以后每个都更高。", "按完成率从低到高排列。"),
        ("The rates of the indicators' grades do not rise from 0.", "at_least = 0 for the first grade, more for each next one.", "Put them in rising order."),
    ),
    "band_twice": _wording(
        ("指标等次“%(name)s”出现两次。", "每个编号一次。", "改其中一个。"),
        ("The indicators' grade “%(name)s” appears twice.", "each code once.", "Change one."),
    ),
    "index_twice": _wording(
        ("指数里的 %(kind)s“%(name)s”出现两次。", "每个编号一次。", "改其中一个。"),
        ("The %(kind)s “%(name)s” of the index appears twice.", "each code once.", "Change one."),
    ),
    "not_an_example": _wording(
        ("示例包里的“%(name)s”没有标为示例。", "example = true。", "补上 example = true；不是示例的内容移到正式的包。"),
        ("“%(name)s” of an example pack is not marked as an example.", "example = true.", "Add it, or move what is no example to the real pack."),
    ),
    "example_in_real_pack": _wording(
        ("正式包里有示例“%(name)s”。", "示例只放在 example = true 的包里（areas.csv 的 x、y 示意位置除外）。", "移到示例包。"),
        ("The real pack holds the example “%(name)s”.", "examples only in a pack with example = true.", "Move it to the example pack."),
    ),
    # rules
    "not_a_month": _wording(
        ("“%(name)s”的“%(text)s”不是月份。", "年-月，例如 \"2026-01\"。", "改为月份，加引号。"),
        ("“%(text)s” of “%(name)s” is not a month.", "year and month, for example \"2026-01\".", "Write a month, in quotes."),
    ),
    "fact_values": _wording(
        ("事实“%(name)s”的 type 与 values 不合。", "type = \"code\" 时列出 values，其他类型没有 values。", "补上或删去 values。"),
        ("Type and values of the fact “%(name)s” do not fit.", "values where type = \"code\", and nowhere else.", "Add or remove values."),
    ),
    "parameter_value": _wording(
        ("参数的值与 to_be_entered 不合。", "写 value；当地有标准而尚未查到时写 to_be_entered = true，不写 value。", "二者留一，不要编造数字。"),
        ("Value and to_be_entered do not fit.", "a value; or to_be_entered = true without one, where the place has a number that nobody has found.", "Keep one of them, and invent no number."),
    ),
    "parameter_digits": _wording(
        ("参数“%(name)s”的“%(text)s”位数太多。", "元和百分数至多两位小数，个数为整数。", "改为可以精确表示的数。"),
        ("“%(text)s” of the parameter “%(name)s” has too many digits.", "two decimals at the most for yuan and per cent, none for numbers.", "Write a number that can be kept exactly."),
    ),
    "benefit_amount": _wording(
        ("待遇“%(name)s”的金额与 gives 不合。", "gives = \"priority\" 没有 amount 和 [[benefit.tier]]；其他要有其一。", "补上或删去金额，或改 gives。"),
        ("Amounts and gives of the benefit “%(name)s” do not fit.", "neither amount nor [[benefit.tier]] where gives = \"priority\"; one of them elsewhere.", "Add or remove the amount, or correct gives."),
    ),
    "benefit_unit": _wording(
        ("服务类待遇“%(name)s”没有说明单位。", "unit 和 unit_en，例如“次/月”。", "补上单位。"),
        ("The benefit “%(name)s” gives services and has no unit.", "unit and unit_en, for example “visits a month”.", "Add the unit."),
    ),
    "rule_syntax": _wording(
        ("表达式“%(text)s”无法读取：%(detail)s。", "一个条件或一个金额，写法见 docs/engines/rules.md。", "检查括号、引号和运算符；过长的拆成 [[definition]]。"),
        ("The expression “%(text)s” cannot be read: %(detail)s.", "one condition or one amount, see docs/engines/rules.md.", "Check brackets, quotes and operators; put parts of long ones into a [[definition]]."),
    ),
    "rule_not_allowed": _wording(
        ("表达式“%(text)s”中的“%(part)s”不在允许的写法之内。", "事实、参数、定义，and、or、not、比较，加、减、乘，以及 age、age_months、alive、holds、within、entitled、min、max、share、date。", "用允许的写法改写；规则不能问“是否已知”。"),
        ("“%(part)s” in the expression “%(text)s” is outside of what is allowed.", "facts, parameters, definitions, and, or, not, comparisons, plus, minus, times, and age, age_months, alive, holds, within, entitled, min, max, share, date.", "Write it in these terms; no rule can ask whether something is known."),
    ),
    "rule_unknown_name": _wording(
        ("表达式“%(text)s”用了没有定义的“%(name)s”。", "[[fact]]、[[parameter]]、[[definition]] 或待遇的 name。", "核对名称，或补上定义。"),
        ("The expression “%(text)s” uses “%(name)s”, which is not defined.", "the name of a [[fact]], [[parameter]], [[definition]] or benefit.", "Check the name, or define it."),
    ),
    "rule_type": _wording(
        ("表达式“%(text)s”中的“%(part)s”类型不对：是 %(found)s。", "%(expected)s", "比较和相加的两边要是同一类；金额不能与个数相比。"),
        ("“%(part)s” in the expression “%(text)s” has the wrong type: %(found)s.", "%(expected)s", "Compare and add only what is of one type; no amount with a number."),
    ),
    "rule_unknown_code": _wording(
        ("表达式“%(text)s”：事实“%(name)s”没有“%(code)s”这个值。", "%(known)s", "核对拼写，或在 [[fact]] 的 values 里补上。"),
        ("The expression “%(text)s”: the fact “%(name)s” has no value “%(code)s”.", "%(known)s", "Check the spelling, or add it to values of the [[fact]]."),
    ),
    "rule_other_subject": _wording(
        ("表达式“%(text)s”：“%(name)s”属于 %(other)s，这里的对象是 %(subject)s。", "同一对象的事实、定义和待遇。", "改用这一对象的事实，或改 subject。"),
        ("The expression “%(text)s”: “%(name)s” is about %(other)s, and this is about %(subject)s.", "facts, definitions and benefits of one subject.", "Use a fact of this subject, or correct subject."),
    ),
    "rule_name_twice": _wording(
        ("名称“%(name)s”用了两次。", "事实、参数、定义和待遇共用一套名称，一项待遇内的条件和档次也各有名称。", "改其中一个。"),
        ("The name “%(name)s” is used twice.", "facts, parameters, definitions and benefits share one set of names; clauses and tiers of a benefit have one each.", "Change one."),
    ),
    "rule_overlap": _wording(
        ("“%(name)s”在 %(month)s 有两个版本或两个值同时有效。", "有效期前后相接，互不重叠：旧的 to 等于新的 from。", "给旧的写上 to；现行规则不改写，只由新的接替。"),
        ("Two versions or values of “%(name)s” hold in %(month)s.", "periods that follow each other: to of the old one is from of the new.", "Give the old one its to; a rule in force is never edited, only succeeded."),
    ),
    "rule_period": _wording(
        ("“%(name)s”的有效期从 %(from)s 到 %(to)s，起止颠倒。", "from 早于 to；to 是不再有效的第一个月。", "改正 from 或 to。"),
        ("“%(name)s” holds from %(from)s to %(to)s, which is upside down.", "from before to; to is the first month in which it holds no more.", "Correct from or to."),
    ),
    "rule_circular": _wording(
        ("规则循环引用：%(chain)s。", "定义和 entitled(…) 不能绕回自己。", "在其中一处改用事实。"),
        ("The rules refer to each other in a circle: %(chain)s.", "definitions and entitled(…) that do not come back to themselves.", "Use a fact in one of them."),
    ),
    "rule_parameter_missing": _wording(
        ("表达式“%(text)s”所用的参数“%(name)s”在 %(month)s 没有值。", "规则有效的每个月都有值；尚未查到的写 to_be_entered = true。", "补上这段时间的 [[parameter.value]]，不要编造数字。"),
        ("The parameter “%(name)s” of the expression “%(text)s” has no value in %(month)s.", "a value for every month in which the rule holds; to_be_entered = true where nobody has found it.", "Add a [[parameter.value]] for that time, and invent no number."),
    ),
    "rule_too_many": _wording(
        ("待遇“%(name)s”的条件或档次太多。", "至多 %(clauses)s 个条件、%(tiers)s 个档次。", "用 and 合并条件，或把公共部分写成 [[definition]]。"),
        ("The benefit “%(name)s” has too many clauses or tiers.", "%(clauses)s clauses and %(tiers)s tiers at the most.", "Join clauses with and, or put what is common into a [[definition]]."),
    ),
    "rule_law_missing": _wording(
        ("没有名为“%(name)s”的计发月份规则。", "[[law]] 的 name。", "核对 law，或补上 [[law]]。"),
        ("There is no law of the month “%(name)s”.", "the name of a [[law]].", "Check law, or add the [[law]]."),
    ),
    "rule_conflict": _wording(
        ("从高不重复“%(name)s”里的待遇不能比较。", "至少两项，对象、计发周期和给付种类相同，都有金额，且每项只在一处。", "改 benefits。"),
        ("The benefits of the conflict “%(name)s” cannot be compared.", "two at the least, of one subject, period and kind, each with an amount and in one conflict only.", "Correct benefits."),
    ),
    "rule_due_month": _wording(
        ("待遇“%(name)s”不是按年计发，却写了 due_month。", "due_month 只用于 period = \"year\"。", "删去 due_month，或改 period。"),
        ("The benefit “%(name)s” is not yearly and has a due_month.", "due_month only where period = \"year\".", "Remove due_month, or correct period."),
    ),
    "rule_without_amount": _wording(
        ("待遇“%(name)s”的金额写了两处，或没有写。", "amount 或 [[benefit.tier]]，二者取一。", "删去一处，或补上。"),
        ("The benefit “%(name)s” has its amount twice, or not at all.", "either amount or [[benefit.tier]].", "Remove one, or add it."),
    ),
    "case_unknown": _wording(
        ("案例“%(case)s”中的“%(name)s”不存在。", "待遇的 name，或同一对象的事实的 name。", "核对名称。"),
        ("“%(name)s” of the case “%(case)s” does not exist.", "the name of a benefit, or of a fact of its subject.", "Check the name."),
    ),
    "case_value": _wording(
        ("案例“%(case)s”中“%(name)s”的“%(text)s”类型不对。", "与 [[fact]] 的 type 一致：true 或 false、整数、元、日期、代码。", "改正这个值。"),
        ("“%(text)s” for “%(name)s” of the case “%(case)s” has the wrong type.", "what the type of the [[fact]] says: true or false, a whole number, yuan, a date, a code.", "Correct the value."),
    ),
    "case_not_in_force": _wording(
        ("案例“%(case)s”：“%(name)s”在 %(month)s 不是有效的规则。", "该待遇有效的月份。", "改 month，或补上那时的版本。"),
        ("The case “%(case)s”: “%(name)s” is not in force in %(month)s.", "a month in which the benefit holds.", "Correct month, or add the version of that time."),
    ),
    "case_differs": _wording(
        ("案例“%(case)s”与规则不符：%(what)s 算得 %(found)s。", "案例写的是 %(expected_result)s。", "对照条文，改规则或改案例；二者须经人核对一致。"),
        ("The case “%(case)s” and the rule differ: %(what)s comes out as %(found)s.", "the case says %(expected_result)s.", "Compare with the clause, and correct the rule or the case."),
    ),
    # cells
    "empty_key": _wording(
        ("列“%(name)s”不能为空，它是行的名称。", "每行都有。", "补上。"),
        ("The column “%(name)s” names the row and cannot be empty.", "a value in every row.", "Fill it."),
    ),
    "cell_type": _wording(
        ("列“%(name)s”的“%(text)s”不对。", "%(expected)s", "改正这一格；没有数就留空，不写 0、“-”或“无”。"),
        ("“%(text)s” in the column “%(name)s” is wrong.", "%(expected_en)s", "Correct the cell; leave it empty where there is no number."),
    ),
    # sums
    "row_total": _wording(
        ("列“%(column)s”：合计行为 %(printed)s，各行之和为 %(sum)s，相差 %(difference)s（已声明的差额 %(declared)s）。", "合计等于各行之和；原文如此时在 differences 里写明差额。", "对照原文查各行；原文就不等，写 differences = {%(column)s = %(difference)s} 和 note。"),
        ("Column “%(column)s”: the total says %(printed)s, the rows sum to %(sum)s, a difference of %(difference)s (declared: %(declared)s).", "the total is the sum of the rows; if the document says otherwise, differences declares it.", "Compare with the original; if it is printed so, write differences = {%(column)s = %(difference)s} and a note."),
    ),
    "column_total": _wording(
        ("行“%(row)s”：“%(column)s”为 %(printed)s，各列之和为 %(sum)s，相差 %(difference)s（已声明的差额 %(declared)s）。", "等于 %(of)s 之和；原文如此时在 differences 里写明差额。", "对照原文查这一行；原文就不等，在 differences 里写 \"%(row)s\" = %(difference)s 和 note。"),
        ("Row “%(row)s”: “%(column)s” says %(printed)s, the columns sum to %(sum)s, a difference of %(difference)s (declared: %(declared)s).", "the sum of %(of)s; if the document says otherwise, differences declares it.", "Compare with the original; if it is printed so, write \"%(row)s\" = %(difference)s in differences and a note."),
    ),
    "ratio": _wording(
        ("行“%(row)s”：“%(column)s”为 %(printed)s，由 %(numerator)s 和 %(denominator)s 算得 %(sum)s，相差 %(difference)s（已声明的差额 %(declared)s）。", "二者相等（四舍五入）；原文如此时在 differences 里写明差额。", "对照原文查这一行；原文就不等，在 differences 里写 \"%(row)s\" = %(difference)s 和 note。"),
        ("Row “%(row)s”: “%(column)s” says %(printed)s, %(numerator)s and %(denominator)s give %(sum)s, a difference of %(difference)s (declared: %(declared)s).", "both equal (rounded half up); if the document says otherwise, differences declares it.", "Compare with the original; if it is printed so, write \"%(row)s\" = %(difference)s in differences and a note."),
    ),
    "unknown_total_row": _wording(
        ("没有合计行“%(name)s”。", "CSV 里有这一行。", "补上合计行，或改 row。"),
        ("There is no total row “%(name)s”.", "a line of the CSV.", "Add the row, or correct row."),
    ),
    # instruments
    "instrument_name_twice": _wording(
        ("评估工具“%(instrument)s”里编号“%(name)s”出现两次。", "指标、维度和特殊情形的编号各不相同。", "改其中一个。"),
        ("The instrument “%(instrument)s” uses the code “%(name)s” twice.", "items, dimensions and circumstances each have a code of their own.", "Change one."),
    ),
    "instrument_scores_of_item": _wording(
        ("评估工具“%(instrument)s”的指标“%(name)s”少于两个分值，或分值重复。", "每个选项一个分值，至少两个，各不相同。", "对照标准核对该指标的选项。"),
        ("The item “%(name)s” of “%(instrument)s” has fewer than two scores, or one twice.", "a score for each answer, at least two, all different.", "Compare its answers with the standard."),
    ),
    "instrument_points_without_level": _wording(
        ("评估工具“%(instrument)s”的“%(name)s”：%(points)s 分不属于任何等级。", "每个可能的得分属于一个等级。", "对照标准核对各等级的分数段。"),
        ("“%(name)s” of “%(instrument)s”: %(points)s points belong to no level.", "each number of points that can come about belongs to one level.", "Compare the spans of the levels with the standard."),
    ),
    "instrument_points_with_two_levels": _wording(
        ("评估工具“%(instrument)s”的“%(name)s”：%(points)s 分同属两个等级。", "每个可能的得分只属于一个等级。", "对照标准核对各等级的分数段。"),
        ("“%(name)s” of “%(instrument)s”: %(points)s points belong to two levels.", "each number of points belongs to one level only.", "Compare the spans of the levels with the standard."),
    ),
    "instrument_level_out_of_reach": _wording(
        ("评估工具“%(instrument)s”的“%(name)s”：没有任何得分能达到第 %(level)s 级。", "每个等级都有可能出现。", "对照标准核对该等级的分数段和指标分值。"),
        ("“%(name)s” of “%(instrument)s”: no answers make level %(level)s.", "each level can come about.", "Compare its span and the scores of the items with the standard."),
    ),
    "instrument_level_beyond_points": _wording(
        ("评估工具“%(instrument)s”的“%(name)s”：第 %(level)s 级超出了可能的得分（最多 %(most)s 分）。", "分数段不超出指标的合计分。", "对照标准核对满分，指标可能缺项或分值有误。"),
        ("“%(name)s” of “%(instrument)s”: level %(level)s lies beyond the points that there are (at most %(most)s).", "spans within the sum of the items.", "Compare the full score with the standard: an item may be missing, or a score wrong."),
    ),
    "instrument_level_twice": _wording(
        ("评估工具“%(instrument)s”的“%(name)s”：第 %(level)s 级出现两次。", "每个等级一个分数段。", "合并或改其中一个。"),
        ("“%(name)s” of “%(instrument)s”: level %(level)s appears twice.", "one span for each level.", "Join them, or change one."),
    ),
    "instrument_combination_without_classes": _wording(
        ("评估工具“%(instrument)s”按组合定级，但有维度没有分级。", "组合定级时每个维度都有 class。", "补上各维度的分级。"),
        ("“%(instrument)s” combines classes, but a dimension has none.", "classes for each dimension.", "Add them."),
    ),
    "instrument_combination_size": _wording(
        ("评估工具“%(instrument)s”的组合表行列数不对，应为 %(rows)s 行 %(columns)s 列。", "行是第一个维度的分级，列是其余维度中最重的分级。", "对照标准的组合表核对。"),
        ("The table of “%(instrument)s” must have %(rows)s rows and %(columns)s columns.", "rows are the classes of the first dimension, columns the worst class of the others.", "Compare it with the table of the standard."),
    ),
    "instrument_combination_falls": _wording(
        ("评估工具“%(instrument)s”的组合表第 %(row)s 行第 %(column)s 列（从 0 数起）比相邻较轻的情形等级还低。", "越重的情形等级不降低。", "对照标准的组合表核对。"),
        ("The table of “%(instrument)s” falls at row %(row)s, column %(column)s (counted from 0), though the case is heavier.", "a heavier case has no lower level.", "Compare it with the table of the standard."),
    ),
    "instrument_unknown_dimension": _wording(
        ("评估工具“%(instrument)s”的规则提到没有的维度“%(name)s”。", "本工具里有的维度。", "核对编号。"),
        ("A rule of “%(instrument)s” names the dimension “%(name)s”, which is not there.", "a dimension of the instrument.", "Check the code."),
    ),
    "instrument_no_rules": _wording(
        ("评估工具“%(instrument)s”按规则定级，但没有规则（%(name)s）。", "至少一条 rule。", "补上规则，或改 method。"),
        ("“%(instrument)s” goes by rules and has none (%(name)s).", "at least one rule.", "Add them, or change method."),
    ),
    "instrument_dimension_without_classes": _wording(
        ("评估工具“%(instrument)s”按规则定级，但维度“%(name)s”没有分级。", "每个维度都有 class。", "补上该维度的分级。"),
        ("“%(instrument)s” goes by rules, but “%(name)s” has no classes.", "classes for each dimension.", "Add them."),
    ),
    "instrument_circumstance_without_effect": _wording(
        ("评估工具“%(instrument)s”的特殊情形“%(name)s”要么不改变等级，要么同时写了提高和直接定级。", "raises 和 sets 二者写一个。", "对照标准保留一个。"),
        ("The circumstance “%(name)s” of “%(instrument)s” changes nothing, or both raises and sets the level.", "either raises or sets.", "Keep the one that the standard has."),
    ),
    "instrument_unknown_answer": _wording(
        ("评估工具“%(instrument)s”的特殊情形要求“%(name)s”得 %(score)s 分，但没有这个指标或分值。", "本工具里有的指标和分值。", "核对 needs。"),
        ("A circumstance of “%(instrument)s” needs “%(name)s” with %(score)s points, which is not there.", "an item and a score of the instrument.", "Check needs."),
    ),
    "instrument_unknown_scale": _wording(
        ("评估工具“%(instrument)s”的指标“%(name)s”引用了没有的选项组“%(scale)s”。", "本文件里的 scale。", "核对编号，或补上选项组。"),
        ("The item “%(name)s” of “%(instrument)s” refers to the scale “%(scale)s”, which is not there.", "a scale of the file.", "Check the code, or add the scale."),
    ),
    "instrument_points_of_dimension": _wording(
        ("评估工具“%(instrument)s”的维度“%(name)s”写明满分 %(points)s，各指标合计 %(most)s。", "二者相等。", "对照标准逐项核对分值。"),
        ("“%(name)s” of “%(instrument)s” says %(points)s points, its items come to %(most)s.", "both equal.", "Compare each score with the standard."),
    ),
    "instrument_points_of_all": _wording(
        ("评估工具“%(instrument)s”写明满分 %(points)s，各指标合计 %(most)s。", "二者相等。", "对照标准逐项核对分值。"),
        ("“%(instrument)s” says %(points)s points, its items come to %(most)s.", "both equal.", "Compare each score with the standard."),
    ),
    "instrument_level_without_name": _wording(
        ("评估工具“%(instrument)s”会得出第 %(level)s 级，但没有这个等级的名称。", "每个可能的等级都在 level 里。", "补上名称。"),
        ("“%(instrument)s” can come to level %(level)s, which has no name.", "each level that can come about stands in level.", "Add its name."),
    ),
    "instrument_level_without_points": _wording(
        ("评估工具“%(instrument)s”按总分定级，但等级“%(name)s”没有分数段。", "写明 low 和 high。", "对照标准补上。"),
        ("“%(instrument)s” goes by points, but the level “%(name)s” has none.", "low and high.", "Add them from the standard."),
    ),
    "scale_or_choices": _wording(
        ("指标“%(name)s”应当引用一个选项组，或自己列出选项，二者取一。", "scale 或 choice。", "删去多余的，或补上缺的。"),
        ("The item “%(name)s” must name a scale or list its answers, one of the two.", "scale or choice.", "Remove the one too many, or add the missing."),
    ),
    "low_and_high": _wording(
        ("“%(name)s”只写了分数段的一头。", "low 和 high 都写，或都不写。", "补上另一头。"),
        ("“%(name)s” states only one end of its span.", "both low and high, or neither.", "Add the other."),
    ),
    "more_medical_than_assessors": _wording(
        ("要求的医护背景评估人员 %(medical)s 名多于评估人员 %(assessors)s 名。", "medical 不大于 assessors。", "对照标准核对。"),
        ("More assessors with a medical profession (%(medical)s) are asked for than assessors (%(assessors)s).", "medical at most assessors.", "Compare with the standard."),
    ),
}  # fmt: skip

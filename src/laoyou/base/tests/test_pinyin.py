"""Characters read as pypinyin reads them, without its memory."""

import subprocess
import sys

from laoyou.base.pinyin import syllable


def test_every_character_reads_as_pypinyin_reads_it() -> None:
    from pypinyin import lazy_pinyin

    for point in [*range(0x3400, 0xA000), *range(0xF900, 0xFB00), *range(0x20000, 0x20400)]:
        found = lazy_pinyin(chr(point), v_to_u=False, errors="ignore")
        assert syllable(chr(point)) == (str(found[0]) if found else ""), hex(point)


def test_letters_and_signs_have_no_reading() -> None:
    assert [syllable(sign) for sign in "a1，·"] == ["", "", "", ""]


def test_reading_a_name_loads_no_table_of_phrases() -> None:
    code = "import sys; from laoyou.base.pinyin import syllable; print(syllable('永'), 'pypinyin' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=True)
    assert done.stdout.split() == ["yong", "False"]

"""The published sheets, byte for byte as pandas would write them cell by cell, and as a spreadsheet program opens them."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from functools import reduce
from itertools import zip_longest
from pathlib import Path
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

import duckdb
import pytest
from tables_factory import ALIBABA, WANG, WEIBO, Draft

from flows.tables import Store, publish
from flows.tables.declare import sheets, tables
from flows.tables.files import _plain, _safe, write_csv
from flows.tables.knowledge import _key_roles, _put
from flows.tables.publication import CSVS, TIMELINE, csv_columns

ROOT = Path(__file__).parents[3]
HOSTILE = (
    '=HYPERLINK("http://evil.example","点我")', "=1+1", "+1+1", "-2+3", "@SUM(A1:A9)", "\t=1+1", "=cmd|' /C calc'!A0", "\ufeff=2+2",
    "微博，“电商”", 'a,b "c"', "一行\n二行", "'引", "1,234", "2018-04", "12e5", "TRUE", "007", "|", "x|y", "\x07响铃", " 前后空白 ",
)  # fmt: skip


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A version whose every free text is hostile somewhere."""
    out = tmp_path_factory.mktemp("sheets")
    drafts = []
    for number, text in enumerate(HOSTILE):
        draft = Draft(f"{number:02}", f"第{number}篇文章，足够放下所有的位置。", title=text, author=text, source=text, keywords=(text, "电商"))
        draft.metric("-1.50", quote=text, period=str(2000 + number), said_by=WANG).metric("0.000001", subject=text or "空", unit=f"位{text}"[:4])
        draft.event("acquisition", f"{2000 + number}-04-02", {"acquirer": [ALIBABA, WEIBO], "target": [text]}, quote=text).issue("N020", message=text)
        drafts.append(draft.stored())
    with Store.open(out) as store:
        run = store.begin_run()
        store.add(run, drafts)
        return publish(store, out, run).version


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("name", [*CSVS, "timeline"])
def test_a_sheet_has_the_bytes_that_pandas_writes_from_its_cells(version: Path, tmp_path: Path, name: str) -> None:
    columns = sheets()[name].columns if name in sheets() else csv_columns(name)
    con = duckdb.connect()
    con.execute(f"ATTACH '{version / 'zhishi.duckdb'}' AS pub (READ_ONLY)")
    _put(con, "key_roles", _key_roles())
    rows = f"SELECT * FROM pub.{name}" if name in tables() else (ROOT / "flows" / "tables" / "timeline.sql").read_text("utf-8")
    rows += "" if name in tables() else f" ORDER BY {', '.join(TIMELINE)}"
    cells = f"SELECT {', '.join(f'{_plain(column)} AS {column.name}' for column in columns)} FROM ({rows})"
    safe = ", ".join(f"{_safe(column)} AS {column.name}" if column.free else column.name for column in columns)
    frame = con.sql(f"SELECT {safe} FROM ({cells})").to_arrow_table().to_pandas()
    frame.to_csv(tmp_path / "pandas.csv", index=False, encoding="utf-8-sig", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL, na_rep="")
    assert (version / "csv" / f"{name}.csv").read_bytes() == (tmp_path / "pandas.csv").read_bytes()
    assert len(frame) >= len(HOSTILE) or name == "entities"


def test_a_word_that_would_break_its_line_does_not(tmp_path: Path) -> None:
    con = duckdb.connect()
    period = "CASE i WHEN 0 THEN 'a' || chr(13) || chr(10) || 'b' WHEN 1 THEN 'c' || chr(31) WHEN 2 THEN '' END"
    rows = f"SELECT 'q' || i AS metric_id, {period} AS period FROM range(4) r(i)"
    table = tables()["metrics"]
    assert write_csv(con, [table["metric_id"], table["period"]], rows, tmp_path / "x.csv") == 4
    assert (tmp_path / "x.csv").read_bytes() == b"\xef\xbb\xbfmetric_id,period\r\nq0,a b\r\nq1,c \r\nq2,\r\nq3,\r\n"


def test_lines_stay_in_the_order_of_their_rows_however_many_threads_make_them(tmp_path: Path) -> None:
    rows = 500_000  # several row groups of the database
    con = duckdb.connect(config={"threads": 4})
    text = "CASE i % 5 WHEN 0 THEN '=1+' || i WHEN 1 THEN 'a,b' WHEN 2 THEN '一行' || chr(10) || '二行' ELSE '微博' END"
    con.execute(f"CREATE TABLE made AS SELECT 'q' || i AS metric_id, {text} AS quote FROM range({rows}) r(i)")
    table = tables()["metrics"]
    columns = [table["metric_id"], table["quote"]]
    assert write_csv(con, columns, "SELECT * FROM made", tmp_path / "as_they_are.csv") == rows
    assert [row[0] for row in cells(tmp_path / "as_they_are.csv")[1:]] == [f"q{i}" for i in range(rows)]
    write_csv(con, columns, "SELECT * FROM made", tmp_path / "sorted.csv", ["strlen(metric_id)", "metric_id"])
    assert (tmp_path / "sorted.csv").read_bytes() == (tmp_path / "as_they_are.csv").read_bytes()


@pytest.fixture(scope="module")
def office() -> str:
    """LibreOffice, installed first where that may be done."""
    done = subprocess.run(["sh", str(ROOT / "tests" / "tools" / "install_libreoffice.sh")], capture_output=True, text=True, check=False)
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip(f"no LibreOffice: {(done.stderr.strip() or 'the installation failed').splitlines()[-1]}")
    return program


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def opened(office: str, files: list[Path], folder: Path) -> list[list[list[tuple[str, str, str | None]]]]:
    """What LibreOffice makes of CSV files opened as comma-separated UTF-8: (kind, value, formula) of every cell."""
    command = [office, "--headless", f"-env:UserInstallation=file://{folder / 'profile'}", "--infilter=CSV:44,34,76", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(folder), *map(str, files)], check=True, capture_output=True, timeout=240)
    return [list(xlsx_rows(folder / f"{file.stem}.xlsx")) for file in files]


def xlsx_rows(path: Path) -> Iterator[list[tuple[str, str, str | None]]]:
    with ZipFile(path) as book:
        strings = ["".join(part.text or "" for part in item.iter(f"{MAIN}t")) for item in fromstring(book.read("xl/sharedStrings.xml"))]
        for row in fromstring(book.read("xl/worksheets/sheet1.xml")).iter(f"{MAIN}row"):
            made: list[tuple[str, str, str | None]] = []
            for cell in row:
                letters = "".join(filter(str.isalpha, cell.get("r", "")))
                place = reduce(lambda total, letter: 26 * total + ord(letter) - 64, letters, 0)
                made += [("s", "", None)] * (place - 1 - len(made))
                value, kind = cell.findtext(f"{MAIN}v") or "", cell.get("t", "n")
                made.append((kind, strings[int(value)] if kind == "s" and value else value, cell.findtext(f"{MAIN}f")))
            yield made


def shows(kind: str, value: str, written: str) -> bool:
    """Whether a cell as opened is what was written; a spreadsheet makes numbers and dates of texts that look like them."""
    if kind == "s" or not value:
        return value == written
    if kind == "b":
        return written.upper() == ("TRUE" if value == "1" else "FALSE")
    try:
        day = dt.date(1899, 12, 30) + dt.timedelta(days=int(Decimal(value)))
        return day.isoformat() == written or abs(Decimal(written.replace(",", "")) - Decimal(value)) <= abs(Decimal(value)) / 10**14
    except (ArithmeticError, ValueError):
        return False


@pytest.mark.slow
def test_a_spreadsheet_opens_every_cell_as_it_is_and_runs_none(version: Path, office: str, tmp_path: Path) -> None:
    trap = tmp_path / "trap.csv"
    trap.write_text("a\n=1+1\n", "utf-8")
    files = [version / "csv" / f"{name}.csv" for name in (*CSVS, "timeline", "changes", "schema")]
    *sheets_opened, trapped = opened(office, [*files, trap], tmp_path)
    assert trapped[1][0] == ("n", "2", "1+1"), "what is not escaped does run"
    compared = 0
    for file, rows in zip(files, sheets_opened, strict=True):
        written = cells(file)
        assert len(rows) == len(written), file.name
        for row, expected in zip(rows, written, strict=True):
            for (kind, value, formula), cell in zip_longest(row, expected, fillvalue=("s", "", None)):
                assert formula is None, (file.name, cell)
                assert shows(kind, value, cell), (file.name, kind, value, cell)
                compared += 1
    assert compared > 3000

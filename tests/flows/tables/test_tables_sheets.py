"""The published sheets, byte for byte as pandas would write them cell by cell, and as a spreadsheet program opens them."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from tables_factory import ALIBABA, WANG, WEIBO, Draft

from flows.tables import Store, publish
from flows.tables.declare import sheets, tables
from flows.tables.files import _cell, write_csv
from flows.tables.publish import CSVS, csv_columns

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
    rows = f"SELECT * FROM pub.{name}" if name in tables() else (ROOT / "flows" / "tables" / "timeline.sql").read_text("utf-8")
    frame = con.sql(f"SELECT {', '.join(f'{_cell(column)} AS {column.name}' for column in columns)} FROM ({rows})").to_arrow_table().to_pandas()
    for column in frame.columns:
        frame[column] = frame[column].map(lambda cell: " ".join(cell.split("\n")) if isinstance(cell, str) else cell)  # of a unit
    frame.to_csv(tmp_path / "pandas.csv", index=False, encoding="utf-8-sig", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL, na_rep="")
    assert (version / "csv" / f"{name}.csv").read_bytes() == (tmp_path / "pandas.csv").read_bytes()
    assert len(frame) >= len(HOSTILE) or name == "entities"


def test_a_word_that_would_break_its_line_does_not(tmp_path: Path) -> None:
    con = duckdb.connect()
    rows = "SELECT 'q' || i AS metric_id, CASE i WHEN 0 THEN 'a' || chr(13) || chr(10) || 'b' WHEN 1 THEN 'c' || chr(31) WHEN 2 THEN '' END AS unit FROM range(4) r(i)"
    table = tables()["metrics"]
    assert write_csv(con, [table["metric_id"], table["unit"]], rows, tmp_path / "x.csv") == 4
    assert (tmp_path / "x.csv").read_bytes() == b"\xef\xbb\xbfmetric_id,unit\r\nq0,a  b\r\nq1,c \r\nq2,\r\nq3,\r\n"


@pytest.fixture(scope="module")
def office() -> str:
    """LibreOffice, installed first where that may be done."""
    done = subprocess.run(["sh", str(ROOT / "tests" / "tools" / "install_libreoffice.sh")], capture_output=True, text=True, check=False)
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip(f"no LibreOffice: {(done.stderr.strip() or 'the installation failed').splitlines()[-1]}")
    return program


@pytest.mark.slow
def test_a_spreadsheet_shows_every_cell_as_it_is_and_runs_none(version: Path, office: str, tmp_path: Path) -> None:
    names = [*CSVS, "timeline", "changes", "schema"]
    for kind, folder in (("xlsx", tmp_path / "xlsx"), ("ods", tmp_path / "ods")):
        # 44,34,76: comma, quote, UTF-8; the last of the options shows dates and figures as a person gets them by opening the file
        command = [office, "--headless", f"-env:UserInstallation=file://{tmp_path / 'profile'}", "--convert-to", kind, "--infilter=CSV:44,34,76"]
        files = [str(version / "csv" / f"{name}.csv") for name in names]
        subprocess.run([*command, "--outdir", str(folder), *files], check=True, capture_output=True, timeout=240)
        for name in names:
            opened, formulas = (xlsx_cells if kind == "xlsx" else ods_cells)(folder / f"{name}.{kind}")
            assert formulas == [], (kind, name)
            written = cells(version / "csv" / f"{name}.csv")
            assert len(opened) == len(written), (kind, name)
            for row, expected in zip(opened, written, strict=True):
                for shown, cell in zip(row + [""] * (len(expected) - len(row)), expected, strict=False):
                    assert shown == cell or is_same_value(shown, cell), (kind, name, shown, cell)

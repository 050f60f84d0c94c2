"""Makes the pictures of the README from published samples: the report page, and a table in a terminal.

    python -m tests.tools.screenshots outputs        # after: zhishi run corpus/samples; needs tests/tools/install_chromium.sh
"""

from __future__ import annotations

import html
import sys
import tempfile
import unicodedata
from pathlib import Path

from tests.tools.chromium import chromium
from tests.tools.write_examples import ROOT, run_query

IMAGES = ROOT / "docs" / "images"
LARGEST = 300_000  # bytes of a picture
TERMINAL = """<!DOCTYPE html><meta charset="utf-8"><style>
body {{ margin: 0; background: #1b2430; }} pre {{ margin: 0; padding: 18px 22px; width: max-content; color: #e8ecf2;
font: 13px/18px "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace; }} i {{ display: inline-block; font-style: normal; width: 8px; height: 18px;
vertical-align: top; text-align: center; }} i.w {{ width: 16px; }}
</style><pre>{printed}</pre><script>document.documentElement.dataset.ready = "yes"</script>"""


def take(out: Path) -> list[Path]:
    """Write the pictures of what is published under `out`; gives where they lie."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    report, table = IMAGES / "report.png", IMAGES / "table.png"
    with chromium() as page, tempfile.TemporaryDirectory() as folder:
        page.open(out / "current" / "report.html", "#lang=en&sort=contested", width=1280, height=1010)
        page.run("document.documentElement.style.scrollBehavior = 'auto'; document.getElementById('figures').scrollIntoView(); document.activeElement.blur()")
        page.run("new Promise((done) => setTimeout(done, 300))")
        page.screenshot(report)
        terminal = Path(folder) / "terminal.html"
        printed = run_query("facts", out, [])
        terminal.write_text(TERMINAL.format(printed=_cells(f"$ zhishi query facts\n{printed}")), encoding="utf-8")
        page.open(terminal, width=1400, height=320)
        width, height = page.run("((r) => [Math.ceil(r.width), Math.ceil(r.height)])(document.querySelector('pre').getBoundingClientRect())")
        page.open(terminal, width=width, height=height)
        page.screenshot(table)
    for picture in (report, table):
        if picture.stat().st_size > LARGEST:
            raise RuntimeError(f"{picture} has {picture.stat().st_size} bytes, {LARGEST} are allowed")
    return [report, table]


def _cells(text: str) -> str:
    """Each character in a cell of its own, a Chinese one in two, as a terminal does it."""
    wide = {"W": ' class="w"', "F": ' class="w"'}
    return "".join("\n" if c == "\n" else f"<i{wide.get(unicodedata.east_asian_width(c), '')}>{html.escape(c)}</i>" for c in text)


if __name__ == "__main__":
    for picture in take(Path(sys.argv[1] if len(sys.argv) > 1 else "outputs")):
        print(picture.relative_to(ROOT), picture.stat().st_size)

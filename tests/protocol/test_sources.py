"""Citations of docs/sources.md in comments."""

from pathlib import Path
import re

ROOT = Path(__file__).parents[2]
FACTS = set(re.findall(r"^\*\*([NH]\d+) ", (ROOT / "docs" / "sources.md").read_text(), re.MULTILINE))
CODE = sorted((ROOT / "custom_components").rglob("*.py"))


def test_every_cited_fact_exists() -> None:
    cited = {
        (source.name, number)
        for source in CODE
        for citation in re.findall(r"docs/sources\.md ((?:[NH]\d+(?:, | and )?)+)", source.read_text())
        for number in re.findall(r"[NH]\d+", citation)
    }
    assert cited
    assert not [place for place in cited if place[1] not in FACTS]


def test_no_comment_cites_unavailable_documents() -> None:
    elsewhere = re.compile(r"field guide|\bguide, part|\((?:Hucoms |Netwave )?manual,? [\d(]", re.IGNORECASE)
    assert not [source.name for source in CODE if elsewhere.search(source.read_text())]

"""No import circles in the integration and the simulator, including type-checking imports."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def _imported(source: Path) -> Iterator[Path]:
    """Yield the files that a module imports relatively."""
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = source.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            for name in node.names:
                for path in (folder / f"{name.name}.py", folder / name.name / "__init__.py"):
                    if path.is_file():
                        yield path
                        break
                else:
                    module = folder.with_suffix(".py")
                    yield module if module.is_file() else folder / "__init__.py"


@pytest.mark.parametrize("package", ["custom_components/ip_camera_cgi", "simulator"])
def test_no_circles(package: str) -> None:
    graph = {source: set(_imported(source)) - {source} for source in (ROOT / package).rglob("*.py")}
    assert sum(map(len, graph.values())) > 100
    assert set().union(*graph.values()) <= graph.keys()
    TopologicalSorter(graph).prepare()


def test_circle_is_detected(tmp_path: Path) -> None:
    (tmp_path / "first.py").write_text("from .second import thing\n")
    (tmp_path / "second.py").write_text("def late():\n    from . import first\n")
    graph = {source: set(_imported(source)) for source in tmp_path.glob("*.py")}
    with pytest.raises(CycleError):
        TopologicalSorter(graph).prepare()

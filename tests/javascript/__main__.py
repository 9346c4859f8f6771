"""Lint and types of the components' JavaScript, each component as the browser gets it: one module of several files."""

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from unittest.mock import patch

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def modules() -> dict[str, str]:
    """By component, the JavaScript that its Python module hands to Streamlit."""
    given = {}

    def component(name, *, js="", **_):
        given[name] = js

    with patch("streamlit.components.v2.component", component):
        for package in sorted(ROOT.glob("pages/_*/__init__.py")):
            import_module(f"pages.{package.parent.name}")
    return {name: js for name, js in given.items() if js}


def files_of(js: str, scripts: dict[str, str]) -> list[str]:
    """The files that a module is made of, in its order."""
    files = sorted((file for file, text in scripts.items() if text in js), key=lambda file: js.index(scripts[file]))
    assert "\n".join(scripts[file] for file in files) == js, f"a component is not just its files: {files}"
    return files


def published() -> str:
    """The chart library in static/ is the published one, byte for byte; else what is wrong."""
    [ours] = ROOT.glob("static/plotly-cartesian-*.min.js")
    package = HERE / "node_modules" / "plotly.js-cartesian-dist-min"
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    same = ours.read_bytes() == (package / "plotly-cartesian.min.js").read_bytes()
    return "" if same and version in ours.name else f"{ours.name} is not {package.name} {version}"


def main() -> int:
    paths = sorted([*ROOT.glob("pages/_*.js"), *ROOT.glob("pages/_*/*.js")])
    scripts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    components = [{"name": name, "files": files_of(js, scripts)} for name, js in modules().items()]
    unused = set(scripts).difference(*(component["files"] for component in components))
    assert not unused, f"scripts of no component: {sorted(unused)}"
    assert not published(), published()
    command = ["node", str(HERE / "check.js")]
    return subprocess.run(command, input=json.dumps(components), text=True, cwd=ROOT, check=False).returncode


sys.exit(main())

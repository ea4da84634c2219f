"""What `lineup run` would do: DVC's status without what always runs, and with changed code."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lineup.code import memory, written
from lineup.errors import LineupError
from lineup.files import read_json
from lineup.repro import locking, pipeline
from lineup.schema import valid
from lineup.words import joined

CHECK = Path("data/check")
ALWAYS = "always changed"


def changed() -> dict[str, str]:
    """Return the stages that would run, with why. LineupError where params.yaml is wrong or DVC fails."""
    stages, study = pipeline.stages(), valid.load().model_dump(mode="json")
    locking.require_writable()
    found = of_code(stages, study)
    for name, reasons in asked_of_dvc().items():
        texts = [reason for one in reasons for reason in said(one)]
        if texts:
            found[name] = "; ".join([*filter(None, [found.get(name)]), *texts])
    order = pipeline.names(stages, study)
    return {
        name: found[name]
        for name in sorted(found, key=lambda name: order.index(name) if name in order else -1)
    }


def of_code(stages: Mapping[str, Any], study: Mapping[str, Any]) -> dict[str, str]:
    """Return the stages whose code or params differ from what check has written."""
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))  # where the package `stages` lies
    memory.load(memory.FILE)
    new = json.loads(written.files(stages, study)[written.DIGESTS])
    old = read_json(CHECK / written.DIGESTS) if (CHECK / written.DIGESTS).is_file() else {}
    names = pipeline.names(stages, study)
    return {name: "code or params" for name in names if part(new, name) != part(old, name)}


def part(digests: Mapping[str, Any], name: str) -> Any:
    stage, _, key = name.partition("@")
    own = digests.get(stage)
    return own.get(key) if key and own else own


def asked_of_dvc() -> dict[str, list[Any]]:
    command = [sys.executable, "-m", "dvc", "status", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return dict(json.loads(done.stdout))
    except ValueError:
        if locking.DVC_SAYS in done.stderr:
            locking.refuse()  # raises what the system says where it has no locks
            raise LineupError(locking.SAID) from None
        raise LineupError(f"dvc status failed: {done.stderr.strip() or done.stdout.strip()}") from None


def said(reason: Any) -> list[str]:
    """Return one of DVC's reasons in words; [] for what always runs, and for digests, told otherwise."""
    if reason == ALWAYS:
        return []
    if not isinstance(reason, dict):
        return [str(reason)]
    lines = []
    for kind, paths in reason.items():
        names = [str(path) for path in paths if str(path) != f"{CHECK.as_posix()}/{written.DIGESTS}"]
        if names:
            lines.append(f"{'input' if kind == 'changed deps' else 'output'} {joined(names, 3)}")
    return lines

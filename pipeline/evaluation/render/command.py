"""``./adriel render-examples``: draws the example cases."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from pipeline.evaluation.render.cases import EXAMPLES, files


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="adriel render-examples", description="Draw the example cases.")
    parser.add_argument("--out", type=Path, default=Path("examples"), help="folder to write to (default: examples)")
    parser.add_argument("--seed", type=int, default=0, help="another table and grain (default: 0, the shipped ones)")
    names = [example.name for example in EXAMPLES]
    parser.add_argument("--only", choices=names, action="append", help="draw this example alone; may be repeated")
    return parser


def main(args: Sequence[str]) -> int:
    """Write each example into a folder of its own; rendering again writes the same bytes."""
    options = _parser().parse_args(args)
    for example in EXAMPLES:
        if options.only and example.name not in options.only:
            continue
        folder: Path = options.out / example.name
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files(example, options.seed):
            (folder / name).write_bytes(content)
            print(f"{folder / name}  {len(content) / 1024:.0f} kB")
    return 0

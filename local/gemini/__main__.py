"""``./adriel gemini-stand-in``: a stand-in Gemini until Ctrl-C."""

import argparse
import sys
import threading
from collections.abc import Sequence

from local.gemini import SCENARIOS, GeminiStandIn


def main(words: Sequence[str]) -> int:
    """Start it, print where it is, and wait."""
    parser = argparse.ArgumentParser(prog="adriel gemini-stand-in", description="A stand-in Gemini on loopback.")
    parser.add_argument(
        "--scenario", default="good", help=f"one, or several with commas, one a request: {', '.join(SCENARIOS)}"
    )
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before every answer")
    parser.add_argument("--port", type=int, default=0, help="0 for any free one")
    chosen = parser.parse_args(words)
    try:
        stand_in = GeminiStandIn(chosen.scenario, chosen.delay, port=chosen.port)
    except (ValueError, OSError, OverflowError) as fault:
        parser.error(str(fault))
    with stand_in:
        print(f"A stand-in Gemini answers at {stand_in.url} ({chosen.scenario}). In another shell:")
        print(f"export GEMINI_BASE_URL={stand_in.url}")
        print("export GEMINI_API_KEY=stand-in", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            print(f"\n{stand_in.requests} requests.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

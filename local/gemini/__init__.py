"""A stand-in for Gemini, for tests and trials: a real HTTP server on this machine's loopback.

It speaks ``generateContent`` as the Gemini API and Vertex AI do, checks what it is sent as strictly as they do, and
answers by scenario. It looks at no picture: its findings are made up, and its ``modelVersion`` says ``stand-in``.

    with GeminiStandIn("429,good") as gemini:
        …  # ask at gemini.url; gemini.requests counts

On the command line: ``./adriel gemini-stand-in --scenario good``.
"""

from local.gemini.scenarios import SCENARIOS
from local.gemini.server import GeminiStandIn

__all__ = ["SCENARIOS", "GeminiStandIn"]

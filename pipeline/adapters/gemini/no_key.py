"""A vision model for those who have none."""

from pipeline.ports import Answered, NoAnswer, Question


class NoKey:
    """Answers nothing and says why. It passes: a key can be added, and the case asked again."""

    name = "none"

    def ask(self, question: Question, *, deadline: float) -> Answered | NoAnswer:  # noqa: ARG002  (the port's signature)
        """Say that there is no key."""
        return NoAnswer(why="no key", passing=True)

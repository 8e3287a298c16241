"""Faults, by who can mend them.

::

    AdrielError
    ├── SubmissionError          the submitter can mend it; each has a code and a remedy
    └── PipelineError            ours to mend
        ├── Retriable            will pass; carries ``retry_after``
        ├── RecordsMissing       a stage ran before its inputs were there
        ├── AttemptsExhausted    the part ended its worker too often
        └── Misconfigured        a setting is missing or unsafe; names it

Expected outcomes (a blurred photo, no answer from Gemini, not enough evidence) are values, not errors.

``args`` are always the constructor's arguments: Celery's JSON result backend rebuilds an exception from ``args``
alone, and anything kept elsewhere would come back wrong without a word.
"""


class AdrielError(Exception):
    """Root of the tree."""


class SubmissionError(AdrielError):
    """Something that was handed in cannot be used.

    :param code: namespaced, for instance ``claim:unknown_field``.
    :param message: says what is wrong and what to do.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return self.message


class PipelineError(AdrielError):
    """Something of ours went wrong."""


class Retriable(PipelineError):
    """Will pass by itself.

    :param why: for the log; no private data.
    :param retry_after: seconds to wait before trying again.
    """

    def __init__(self, why: str, retry_after: float = 1.0) -> None:
        super().__init__(why, retry_after)
        self.why = why
        self.retry_after = retry_after

    def __str__(self) -> str:
        return self.why


class RecordsMissing(PipelineError):
    """A stage was started before the records it reads were written.

    :param stage: the stage that was started.
    :param missing: the parts that are not there.
    """

    def __init__(self, stage: str, missing: list[str]) -> None:
        super().__init__(stage, missing)
        self.stage = stage
        self.missing = missing

    def __str__(self) -> str:
        return f"{self.stage} started without the records of {', '.join(self.missing)}"


class AttemptsExhausted(PipelineError):
    """A part of a case was begun as often as allowed and never ended.

    :param stage: for instance ``preprocess``.
    :param part: which photo or examiner.
    :param attempts: how often it was begun.
    """

    def __init__(self, stage: str, part: str, attempts: int) -> None:
        super().__init__(stage, part, attempts)
        self.stage = stage
        self.part = part
        self.attempts = attempts

    def __str__(self) -> str:
        return f"{self.stage} was begun {self.attempts} times and never ended"


class Misconfigured(PipelineError):
    """A setting is missing, contradictory or unsafe where it is used.

    :param setting: the environment variable.
    :param remedy: what to do.
    """

    def __init__(self, setting: str, remedy: str) -> None:
        super().__init__(setting, remedy)
        self.setting = setting
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.setting}: {self.remedy}"

"""A client that has what was to be sent delivered: messages go through the real broker, and out of it again."""

import json
import re
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.core import mail
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.test import APIClient

from marketplace.config.celery import QUEUE, app
from marketplace.users.models import User
from marketplace.users.services import sessions
from tests.support import broker

PASSWORD = "seven quiet hands"
NEW_PASSWORD = "eleven loud bezels"


@dataclass
class Api:
    """Sends requests, and has the messages that follow from them carried out."""

    committed: Any
    messages: list[list[Any]] = field(default_factory=list)
    client: APIClient = field(default_factory=lambda: APIClient(raise_request_exception=False))

    @classmethod
    def fresh(cls, committed: Any) -> "Api":
        """Return one that delivers nothing that other tests have left."""
        broker.forget()
        return cls(committed)

    def __call__(self, method: str, path: str, said: Any = None, token: str | None = None) -> Response:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        with self.committed(execute=True):
            answer = self.client.generic(
                method, f"/api/v1/{path}", json.dumps(said), content_type="application/json", headers=headers
            )
        self._deliver()
        return answer

    def post(self, path: str, said: Any = None, token: str | None = None) -> Response:
        return self("POST", path, said, token)

    def get(self, path: str, token: str | None = None) -> Response:
        return self("GET", path, None, token)

    def _deliver(self) -> None:
        with app.connection_for_read() as connection:
            queue = app.amqp.queues[QUEUE](connection.channel())
            while (message := queue.get(no_ack=True)) is not None:
                args = message.decode()[0]
                self.messages.append(args)
                app.tasks[message.headers["task"]].run(*args)


def new(email: str = "", **fields: Any) -> User:
    """Return an account whose address is confirmed."""
    email = email or f"{uuid.uuid4().hex[:8]}@example.org"
    return User.objects.create_user(email, PASSWORD, **{"confirmed_at": timezone.now(), **fields})


def access(user: User) -> str:
    return sessions.pair(user).access


def token_in(letter: mail.EmailMessage) -> str:
    found = re.search(r"^\S{40,}$", str(letter.body), re.MULTILINE)
    assert found, letter.body
    return found[0]


def code(answer: Response) -> str:
    return str(answer.json()["code"])

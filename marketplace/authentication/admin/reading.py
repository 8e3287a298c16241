"""What is shown below a case or a reference set: read, and never edited."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from marketplace.authentication.models import Appeal, CaseEvent, Examination, Photo, ReferencePhoto, Review
from marketplace.authentication.states import Action, State
from marketplace.common.admin import History


class Events(History):
    """The events of a case, the newest first."""

    model = CaseEvent
    ordering = ("-number",)
    fields = ("number", "at", "examination", "what", "actor")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> Any:  # noqa: ANN401 - Django's stub asks for the parent's type
        """Return them with who did it."""
        return super().get_queryset(request).select_related("actor")

    @admin.display(description="what")
    def what(self, event: CaseEvent) -> str:
        """Return what happened, in few words."""
        match event.kind:
            case CaseEvent.Kind.STATE:
                said = [Action(event.action).label, "→", State(event.state).label, event.note]
            case CaseEvent.Kind.PROGRESS:
                took = f"{event.ms} ms" if event.ms else ""
                said = [event.stage, event.part, event.state, took, event.note]
            case _:
                said = [event.note]
        return " ".join(filter(None, said))


class Examinations(History):
    """The examinations of a case."""

    model = Examination
    ordering = ("-number",)
    fields = ("number", "kind", "outcome", "assurance", "certificate", "fault", "dispatches", "sent_at", "ended_at")
    readonly_fields = fields


class Reviews(History):
    """Who reviewed a case, and when. What they decided stands in the report once all have."""

    model = Review
    ordering = ("-taken_at",)
    fields = ("examination", "expert", "taken_at", "decided_at", "released_at")
    readonly_fields = fields


class Appeals(History):
    """What the owner objected to."""

    model = Appeal
    ordering = ("-created_at",)
    fields = ("examination", "reason", "created_at")
    readonly_fields = fields


class Photos(History):
    """The photos of a case: what they are of, never the pictures."""

    model = Photo
    ordering = ("pk",)
    fields = ("label", "content_type", "size", "examination", "created_at", "removed_at")
    readonly_fields = fields


class ReferencePhotos(History):
    """The photos of a reference set."""

    model = ReferencePhoto
    ordering = ("view", "ordinal")
    fields = ("label", "content_type", "size", "created_at")
    readonly_fields = fields

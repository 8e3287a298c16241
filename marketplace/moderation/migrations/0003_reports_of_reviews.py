"""Reports of reviews on which nobody has decided yet are taken over."""

from typing import Any, ClassVar

from django.db import migrations


def take_over(apps: Any, _editor: Any) -> None:  # noqa: ANN401 - Django's own
    """Make a matter of each review that is reported, with its reports."""
    matters, reports = (apps.get_model("moderation", name) for name in ("Matter", "Report"))
    waiting = apps.get_model("directory", "ReviewReport").objects.filter(decided_at=None).order_by("created_at", "pk")
    for each in waiting:
        about = {"kind": "review", "about": str(each.review_id)}
        matter, _ = matters.objects.get_or_create(closed_at=None, **about)
        matter.reported += 1
        matter.save(update_fields=["reported"])
        reports.objects.create(matter=matter, by_id=each.by_id, reason="other", text=each.reason, **about)


class Migration(migrations.Migration):
    """Before the table that they were kept in goes."""

    dependencies: ClassVar = [
        ("moderation", "0002_events_are_append_only"),
        ("directory", "0002_what_operations_took_down"),
    ]
    operations: ClassVar = [migrations.RunPython(take_over, migrations.RunPython.noop)]

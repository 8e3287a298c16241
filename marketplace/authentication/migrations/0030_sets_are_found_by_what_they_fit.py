"""Reference sets are found by what they fit; operations have permissions of their own."""

from typing import ClassVar

from django.db import migrations, models

PERMISSIONS = [
    ("requeue_case", "Can queue failed cases again"),
    ("assign_case", "Can assign cases to experts"),
    ("decide_certificate", "Can revoke, suspend and restore certificates"),
]


class Migration(migrations.Migration):
    """Fields that a set needs before it can be published, and what the admin's actions ask for."""

    dependencies: ClassVar = [("authentication", "0003_events_are_append_only")]
    operations: ClassVar = [
        migrations.AlterModelOptions("case", {"permissions": PERMISSIONS}),
        migrations.RemoveIndex("referenceset", "authenticat_brand_253779_idx"),
        migrations.AddField("referenceset", "fits", models.CharField(blank=True, max_length=250)),
        migrations.AddField("referenceset", "model", models.CharField(blank=True, max_length=120)),
        migrations.AddField(
            "referenceset", "source", models.CharField(default="", max_length=240), preserve_default=False
        ),
        migrations.AddIndex("referenceset", models.Index(fields=["fits", "state"], name="sets_by_what_they_fit")),
        migrations.AddField("referencephoto", "ordinal", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("referencephoto", "size", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddConstraint(
            "referencephoto",
            models.UniqueConstraint(fields=["reference_set", "view", "ordinal"], name="photos_of_a_set_are_distinct"),
        ),
    ]

"""A listing may carry a certificate."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """One certificate a listing, found by its id when it changes."""

    dependencies: ClassVar = [
        ("listings", "0011_searches_read_entries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("certificate", models.CharField(db_index=True, max_length=80)),
                ("comparison", models.CharField(blank=True, max_length=64)),
                ("said", models.CharField(blank=True, max_length=64)),
                ("attached_at", models.DateTimeField(auto_now_add=True)),
                (
                    "attached_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "listing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attachment", to="listings.listing"
                    ),
                ),
            ],
            options={"ordering": ["-attached_at"]},
        ),
    ]

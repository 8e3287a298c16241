"""Buyers ask for fresh photos."""

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.listings.models.photos


class Migration(migrations.Migration):
    """One ask at a time."""

    dependencies: ClassVar = [
        ("listings", "0013_photos_that_stand_elsewhere"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.CreateModel(
            name="PossessionAsk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("time", models.CharField(max_length=5)),
                (
                    "key",
                    models.CharField(
                        default=marketplace.listings.models.photos.new_key, editable=False, max_length=48, unique=True
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("worked_on", "worked on"),
                            ("answered", "answered"),
                            ("lapsed", "lapsed"),
                        ],
                        default="asked",
                        max_length=9,
                    ),
                ),
                ("bearing", models.CharField(blank=True, max_length=12)),
                ("said", models.CharField(blank=True, max_length=500)),
                ("has_picture", models.BooleanField(default=False)),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="asks", to="listings.listing"
                    ),
                ),
            ],
            options={"ordering": ["-asked_at"]},
        ),
        migrations.AddConstraint(
            model_name="possessionask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["asked", "worked_on"])),
                fields=("listing",),
                name="one_possession_photo_is_asked_at_a_time",
            ),
        ),
    ]

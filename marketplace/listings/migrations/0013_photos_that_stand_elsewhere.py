"""A photo that stands in two people's listings or cases is flagged."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Each pair once."""

    dependencies: ClassVar = [("listings", "0012_certificates_beside_listings")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="PhotoFlag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case", models.CharField(blank=True, max_length=40)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "other",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="flagged_by",
                        to="listings.listingphoto",
                    ),
                ),
                (
                    "photo",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="flags", to="listings.listingphoto"
                    ),
                ),
            ],
            options={"ordering": ["-created_at"]},
        ),
        migrations.AddConstraint(
            model_name="photoflag",
            constraint=models.UniqueConstraint(
                fields=["photo", "other", "case"], nulls_distinct=False, name="a_photo_is_flagged_once_for_each_other"
            ),
        ),
    ]

"""When a reference set was handed in: after a while a worker is told again."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """The time."""

    dependencies: ClassVar = [("authentication", "0031_a_submission_is_known_again")]
    operations: ClassVar = [
        migrations.AddField("referenceset", "sent_at", models.DateTimeField(blank=True, null=True)),
    ]

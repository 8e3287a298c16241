"""Open pages hear of what nobody says, too: an end by time, another holder."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two times, both looked for."""

    dependencies: ClassVar = [("listings", "0014_fresh_photos")]
    operations: ClassVar = [
        migrations.AddField("attachment", "until", models.DateTimeField(blank=True, db_index=True, null=True)),
        migrations.AddField("attachment", "looked_at", models.DateTimeField(blank=True, db_index=True, null=True)),
    ]

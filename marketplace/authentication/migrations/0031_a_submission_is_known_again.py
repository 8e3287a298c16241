"""A repeated submission is known by its key."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("authentication", "0030_sets_are_found_by_what_they_fit")]
    operations = [
        migrations.AddField("examination", "submission_key", models.CharField(blank=True, max_length=64)),
    ]

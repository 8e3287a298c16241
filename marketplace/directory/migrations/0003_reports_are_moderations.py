"""Reports of reviews are kept where reports of everything are."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Once moderation has taken them over, their table is not needed any more."""

    dependencies: ClassVar = [
        ("directory", "0002_what_operations_took_down"),
        ("moderation", "0003_reports_of_reviews"),
    ]
    operations: ClassVar = [migrations.DeleteModel(name="ReviewReport")]

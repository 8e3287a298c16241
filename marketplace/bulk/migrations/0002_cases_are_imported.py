import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("authentication", "0033_when_a_set_was_handed_in"),
        ("bulk", "0001_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="import",
            name="is_submitting",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="import",
            name="of",
            field=models.CharField(
                choices=[("listings", "listings"), ("cases", "cases")], default="listings", max_length=8
            ),
        ),
        migrations.AddField(
            model_name="row",
            name="case",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="authentication.case"
            ),
        ),
        migrations.AlterField(
            model_name="row",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("made", "made"),
                    ("there", "there already"),
                    ("refused", "refused"),
                    ("waiting", "waits for room"),
                    ("submitted", "submitted"),
                ],
                max_length=9,
            ),
        ),
        migrations.CreateModel(
            name="CaseName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="authentication.case"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("owner", "name"), name="one_case_a_name_of_its_owner")],
            },
        ),
    ]

"""Repairs, service books, and who may read them."""

import uuid
from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import pipeline.intake


class Migration(migrations.Migration):
    """The tables."""

    initial = True

    dependencies: ClassVar = [
        ("authentication", "0033_when_a_set_was_handed_in"),
        ("listings", "0001_listings"),
        ("users", "0002_letters_are_signed_and_kept_nowhere"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Repair",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=pipeline.intake.new_id, editable=False, max_length=40, primary_key=True, serialize=False
                    ),
                ),
                ("email", models.EmailField(blank=True, db_index=True, max_length=254)),
                ("watch", models.CharField(blank=True, max_length=64)),
                ("title", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("consented", "consented"),
                            ("declined", "declined"),
                            ("cancelled", "cancelled"),
                            ("done", "done"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("link_hash", models.CharField(blank=True, max_length=64)),
                ("link_expires_at", models.DateTimeField(blank=True, null=True)),
                (
                    "consented_by",
                    models.CharField(blank=True, choices=[("account", "account"), ("link", "link")], max_length=8),
                ),
                ("consented_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="repair", to="authentication.case"
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repairs",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="repairs", to="users.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ServiceBook",
            fields=[
                (
                    "id",
                    models.CharField(
                        default=pipeline.intake.new_id, editable=False, max_length=40, primary_key=True, serialize=False
                    ),
                ),
                ("watch", models.CharField(max_length=64, unique=True)),
                ("brand", models.CharField(max_length=120)),
                ("model", models.CharField(blank=True, max_length=120)),
                ("reference", models.CharField(max_length=120)),
                ("last_entry", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="service_books",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BookTransfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code_hash", models.CharField(max_length=64, unique=True)),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="transfers", to="repairs.servicebook"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BookShown",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("readable", models.BooleanField(default=False)),
                (
                    "listing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shown_book", to="listings.listing"
                    ),
                ),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="shown_on", to="repairs.servicebook"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BookReader",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("link_hash", models.CharField(blank=True, db_index=True, max_length=64)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="readers", to="repairs.servicebook"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BookEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("work", models.JSONField()),
                ("at", models.DateTimeField()),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "repair",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entry", to="repairs.repair"
                    ),
                ),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="repairs.servicebook"
                    ),
                ),
            ],
            options={
                "ordering": ["book", "number"],
            },
        ),
        migrations.AddIndex(
            model_name="repair",
            index=models.Index(fields=["shop", "-created_at"], name="repairs_rep_shop_id_708323_idx"),
        ),
        migrations.AddConstraint(
            model_name="repair",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["consented", "done"]), _negated=True),
                    ("consented_at__isnull", False),
                    _connector="OR",
                ),
                name="nothing_is_done_without_consent",
            ),
        ),
        migrations.AddConstraint(
            model_name="booktransfer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("accepted_at", None), ("withdrawn_at", None)),
                fields=("book",),
                name="one_open_offer_a_book",
            ),
        ),
        migrations.AddConstraint(
            model_name="bookreader",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("email", ""), _negated=True), ("link_hash", "")),
                    models.Q(("email", ""), models.Q(("link_hash", ""), _negated=True)),
                    _connector="OR",
                ),
                name="account_or_link",
            ),
        ),
        migrations.AddConstraint(
            model_name="bookreader",
            constraint=models.UniqueConstraint(
                condition=models.Q(("email", ""), _negated=True), fields=("book", "email"), name="one_reader_an_address"
            ),
        ),
        migrations.AddConstraint(
            model_name="bookentry",
            constraint=models.UniqueConstraint(fields=("book", "number"), name="service_book_entries_are_numbered"),
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models

import klankbord.trust.ballots.models


class Migration(migrations.Migration):
    dependencies = [
        ("trust", "0003_vault"),
    ]

    operations = [
        migrations.CreateModel(
            name="MeasuredAttribute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("attribute", models.CharField(max_length=120, unique=True)),
                ("n_questions", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="BallotRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40, unique=True)),
                ("subject", models.CharField(max_length=120)),
                ("options", models.JSONField(verbose_name="options")),
                ("opens_at", models.DateTimeField(verbose_name="opens")),
                ("closes_at", models.DateTimeField(verbose_name="closes")),
                (
                    "is_counted_openly",
                    models.BooleanField(
                        default=False,
                        help_text="Then the exact numbers are published. Say so before people vote.",
                        verbose_name="everybody can count it again",
                    ),
                ),
                ("least", models.PositiveSmallIntegerField()),
                ("n_entitled", models.PositiveIntegerField()),
                ("public_key", models.BinaryField()),
                ("sealed_key", models.BinaryField()),
                ("is_closed", models.BooleanField(default=False)),
                ("n_issued", models.PositiveIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("root", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("opens_at__lt", models.F("closes_at"))),
                        name="ballot_round_lasts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("least__gte", 5)), name="ballot_round_floor"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisclosureLimit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("score", "score"), ("share", "share"), ("theme", "theme")],
                        max_length=10,
                        unique=True,
                        verbose_name="kind of figure",
                    ),
                ),
                ("least", models.PositiveSmallIntegerField(verbose_name="least number of people")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("least__gte", 5)), name="disclosure_floor"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DisclosureRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[("score", "score"), ("share", "share"), ("theme", "theme")],
                        max_length=10,
                    ),
                ),
                ("least", models.PositiveSmallIntegerField()),
                ("closes_at", models.DateTimeField()),
                (
                    "attribute",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rounds",
                        to="trust.measuredattribute",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ToldGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("partition", models.CharField(max_length=120)),
                ("label", models.CharField(max_length=200)),
                ("n_people", models.PositiveIntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("sealed", models.BinaryField()),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="told",
                        to="trust.disclosureround",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Ballot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        default=klankbord.trust.ballots.models.random_id,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("token_hash", models.CharField(max_length=64)),
                ("token", models.CharField(max_length=64)),
                ("prefix", models.CharField(max_length=64)),
                ("signature", models.CharField(max_length=1024)),
                ("choice", models.CharField(blank=True, max_length=60)),
                ("nonce", models.CharField(blank=True, max_length=64)),
                ("commitment", models.CharField(max_length=64)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ballots",
                        to="trust.ballotround",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("round"), models.F("token_hash"), name="ballot_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DisclosureAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("partition", models.CharField(max_length=120)),
                ("figures", models.JSONField()),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="trust.disclosureround",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("round"), models.F("partition"), name="disclosure_answer_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IssuedToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        default=klankbord.trust.ballots.models.random_id,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("member_hash", models.CharField(max_length=64)),
                ("blinded_hash", models.CharField(max_length=64)),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="issued",
                        to="trust.ballotround",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("round"), models.F("member_hash"), name="ballot_token_once"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="disclosureround",
            constraint=models.UniqueConstraint(
                models.F("attribute"),
                models.F("kind"),
                models.F("key"),
                name="disclosure_round_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosureround",
            constraint=models.CheckConstraint(
                condition=models.Q(("least__gte", 5)), name="disclosure_round_floor"
            ),
        ),
        migrations.AddConstraint(
            model_name="toldgroup",
            constraint=models.UniqueConstraint(
                models.F("round"),
                models.F("partition"),
                models.F("label"),
                name="disclosure_told_once",
            ),
        ),
    ]

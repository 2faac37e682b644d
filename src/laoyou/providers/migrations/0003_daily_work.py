import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_imports"),
        ("providers", "0002_one_occupant_at_a_time"),
    ]

    operations = [
        migrations.AddField(
            model_name="bed",
            name="state",
            field=models.CharField(default="open", max_length=12),
        ),
        migrations.AddField(
            model_name="bed",
            name="state_reason",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="bed",
            name="state_since",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="childcareclass",
            name="capacity",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="facility",
            name="bed_capacity",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="facility",
            name="owner",
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name="facility",
            name="place_capacity",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="licence",
            name="answer",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="licence",
            name="confirmation",
            field=models.CharField(default="confirmed", max_length=12),
        ),
        migrations.AddField(
            model_name="licence",
            name="decided_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="licence",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="licence",
            name="entered_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="licence",
            name="entered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="bed",
            index=models.Index(fields=["facility", "room"], name="bed_facility_room"),
        ),
        migrations.AddConstraint(
            model_name="bed",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "closed", "taken_out"])), name="bed_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="bed",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "open"), ("actual", False), _connector="OR"),
                name="bed_out_of_service_is_not_actual",
            ),
        ),
        migrations.AddConstraint(
            model_name="bed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "taken_out"), _negated=True),
                    models.Q(("approved", False), ("filed", False)),
                    _connector="OR",
                ),
                name="bed_taken_out_counts_nowhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="childcareclass",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity__isnull", True), ("capacity__gt", 0), _connector="OR"),
                name="class_capacity_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="licence",
            constraint=models.CheckConstraint(
                condition=models.Q(("confirmation__in", ["waiting", "confirmed", "returned"])),
                name="licence_confirmation_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="licence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    ("entered_by__isnull", True),
                    models.Q(("decided_by", models.F("entered_by")), _negated=True),
                    _connector="OR",
                ),
                name="licence_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="licence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmation", "returned"), _negated=True),
                    models.Q(("answer", ""), _negated=True),
                    _connector="OR",
                ),
                name="licence_returned_says_why",
            ),
        ),
        migrations.CreateModel(
            name="Estate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("search_key", models.CharField(max_length=400)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("developer", models.CharField(blank=True, max_length=120)),
                ("households", models.PositiveIntegerField(blank=True, null=True)),
                ("floor_area_m2", models.DecimalField(blank=True, decimal_places=1, max_digits=11, null=True)),
                ("approved_on", models.DateField(blank=True, null=True)),
                ("old", models.BooleanField(default=False)),
                ("example", models.BooleanField(default=False)),
                (
                    "area",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.area"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["area", "name", "id"], name="estate_area_name")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="estate_has_name"),
                    models.UniqueConstraint(fields=("area", "name"), name="estate_once"),
                    models.CheckConstraint(
                        condition=models.Q(("floor_area_m2__isnull", True), ("floor_area_m2__gt", 0), _connector="OR"),
                        name="estate_floor_area_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FacilityProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("confirmation", models.CharField(default="confirmed", max_length=12)),
                ("entered_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=200)),
                ("changes", models.TextField()),
                ("reason", models.CharField(max_length=200)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="providers.facility"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("confirmation__in", ["waiting", "confirmed", "returned"])),
                        name="facilityproposal_confirmation_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            ("entered_by__isnull", True),
                            models.Q(("decided_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="facilityproposal_decided_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmation", "returned"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="facilityproposal_returned_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("confirmation", "waiting")),
                        fields=("facility",),
                        name="proposal_one_waiting",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IdlePremises",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("search_key", models.CharField(max_length=400)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("owner", models.CharField(max_length=120)),
                ("former_use", models.CharField(max_length=24)),
                ("floor_area_m2", models.DecimalField(decimal_places=1, max_digits=9)),
                ("storeys", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("free_from", models.DateField()),
                ("free_to", models.DateField(blank=True, null=True)),
                ("longitude", models.FloatField(blank=True, null=True)),
                ("latitude", models.FloatField(blank=True, null=True)),
                ("x", models.FloatField(blank=True, null=True)),
                ("y", models.FloatField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("state", models.CharField(default="idle", max_length=12)),
                ("example", models.BooleanField(default=False)),
                (
                    "area",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.area"),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_premises",
                        to="providers.facility",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["area", "name", "id"], name="premises_area_name"),
                    models.Index(fields=["state", "id"], name="premises_state"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="premises_has_name"),
                    models.UniqueConstraint(fields=("area", "name"), name="premises_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "former_use__in",
                                (
                                    "school",
                                    "office",
                                    "public_rental",
                                    "training_centre",
                                    "factory",
                                    "commercial",
                                    "health",
                                    "village_hall",
                                    "other",
                                ),
                            )
                        ),
                        name="premises_former_use_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("idle", "taken", "withdrawn"))), name="premises_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("floor_area_m2__gt", 0)), name="premises_floor_area_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("free_to__isnull", True), ("free_from__lt", models.F("free_to")), _connector="OR"
                        ),
                        name="premises_free_from_before_to",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("facility__isnull", True), ("state", "taken"), _connector="OR"),
                        name="premises_facility_has_taken_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(
                                ("latitude__gte", -90),
                                ("latitude__lte", 90),
                                ("longitude__gte", -180),
                                ("longitude__lte", 180),
                            ),
                            _connector="OR",
                        ),
                        name="premises_position_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InsurancePolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("confirmation", models.CharField(default="confirmed", max_length=12)),
                ("entered_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=200)),
                ("kind", models.CharField(max_length=16)),
                ("insurer", models.CharField(max_length=120)),
                ("number", models.CharField(max_length=60)),
                ("starts_on", models.DateField()),
                ("expires_on", models.DateField()),
                ("sum_fen", models.BigIntegerField(blank=True, null=True)),
                ("example", models.BooleanField(default=False)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="insurance", to="providers.facility"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["expires_on"], name="insurance_expiry")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("confirmation__in", ["waiting", "confirmed", "returned"])),
                        name="insurancepolicy_confirmation_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            ("entered_by__isnull", True),
                            models.Q(("decided_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="insurancepolicy_decided_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmation", "returned"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="insurancepolicy_returned_says_why",
                    ),
                    models.UniqueConstraint(fields=("facility", "kind", "number"), name="insurance_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("liability", "fire", "accident", "food_safety", "employer"))),
                        name="insurance_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number", ""), _negated=True), name="insurance_has_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("starts_on__lte", models.F("expires_on"))),
                        name="insurance_starts_before_expiry",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sum_fen__isnull", True), ("sum_fen__gt", 0), _connector="OR"),
                        name="insurance_sum_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OperatingContract",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner", models.CharField(max_length=120)),
                ("form", models.CharField(max_length=16)),
                ("chosen_by", models.CharField(max_length=24)),
                ("number", models.CharField(blank=True, max_length=80)),
                ("signed_on", models.DateField()),
                ("starts_on", models.DateField()),
                ("expires_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("ended_why", models.CharField(blank=True, max_length=200)),
                ("reserved_beds", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("fee_fen", models.BigIntegerField(blank=True, null=True)),
                ("deposit_fen", models.BigIntegerField(blank=True, null=True)),
                ("example", models.BooleanField(default=False)),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contracts", to="providers.facility"
                    ),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contracts", to="providers.provider"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["expires_on"], name="contract_expiry")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("form__in", ("entrusted", "lease", "tot", "bot", "rot", "cooperation"))),
                        name="contract_form_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("chosen_by__in", ("open_tender", "quality_selection", "negotiation", "direct", "unknown"))
                        ),
                        name="contract_chosen_by_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("owner", ""), _negated=True), name="contract_has_owner"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_on__lte", models.F("expires_on")), ("starts_on__lte", models.F("expires_on"))
                        ),
                        name="contract_starts_before_expiry",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_on__isnull", True), ("ended_why", "")),
                            models.Q(
                                ("ended_on__gt", models.F("starts_on")),
                                ("ended_on__lte", models.F("expires_on")),
                                models.Q(("ended_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="contract_ended_within_its_term",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("fee_fen__isnull", True), ("fee_fen__gte", 0), _connector="OR"),
                            models.Q(("deposit_fen__isnull", True), ("deposit_fen__gte", 0), _connector="OR"),
                        ),
                        name="contract_money_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaceOccupancy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("resident_id", models.BigIntegerField(blank=True, null=True)),
                ("began_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("example", models.BooleanField(default=False)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="occupancies",
                        to="providers.childcareplace",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["place", "began_on"], name="enrolment_place"),
                    models.Index(fields=["resident_id"], name="enrolment_child"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)), fields=("place",), name="place_one_child"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on__isnull", True), ("began_on__lt", models.F("ended_on")), _connector="OR"
                        ),
                        name="enrolment_began_before_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PriceFiling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("confirmation", models.CharField(default="confirmed", max_length=12)),
                ("entered_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=200)),
                ("item", models.CharField(max_length=24)),
                ("name", models.CharField(blank=True, max_length=60)),
                ("amount_fen", models.BigIntegerField()),
                ("unit", models.CharField(max_length=8)),
                ("filed_on", models.DateField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("number", models.CharField(blank=True, max_length=60)),
                ("example", models.BooleanField(default=False)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="prices", to="providers.facility"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("confirmation__in", ["waiting", "confirmed", "returned"])),
                        name="pricefiling_confirmation_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            ("entered_by__isnull", True),
                            models.Q(("decided_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="pricefiling_decided_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmation", "returned"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="pricefiling_returned_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "item__in",
                                (
                                    "bed",
                                    "care",
                                    "meals",
                                    "childcare_full_day",
                                    "childcare_half_day",
                                    "childcare_hourly",
                                    "day_care",
                                    "deposit",
                                    "other",
                                ),
                            )
                        ),
                        name="price_item_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit__in", ("month", "day", "time", "hour", "once"))),
                        name="price_unit_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount_fen__gte", 0)), name="price_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_from__lt", models.F("valid_to")), _connector="OR"
                        ),
                        name="price_from_before_to",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("confirmation", "confirmed"), ("valid_to__isnull", True)),
                        fields=("facility", "item", "name"),
                        name="price_one_in_force",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20)),
                ("floor", models.CharField(blank=True, max_length=20)),
                ("capacity", models.PositiveSmallIntegerField()),
                ("example", models.BooleanField(default=False)),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rooms", to="providers.facility"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("facility", "number"), name="room_number_once"),
                    models.CheckConstraint(condition=models.Q(("number", ""), _negated=True), name="room_has_number"),
                    models.CheckConstraint(condition=models.Q(("capacity__gt", 0)), name="room_capacity_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="EstateDuty",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=32)),
                ("required_m2", models.DecimalField(decimal_places=1, max_digits=9)),
                ("clause", models.CharField(max_length=200)),
                ("built_m2", models.DecimalField(blank=True, decimal_places=1, max_digits=9, null=True)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("planned_on", models.DateField(blank=True, null=True)),
                ("built_on", models.DateField(blank=True, null=True)),
                ("accepted_on", models.DateField(blank=True, null=True)),
                ("handed_over_on", models.DateField(blank=True, null=True)),
                ("in_use_on", models.DateField(blank=True, null=True)),
                ("used_as", models.CharField(blank=True, max_length=120)),
                ("state", models.CharField(default="due", max_length=12)),
                ("example", models.BooleanField(default=False)),
                (
                    "estate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="providers.estate"
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="estate_duties",
                        to="providers.facility",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["state", "estate"], name="duty_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                (
                                    "care_home",
                                    "town_care_centre",
                                    "community_care_station",
                                    "village_mutual_aid_point",
                                    "day_care_centre",
                                    "canteen",
                                    "meal_point",
                                    "childcare_centre",
                                    "kindergarten_nursery_class",
                                    "home_childcare",
                                    "care_complex",
                                    "old_young_complex",
                                    "embedded_home",
                                    "estate_point",
                                    "nursing_station",
                                    "market_day_canteen",
                                    "central_kitchen",
                                    "parenting_station",
                                    "mother_and_baby_facility",
                                ),
                            )
                        ),
                        name="duty_kind_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("required_m2__gt", 0)), name="duty_required_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("clause", ""), _negated=True), name="duty_says_by_which_clause"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("built_m2__isnull", True), ("built_m2__gt", 0), _connector="OR"),
                        name="duty_built_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("built_on__isnull", True), ("planned_on__lte", models.F("built_on")), _connector="OR"
                        ),
                        name="duty_built_on_after_planned_on",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("accepted_on__isnull", True), ("built_on__lte", models.F("accepted_on")), _connector="OR"
                        ),
                        name="duty_accepted_on_after_built_on",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("handed_over_on__isnull", True),
                            ("accepted_on__lte", models.F("handed_over_on")),
                            _connector="OR",
                        ),
                        name="duty_handed_over_on_after_accepted_on",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("in_use_on__isnull", True), ("handed_over_on__lte", models.F("in_use_on")), _connector="OR"
                        ),
                        name="duty_in_use_on_after_handed_over_on",
                    ),
                ],
            },
        ),
    ]

from datetime import date

import django.contrib.postgres.constraints
from django.contrib.postgres.fields import RangeOperators
from django.db import migrations, models

import subscriptions.models.periods

PERIOD = (subscriptions.models.periods.DateRange("from_on", "until_on", models.Value("[)")), RangeOperators.OVERLAPS)


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0010_life_of_a_membership")]

    operations = [
        migrations.AlterModelOptions(
            name="fee",
            options={
                "ordering": ["level", "country", "from_on", "pk"],
                "verbose_name": "fee",
                "verbose_name_plural": "fees",
            },
        ),
        migrations.AddField(
            model_name="fee",
            name="country",
            field=models.CharField(blank=True, default="", max_length=2, verbose_name="country"),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="fee", name="level_has_one_fee_at_a_time"),
        migrations.AddConstraint(
            model_name="fee",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                name="level_has_one_fee_in_a_country_at_a_time",
                expressions=[("level", RangeOperators.EQUAL), ("country", RangeOperators.EQUAL), PERIOD],
            ),
        ),
        migrations.AddConstraint(
            model_name="fee",
            constraint=models.CheckConstraint(
                condition=models.Q(("currency__regex", "^[A-Z]{3}$")), name="fee_has_a_currency"
            ),
        ),
        migrations.AlterModelOptions(
            name="levelbenefit",
            options={
                "ordering": ["benefit", "level", "from_on", "pk"],
                "verbose_name": "benefit of a level",
                "verbose_name_plural": "benefits of levels",
            },
        ),
        # What stands in the tables was promised to everybody so far.
        migrations.AddField(
            model_name="levelbenefit",
            name="from_on",
            field=models.DateField(default=date(2020, 1, 1), verbose_name="from"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="levelbenefit",
            name="until_on",
            field=models.DateField(blank=True, null=True, verbose_name="until"),
        ),
        migrations.RemoveConstraint(model_name="levelbenefit", name="level_has_a_benefit_once"),
        migrations.AddConstraint(
            model_name="levelbenefit",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                name="level_has_a_benefit_once_at_a_time",
                expressions=[("level", RangeOperators.EQUAL), ("benefit", RangeOperators.EQUAL), PERIOD],
            ),
        ),
    ]

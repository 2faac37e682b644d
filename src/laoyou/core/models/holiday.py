"""The working calendar, which staff may edit."""

from django.db import models


class CalendarDay(models.Model):
    """A day whose working state differs from its weekday: a holiday on a Tuesday, a working Sunday."""

    date = models.DateField(primary_key=True)
    working = models.BooleanField()
    name = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.date} {self.name}"

"""Views of lists that somebody keeps."""

from django.db import models


class SavedView(models.Model):
    """What an account asked of a list, under a name of its own: filters and sorting, never a search text, which may hold a name."""

    account = models.ForeignKey("core.Account", on_delete=models.CASCADE, related_name="saved_views")
    list_name = models.CharField(max_length=60)
    title = models.CharField(max_length=40)
    path = models.CharField(max_length=200)
    query = models.CharField(max_length=2000, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "list_name", "title"], name="saved_view_title_once"),
            models.CheckConstraint(condition=~models.Q(title=""), name="saved_view_has_title"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def url(self) -> str:
        """The list as it was saved."""
        return f"{self.path}?{self.query}" if self.query else self.path

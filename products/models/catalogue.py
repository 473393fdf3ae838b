from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from products import serials


class ProductQuerySet(models.QuerySet["Product"]):
    def registrable(self) -> "ProductQuerySet":
        return self.filter(is_registrable=True)

    def with_hints(self) -> "ProductQuerySet":
        """Annotate each product with what its serial numbers look like, by itself or by its category, as `hint`."""
        of_category = CategoryHint.objects.filter(category=models.OuterRef("category")).values("serial_hint")
        own = models.functions.NullIf("serial_hint", models.Value(""))
        return self.annotate(
            hint=models.functions.Coalesce(own, models.Subquery(of_category[:1]), models.Value(""))
        )

    def with_points(self, *, on: date) -> "ProductQuerySet":
        """Annotate each product with its points for a registration made on that day, as `points_now`."""
        return self.annotate(points_now=points_of("pk", on=on))


def points_of(product: str, *, on: date) -> models.functions.Coalesce:
    """Build the expression for what the product in the named column is worth on that day."""
    values = PointValue.objects.filter(product=models.OuterRef(product)).in_force(on=on).values("points")[:1]
    return models.functions.Coalesce(models.Subquery(values), 0)


class Product(models.Model):
    """A model that Canon sells or sold."""

    class Category(models.TextChoices):
        CAMERA = "camera", _("Cameras")
        LENS = "lens", _("Lenses")
        CINEMA = "cinema", _("Cinema cameras")
        CINEMA_LENS = "cinema-lens", _("Cinema lenses")
        BROADCAST_LENS = "broadcast-lens", _("Broadcast lenses")
        CAMCORDER = "camcorder", _("Camcorders")
        FLASH = "flash", _("Flashes")
        PRINTER = "printer", _("Printers")
        SCANNER = "scanner", _("Scanners")
        PROJECTOR = "projector", _("Projectors")
        BINOCULARS = "binoculars", _("Binoculars")
        ACCESSORY = "accessory", _("Accessories")
        CONSUMABLE = "consumable", _("Consumables")

    name = models.CharField(_("model"), max_length=120, unique=True)
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    launch_year = models.PositiveSmallIntegerField(_("launched in"), null=True, blank=True)
    is_registrable = models.BooleanField(_("can be registered"), default=True)
    serial_hint = models.CharField(_("what its serial number looks like"), max_length=120, blank=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["category", "name", "pk"]

    def __str__(self) -> str:
        return self.name

    def points_on(self, day: date) -> int:
        """Return what a registration made on that day brings."""
        return self.point_values.in_force(on=day).values_list("points", flat=True).first() or 0

    @property
    def shape(self) -> str:
        """What its serial numbers look like in the catalogue's words: its own, or those of its category."""
        if not hasattr(self, "hint"):
            of_category = CategoryHint.objects.filter(category=self.category).values_list(
                "serial_hint", flat=True
            )
            return self.serial_hint or of_category.first() or ""
        return str(self.hint)

    @property
    def serial_shape(self) -> str:
        """What its serial number looks like, in the reader's language."""
        return serials.said(self.shape)


class PointValueQuerySet(models.QuerySet["PointValue"]):
    def in_force(self, *, on: date) -> "PointValueQuerySet":
        """The values that have begun by that day, the one that counts first."""
        return self.filter(from_on__lte=on).order_by("-from_on", "-pk")


class PointValue(models.Model):
    """What a model is worth from a day on; a registration keeps the value of the day it was made."""

    class Source(models.TextChoices):
        PUBLISHED = "published", _("published")
        ESTIMATE = "estimate", _("estimate")
        NONE = "none", _("no points")

    product = models.ForeignKey(
        Product, models.CASCADE, related_name="point_values", verbose_name=_("product")
    )
    points = models.PositiveIntegerField(_("points"))
    source = models.CharField(_("source"), max_length=20, choices=Source.choices)
    from_on = models.DateField(_("from"))

    objects = PointValueQuerySet.as_manager()

    class Meta:
        verbose_name = _("point value")
        verbose_name_plural = _("point values")
        ordering = ["product", "-from_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["product", "from_on"], name="product_has_one_value_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.points}"


class Alias(models.Model):
    """Another way of writing a model's name, folded as `products.names.folded` does."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="aliases", verbose_name=_("product"))
    folded = models.CharField(_("folded name"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ["product", "folded"]

    def __str__(self) -> str:
        return self.folded


class CategoryHint(models.Model):
    """What the serial numbers of a category look like, where a model says nothing of its own."""

    category = models.CharField(_("category"), max_length=20, choices=Product.Category.choices, unique=True)
    serial_hint = models.CharField(
        _("what its serial number looks like"),
        max_length=120,
        help_text=_(
            "For example “10 or 12 digits” or “4 letters + 5 digits”: other numbers are asked about once."
        ),
    )

    class Meta:
        verbose_name = _("serial numbers of a category")
        verbose_name_plural = _("serial numbers of categories")
        ordering = ["category"]

    def __str__(self) -> str:
        return str(self.get_category_display())

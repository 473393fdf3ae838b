"""What staff see of the gear; importing the modules registers their pages."""

from products.admin import gear, legacy, papers

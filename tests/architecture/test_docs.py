import re

from cps_portal.settings import BASE_DIR


def variables(text: str) -> set[str]:
    return set(re.findall(r"\bCPS_[A-Z_]+\b", text))


def test_every_variable_is_explained_and_no_other() -> None:
    settings = (BASE_DIR / "cps_portal" / "settings.py").read_text()
    assert variables((BASE_DIR / "docs" / "operations.md").read_text()) == variables(settings)


def test_the_index_names_every_page() -> None:
    folder = BASE_DIR / "docs"
    index = (folder / "README.md").read_text()
    assert {page.name for page in folder.glob("*.md")} - {"README.md"} <= set(
        re.findall(r"\]\((\w+\.md)\)", index)
    )


def test_the_readme_fits_on_one_screen() -> None:
    assert len((BASE_DIR / "README.md").read_text().splitlines()) <= 80

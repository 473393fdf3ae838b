from importlinter.cli import lint_imports

from cps_portal.settings import BASE_DIR


def test_apps_import_downhill_only() -> None:
    assert lint_imports(config_filename=str(BASE_DIR / "pyproject.toml"), no_cache=True) == 0

"""Settings: complete, or the portal does not start; all faults are named at once."""

import pytest

from decisions.config import DEMO_SECRET_KEY, SettingsError, load_settings

PRODUCTION = {
    "DECISIONS_PROFILE": "production",
    "DECISIONS_SECRET_KEY": "s" * 40,
    "DECISIONS_DATA_KEY": "d" * 40,
    "DECISIONS_BASE_URL": "https://example.cn",
    "DECISIONS_MAIL_URL": "smtp://localhost:25",
    "DECISIONS_MAIL_SENDER": "no-reply@example.cn",
    **{
        f"DECISIONS_SITE_{name}": "x"
        for name in (
            *("NAME", "SHORT_NAME", "DISTRICT", "DOMAIN", "HOST_UNIT"),
            *("CONTACT", "IDCODE", "ICP", "POLICE_RECORD"),
        )
    },
}


def test_the_demonstration_needs_nothing(tmp_path) -> None:
    settings = load_settings({"DECISIONS_INSTANCE": str(tmp_path)})
    assert settings.is_demo
    assert settings.database_url == f"sqlite:///{tmp_path}/decisions.sqlite3"
    assert "演示" in settings.site.icp


def test_a_complete_production_starts() -> None:
    assert not load_settings(PRODUCTION).is_demo


@pytest.mark.parametrize("missing", sorted(set(PRODUCTION) - {"DECISIONS_PROFILE"}))
def test_an_incomplete_production_names_what_it_lacks(missing: str) -> None:
    environ = {name: value for name, value in PRODUCTION.items() if name != missing}
    with pytest.raises(SettingsError, match=missing):
        load_settings(environ)


def test_production_refuses_the_default_secret() -> None:
    with pytest.raises(SettingsError, match="DECISIONS_SECRET_KEY"):
        load_settings({**PRODUCTION, "DECISIONS_SECRET_KEY": DEMO_SECRET_KEY})


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"DECISIONS_PROFILE": "staging", "DECISIONS_WORKERS": "many"})
    assert "DECISIONS_PROFILE" in str(caught.value)
    assert "DECISIONS_WORKERS" in str(caught.value)

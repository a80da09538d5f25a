"""Settings: a missing or wrong one stops the start with a sentence, a right one is taken as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.secret import secret_key
from shared.settings import Settings, SettingsError


def test_without_any_setting_it_serves_this_machine_only_from_a_folder_here() -> None:
    settings = Settings.from_env({"PATH": "/bin", "HOME": "/root"})
    assert settings == Settings(
        data=Path("var").absolute(), database_url=f"sqlite:///{Path('var').absolute()}/tonsai.db", redis_url=None,
        bind="127.0.0.1", port=8080, base_url=None, hosts=frozenset(), demo=False, https=False, trusted_proxies=0,
        clock_offset_s=0, log="info",
    )  # fmt: skip
    assert settings.is_sqlite


def test_every_setting_is_taken() -> None:
    settings = Settings.from_env(
        {
            "TONSAI_DATA": "/srv/tonsai", "TONSAI_DATABASE_URL": "postgresql://db/tonsai",
            "TONSAI_REDIS_URL": "redis://localhost", "TONSAI_BIND": "10.0.0.2", "TONSAI_PORT": "9000",
            "TONSAI_BASE_URL": "https://queue.example/", "TONSAI_DEMO": "1", "TONSAI_HTTPS": "1",
            "TONSAI_TRUSTED_PROXIES": "1", "TONSAI_CLOCK_OFFSET_S": "-3600",
            "TONSAI_HOSTS": "kiosk.example, Other.Example,", "TONSAI_LOG": "warning",
        }
    )  # fmt: skip
    assert settings == Settings(
        data=Path("/srv/tonsai"), database_url="postgresql+psycopg://db/tonsai", redis_url="redis://localhost",
        bind="10.0.0.2", port=9000, base_url="https://queue.example", demo=True, https=True, trusted_proxies=1,
        clock_offset_s=-3600, hosts=frozenset({"queue.example", "kiosk.example", "other.example"}),
        log="warning",
    )  # fmt: skip
    assert not settings.is_sqlite


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TONSAI_PROT", "8080", "TONSAI_PROT is not a setting of Tonsai; known are "),
        ("TONSAI_PORT", "http", "TONSAI_PORT must be a whole number, not 'http'."),
        ("TONSAI_PORT", "", "TONSAI_PORT must be a whole number, not ''."),
        ("TONSAI_PORT", "0", "TONSAI_PORT must lie between 1 and 65535, not 0."),
        ("TONSAI_PORT", "65536", "TONSAI_PORT must lie between 1 and 65535, not 65536."),
        ("TONSAI_HTTPS", "yes", "TONSAI_HTTPS must be 0 or 1, not 'yes'."),
        ("TONSAI_DEMO", "true", "TONSAI_DEMO must be 0 or 1, not 'true'."),
        (
            "TONSAI_DATABASE_URL",
            "mysql://x",
            "TONSAI_DATABASE_URL must begin with sqlite:/// or postgresql://.",
        ),
        ("TONSAI_REDIS_URL", "localhost", "TONSAI_REDIS_URL must begin with redis:// or unix://."),
        ("TONSAI_LOG", "loud", "TONSAI_LOG must be debug, info, warning or error, not 'loud'."),
        ("TONSAI_HOSTS", "a b", "TONSAI_HOSTS must be names without port, with commas between: not 'a b'."),
        ("TONSAI_HOSTS", "a:80", "TONSAI_HOSTS must be names without port, with commas between: not 'a:80'."),
        ("TONSAI_BASE_URL", "queue.example", "TONSAI_BASE_URL must begin with http:// or https://."),
        ("TONSAI_TRUSTED_PROXIES", "6", "TONSAI_TRUSTED_PROXIES must lie between 0 and 5, not 6."),
        (
            "TONSAI_CLOCK_OFFSET_S",
            "60",
            "TONSAI_CLOCK_OFFSET_S is for the demo only; a real office keeps the real time.",
        ),
    ],
)
def test_a_wrong_setting_stops_with_a_sentence_that_names_it(name: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({name: value})
    assert str(caught.value).startswith(sentence)
    assert str(caught.value).endswith(".")


def test_the_secret_is_made_once_is_long_and_belongs_to_its_owner(tmp_path: Path) -> None:
    first = secret_key(tmp_path / "data")
    assert (len(first), secret_key(tmp_path / "data")) == (64, first)
    assert (tmp_path / "data" / "secret").stat().st_mode & 0o777 == 0o600
    assert secret_key(tmp_path / "other") != first

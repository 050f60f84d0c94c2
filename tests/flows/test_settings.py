"""Flags win over the environment, the environment over zhishi.toml, and `config` says which it was."""

from __future__ import annotations

import pytest

from flows.settings import Settings, WrongSettings, load, origins, sha


@pytest.fixture(autouse=True)
def room(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ZHISHI_{name.upper()}", raising=False)
    return tmp_path


def test_flags_win_over_environment_and_environment_over_file(room, monkeypatch):
    (room / "zhishi.toml").write_text("workers = 1\nbatch_size = 11\nkeep_versions = 3\n")
    monkeypatch.setenv("ZHISHI_WORKERS", "2")
    monkeypatch.setenv("ZHISHI_BATCH_SIZE", "22")
    settings = load(workers=4, batch_size=None)
    assert (settings.workers, settings.batch_size, settings.keep_versions, settings.time_limit) == (4, 22, 3, 120)
    found = {row.name: row.origin for row in origins(settings, workers=4, batch_size=None)}
    assert found["workers"] == "flag --workers"
    assert found["batch_size"] == "environment ZHISHI_BATCH_SIZE"
    assert found["keep_versions"] == "zhishi.toml"
    assert found["time_limit"] == "default"


@pytest.mark.parametrize("text", ['text_columns = ["本文", "text"]', 'text_columns = "本文, text"'])
def test_columns_are_lists_or_words_with_commas(room, text):
    (room / "zhishi.toml").write_text(text, "utf-8")
    assert load().text_columns == ("本文", "text")


def test_columns_come_from_the_environment_too(monkeypatch):
    monkeypatch.setenv("ZHISHI_URL_COLUMNS", "网址,url")
    assert load().url_columns == ("网址", "url")


@pytest.mark.parametrize(
    ("text", "told"),
    [("wokers = 2", "wokers"), ('workers = "many"', "workers"), ("workers = -1", "workers"), ("workers = ", "zhishi.toml")],
)
def test_a_wrong_setting_is_one_line_that_names_it(room, text, told):
    (room / "zhishi.toml").write_text(text)
    with pytest.raises(WrongSettings, match=told) as caught:
        load()
    assert "\n" not in str(caught.value)


def test_the_hash_changes_with_the_named_settings_only():
    assert sha(load(recogniser="lac"), ("recogniser",)) == sha(load(recogniser="lac", workers=3), ("recogniser",))
    assert sha(load(recogniser="lac"), ("recogniser",)) != sha(load(recogniser="none"), ("recogniser",))
    assert sha(load()) != sha(load(workers=3))

"""One master secret, three keys, and a file that only we may read."""

from __future__ import annotations

import hashlib
import hmac
import multiprocessing
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.privacy.keys import FILE_NAME, Keys, KeysError, derive_keys, load_keys

SECRET = "a secret of at least thirty-two characters"


def test_the_same_secret_gives_the_same_keys(tmp_path: Path) -> None:
    assert load_keys(tmp_path, SECRET) == load_keys(tmp_path / "elsewhere", SECRET)


def test_the_three_keys_are_unlike_and_of_32_bytes(keys: Keys) -> None:
    derived = {keys.pseudonym, keys.encryption, keys.session}
    assert len(derived) == 3
    assert {len(key) for key in derived} == {32}


def test_derivation_is_hkdf_sha256_and_never_changes() -> None:
    # Changing it would orphan every pseudonym and sealed row. RFC 5869 by hand: no salt, info « vigie/<purpose> ».
    master = bytes(range(40))
    extracted = hmac.new(bytes(32), master, hashlib.sha256).digest()
    expected = hmac.new(extracted, b"vigie/pseudonym\x01", hashlib.sha256).digest()
    assert derive_keys(master).pseudonym == expected


def test_another_secret_gives_other_keys(keys: Keys, other_keys: Keys) -> None:
    assert {keys.pseudonym, keys.encryption, keys.session}.isdisjoint(
        {other_keys.pseudonym, other_keys.encryption, other_keys.session}
    )


def test_the_repr_shows_nothing(keys: Keys) -> None:
    assert repr(keys) == "Keys()"
    assert str(keys) == "Keys()"


def test_a_given_secret_writes_no_file(tmp_path: Path) -> None:
    load_keys(tmp_path, SECRET)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("secret", ["", "short", "x" * 31])
def test_a_short_secret_is_refused_without_being_shown(tmp_path: Path, secret: str) -> None:
    with pytest.raises(KeysError, match="at least 32 characters") as refusal:
        load_keys(tmp_path, secret)
    assert not secret or secret not in str(refusal.value)


def test_the_first_run_makes_a_file_only_its_owner_reads(tmp_path: Path) -> None:
    home = tmp_path / "var"
    load_keys(home, None)
    path = home / FILE_NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in home.iterdir()] == [FILE_NAME]


def test_a_permissive_umask_does_not_open_the_file(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        load_keys(tmp_path, None)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


def test_the_next_run_reads_the_same_keys(tmp_path: Path) -> None:
    assert load_keys(tmp_path, None) == load_keys(tmp_path, None)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610])
def test_a_file_that_others_reach_is_refused_with_what_to_do(tmp_path: Path, mode: int) -> None:
    load_keys(tmp_path, None)
    (tmp_path / FILE_NAME).chmod(mode)
    with pytest.raises(KeysError, match="chmod 600"):
        load_keys(tmp_path, None)


@pytest.mark.parametrize("content", ["", "\n", "cut"])
def test_an_empty_or_cut_file_is_refused_and_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(KeysError, match="empty or cut short"):
        load_keys(tmp_path, None)
    assert path.read_text() == content


def test_threads_that_start_together_share_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        loaded = list(pool.map(lambda _: load_keys(tmp_path, None), range(16)))
    assert all(keys == loaded[0] for keys in loaded)


def _load(home: Path) -> bytes:
    return load_keys(home, None).pseudonym


def test_processes_that_start_together_share_one_secret(tmp_path: Path) -> None:
    with multiprocessing.get_context("fork").Pool(4) as pool:
        loaded = pool.map(_load, [tmp_path] * 8)
    assert len(set(loaded)) == 1
    assert [entry.name for entry in tmp_path.iterdir()] == [FILE_NAME]

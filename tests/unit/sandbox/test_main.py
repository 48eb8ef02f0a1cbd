"""`python -m sandbox` says in a sentence what is wrong."""

import socket
from pathlib import Path

import pytest

from sandbox.__main__ import main


def test_a_missing_manifest(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["--manifest", str(tmp_path / "none.yml")]) == 1
    assert "Cannot read" in capsys.readouterr().err


def test_a_broken_manifest(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "m.yml").write_text("a: [")
    assert main(["--manifest", str(tmp_path / "m.yml")]) == 1
    (tmp_path / "m.yml").write_text("- a")
    assert main(["--manifest", str(tmp_path / "m.yml")]) == 1
    errors = capsys.readouterr().err
    assert "neither YAML nor JSON" in errors
    assert "should hold an object" in errors


def test_a_port_in_use(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--port", str(port)]) == 1
    assert f"Cannot listen on port {port}: something else uses it." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("features: {slash_commands: [{description: x}]}", "an entry without command"),
        ("oauth_config: [x]", "not shaped as Slack's"),
    ],
)
def test_a_manifest_of_another_shape(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, sentence: str
) -> None:
    (tmp_path / "m.yml").write_text(text)
    assert main(["--manifest", str(tmp_path / "m.yml")]) == 1
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--person", "kim", "--person", "kim"], "already somebody called kim"),
        (["--channel", "help", "--channel", "#help"], "already a channel called #help"),
    ],
)
def test_the_same_twice(
    capsys: pytest.CaptureFixture[str], options: list[str], sentence: str
) -> None:
    assert main(options) == 1
    assert sentence in capsys.readouterr().err

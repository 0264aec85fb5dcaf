"""`hegui label check-pipeline`: real steps, run as processes, over the packaged probes."""

import sys
import time
from pathlib import Path

import pytest

from hegui.checks.labels.carriers import CARRIERS, read_label_sites
from hegui.checks.labels.service.probing import FOLDER, packaged
from hegui.checks.labels.write import write_label
from tests.support import media
from tests.support.label_cli import Said

HEAD = "import sys, shutil, pathlib\nsource, target = sys.argv[1:3]\n"
STEPS = {
    "copy": "shutil.copyfile(source, target)",
    "resave": "from PIL import Image\nImage.open(source).resize((32, 24)).save(target)",
    "alter": "data = open(source, 'rb').read().replace(b'hegui-probe', b'HEGUI-PROBE')\n"
    "open(target, 'wb').write(data)",
    "fail": "sys.exit('cannot do that\\nlast words')",
    "nothing": "pass",
    "empty": "open(target, 'wb')",
    "rename": "shutil.copyfile(source, pathlib.Path(target).with_name('result' + pathlib.Path(source).suffix))",
    "remove": "shutil.rmtree(pathlib.Path(target).parent)",
    "many": "[shutil.copyfile(source, target + str(n)) for n in range(2)]",
}


@pytest.fixture
def step(tmp_path: Path):
    def made(name: str) -> list[str]:
        path = tmp_path / "step.py"
        path.write_text(HEAD + STEPS.get(name, name))
        return ["--", sys.executable, str(path), "{in}", "{out}"]

    return made


def states(said: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    return {row["format"]: row["state"] for row in said["formats"]}


def test_there_is_a_probe_of_every_carrier_and_none_has_a_label() -> None:
    readings = [read_label_sites(path) for path in FOLDER.iterdir()]
    assert {reading.carrier for reading in readings} == set(CARRIERS)
    assert not any(reading.sites for reading in readings)
    assert all(reading.name_fits for reading in readings)


def test_a_copy_keeps_the_label_of_every_format(label: Said, step) -> None:
    code, said = label.json("check-pipeline", *step("copy"))
    assert code == 0
    assert set(states(said).values()) == {"kept"}
    assert said["counts"]["kept"] == len(packaged()) == 25
    assert (said["check"], said["formats"][0]["before"]["sites"] != []) == ("LBL-C-10", True)


def test_a_side_car_is_lost_by_a_step_that_takes_one_file(label: Said, step) -> None:
    code, said = label.json("check-pipeline", "--formats", "txt", *step("copy"))
    assert (code, states(said)) == (1, {"txt": "lost"})
    assert "side-car" in said["formats"][0]["reason"]["en"]


def test_what_an_image_library_saves_has_lost_its_label_in_some_formats(label: Said, step) -> None:
    code, said = label.json("check-pipeline", "--formats", "png,jpeg", *step("resave"))
    assert (code, states(said)) == (1, {"png": "lost", "jpg": "lost"})
    code, out, _err = label("check-pipeline", "--formats", "png", *step("resave"))
    assert (code, "png" in out, "lost 1" in out) == (1, True, True)


def test_the_format_may_change_on_the_way(label: Said, step) -> None:
    code, said = label.json("check-pipeline", "--formats", "png", "--to", ".webp", *step("resave"))
    [row] = said["formats"]
    assert (code, row["state"], row["after"]["carrier"]) == (1, "lost", "webp")
    assert label("check-pipeline", "--to", "a/b", *step("copy"))[0] == 2


def test_a_changed_field_is_named(label: Said, step) -> None:
    code, said = label.json("check-pipeline", "--formats", "wav", *step("alter"))
    [row] = said["formats"]
    assert (code, row["state"]) == (1, "altered")
    assert "ContentProducer" in row["reason"]["en"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("fail", "last words"),
        ("nothing", "no output"),
        ("many", "no output"),
        ("remove", "no output"),
        ("empty", "cannot be read"),
    ],
)
def test_a_format_that_a_step_cannot_do_is_undecided_and_no_pass(
    label: Said, step, name: str, said: str
) -> None:
    code, found = label.json("check-pipeline", "--formats", "png", *step(name))
    [row] = found["formats"]
    assert (code, row["state"]) == (1, "undecided")
    assert said in row["reason"]["en"]


def test_nothing_judged_is_could_not_run(label: Said, step) -> None:
    code, out, _err = label("check-pipeline", *step("nothing"))
    assert (code, "--formats" in out) == (3, True)


def test_formats_that_a_step_is_not_made_for_do_not_fail_it_unless_named(label: Said, step) -> None:
    pictures = "sys.exit('no picture') if '.png' not in source else " + STEPS["copy"]
    assert label("check-pipeline", *step(pictures))[0] == 0
    assert label("check-pipeline", "--formats", "png,mp3", *step(pictures))[0] == 1


def test_an_output_of_another_name_is_found_when_it_is_the_only_one(label: Said, step) -> None:
    code, said = label.json("check-pipeline", "--formats", "png", *step("rename"))
    assert (code, states(said)) == (0, {"png": "kept"})


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc")
def test_a_step_that_hangs_is_ended_with_what_it_started(label: Said, step, tmp_path: Path) -> None:
    note = tmp_path / "pid"
    hang = (
        "import subprocess, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(note)!r}, 'w').write(str(child.pid))\ntime.sleep(60)"
    )
    code, said = label.json("check-pipeline", "--formats", "png", "--timeout", "2", *step(hang))
    [row] = said["formats"]
    assert (code, row["state"], "2 seconds" in row["reason"]["en"]) == (1, "undecided", True)
    assert any(ended(int(note.read_text())) for _ in range(250))


def ended(process: int) -> bool:
    """Tell whether a process is gone or dead; waits a moment when it is not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return True
    time.sleep(0.02)
    return state in "ZX"


def test_a_file_of_ones_own_is_probed_with_its_own_label(label: Said, step, tmp_path: Path) -> None:
    own = tmp_path / "样本 {out}.jpg"
    own.write_bytes(media.image("JPEG"))
    write_label(own, {"Label": "1", "ContentProducer": "A", "ProduceID": "own"})
    before = own.read_bytes()
    code, said = label.json("check-pipeline", "--probe", own, *step("copy"))
    assert (code, states(said)) == (0, {own.name: "kept"})
    assert '"own"' in said["formats"][0]["after"]["sites"][0]["text"]
    assert own.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "code", "expected"),
    [
        (["--", "cp", "{in}"], 2, "needs {in} and {out}"),
        (["--", "cp '{in} {out}"], 2, "quotes"),
        (["--formats", ",", "--", "cp", "{in}", "{out}"], 2, "png"),
        (["--formats", "xyz", "--", "cp", "{in}", "{out}"], 2, "png"),
        (["--", "no-such-program", "{in}", "{out}"], 3, "no-such-program"),
        ([], 2, ""),
    ],
)
def test_wrong_use_is_a_sentence(label: Said, words: list[str], code: int, expected: str) -> None:
    found, _out, err = label("check-pipeline", *words)
    assert found == code
    assert expected in err
    assert "Traceback" not in err


def test_a_command_in_quotes_is_taken_apart(label: Said) -> None:
    assert label("check-pipeline", "--formats", "png", "--", "cp {in} {out}")[0] == 0

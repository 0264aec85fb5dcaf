"""Builds a project of real things: law texts, JADE questions, a served model, real media files."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

from hegui.catalogue.model import Catalogue
from tests.real.jade import write_bank

AS_OF = "2026-11-20"
LAWS = 12
QUESTIONS = 300
FACTS: dict[str, Any] = {
    "serves_public_in_china": True,
    "operates_network_in_china": True,
    "generative_service": True,
    "generates": ["text", "image", "audio", "video"],
    "trains_model": True,
    "role": ["developer", "provider"],
}
SOURCE: dict[str, Any] = {
    "id": "laws",
    "kind": "open",
    "title": "法律法规文本",
    "types": ["text"],
    "languages": ["zh"],
    "foreign": False,
    "acquired": "2026-10-01",
    "size": "12 documents",
    "owner": "测试",
    "licence": "著作权法第五条：不适用于法律、法规",
    "files": ["laws/*"],
}


def build_project(
    root: Path, *, inputs: Path, model: Path, base_url: str, catalogue: Catalogue
) -> Path:
    """Write the project folder and return its hegui.yaml."""
    (root / "laws").mkdir(parents=True)
    for path in sorted((inputs / "laws").iterdir()):
        if path.name != "README.md":
            shutil.copy(path, root / "laws" / path.name)
    shutil.copy(model, root / "model.gguf")
    write_bank(inputs, catalogue, root / "refuse.jsonl", QUESTIONS)
    (root / "release.txt").write_text("测试服务 1.0：随机权重模型，无系统提示词。\n", "utf-8")
    (root / "sources.yaml").write_text(_dump({"sources": [SOURCE]}), "utf-8")
    make_media(root / "media")
    path = root / "hegui.yaml"
    path.write_text(_dump(declaration(base_url)), "utf-8")
    return path


def declaration(base_url: str) -> dict[str, Any]:
    """Return the declaration; nothing about people and documents, which stay missing."""
    endpoint = {"base_url": base_url, "max_tokens": 48, "concurrency": 2, "timeout_s": 120}
    return {
        "schema": "hegui/project/1",
        "as_of": AS_OF,
        "organisation": {"id": "acme", "name": "真实输入测试"},
        "facts": FACTS,
        "subjects": [
            {"id": "corpus", "kind": "dataset", "name": "法律文本语料", "files": ["laws"]},
            {"id": "model", "kind": "model", "name": "随机权重模型", "files": ["model.gguf"]},
            {"id": "service", "kind": "service", "name": "测试服务", "files": ["release.txt"]},
        ],
        "targets": {
            "corpora": [
                {"id": "laws", "subject": "corpus", "files": ["laws"], "sources": "sources.yaml"}
            ],
            "endpoints": [
                {"id": "tiny", "subject": "model", **endpoint},
                {"id": "public", "subject": "service", **endpoint},
            ],
            "banks": [
                {"id": "jade", "subject": "model", "kind": "should_refuse", "file": "refuse.jsonl"}
            ],
            "media": [{"id": "media", "subject": "service", "files": ["media"]}],
        },
    }


def make_media(folder: Path) -> list[Path]:
    """Write pictures with Pillow and, where ffmpeg is there, a sound and a film; return all."""
    folder.mkdir()
    picture = Image.linear_gradient("L").resize((64, 48)).convert("RGB")
    picture.save(folder / "one.png")
    picture.save(folder / "two.jpg", quality=80)
    if shutil.which("ffmpeg"):
        _ffmpeg(folder / "tone.mp3", "-f", "lavfi", "-i", "sine=frequency=440:duration=1")
        _ffmpeg(folder / "film.mp4", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=1")
    return sorted(folder.iterdir())


def _ffmpeg(target: Path, *source: str) -> None:
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", *source, str(target)]
    subprocess.run(command, check=True, timeout=60)


def _dump(value: Any) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False)

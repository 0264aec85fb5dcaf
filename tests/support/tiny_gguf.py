"""Writes a tiny language model with random weights: a real GGUF file of half a megabyte.

What it says is noise. It exists so that tests meet a real inference server (tokenizer, HTTP, stop
reasons, usage counts) without weights from anywhere. Architecture: llama, two layers.
"""

from dataclasses import dataclass
from pathlib import Path

WORDS = ("▁the", "▁model", "▁answer", "▁is", "▁safe", "▁no", "▁yes", "合", "规", "模", "型")
TEMPLATE = (
    "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}\n{% endfor %}"
    "assistant:"
)


@dataclass(frozen=True)
class Shape:
    """Sizes of the model."""

    width: int = 64
    heads: int = 4
    layers: int = 2
    inner: int = 128
    context: int = 2048


def vocabulary() -> tuple[list[str], list[int], list[float]]:
    """Return tokens, types and scores: three marks, every byte, a few words."""
    from gguf import TokenType

    marks = [("<unk>", TokenType.UNKNOWN), ("<s>", TokenType.CONTROL), ("</s>", TokenType.CONTROL)]
    every_byte = [(f"<0x{value:02X}>", TokenType.BYTE) for value in range(256)]
    words = [(word, TokenType.NORMAL) for word in WORDS]
    tokens = [*marks, *every_byte, *words]
    scores = [0.0] * (len(marks) + len(every_byte)) + [-1.0 - at for at in range(len(words))]
    return [text for text, _ in tokens], [int(kind) for _, kind in tokens], scores


def write_tiny_gguf(path: Path, seed: int = 0, shape: Shape | None = None) -> Path:
    """Write the model; the same seed gives the same bytes."""
    import gguf

    shape = shape or Shape()
    writer = gguf.GGUFWriter(path, "llama")
    _describe(writer, shape)
    for name, array in _weights(shape, seed):
        writer.add_tensor(name, array)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _describe(writer, shape: Shape) -> None:  # type: ignore[no-untyped-def]
    tokens, types, scores = vocabulary()
    writer.add_name("tiny-random")
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.inner)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(shape.width // shape.heads)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores(scores)
    writer.add_token_types(types)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_chat_template(TEMPLATE)


def _weights(shape: Shape, seed: int):  # type: ignore[no-untyped-def]
    """Yield the tensors by name: small random matrices, and norms of ones."""
    import numpy as np

    random = np.random.default_rng(seed)
    ones = np.ones(shape.width, np.float32)

    def matrix(rows: int, columns: int) -> "np.ndarray":
        return (random.standard_normal((rows, columns)) * 0.05).astype(np.float32)

    words = len(vocabulary()[0])
    yield "token_embd.weight", matrix(words, shape.width)
    for layer in range(shape.layers):
        block = f"blk.{layer}"
        yield f"{block}.attn_norm.weight", ones
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            yield f"{block}.{part}.weight", matrix(shape.width, shape.width)
        yield f"{block}.ffn_norm.weight", ones
        yield f"{block}.ffn_gate.weight", matrix(shape.inner, shape.width)
        yield f"{block}.ffn_up.weight", matrix(shape.inner, shape.width)
        yield f"{block}.ffn_down.weight", matrix(shape.width, shape.inner)
    yield "output_norm.weight", ones
    yield "output.weight", matrix(words, shape.width)

"""A version of a scene as Mermaid text, for the docs and the educators' page."""

from __future__ import annotations

from collections.abc import Mapping

from bot.scenarios.schema import Version

_ARROW = {"protective": "-->", "neutral": "-.->", "vulnerable": "==>"}


def mermaid(version: Version, moves: Mapping[str, str] | None = None) -> str:
    """A flowchart: a box per node under its stage, double walls for key moments, one arrow per rating and target.

    `moves` names the moves for the reader (the rubric's); ids without it. Plain arrows are protective answers,
    dotted neutral, thick vulnerable; conditional branches carry « ? ».
    """
    out = ["flowchart TD"]
    stages: dict[str, list[str]] = {}
    for name, node in version.nodes.items():
        stages.setdefault(node.stage, []).append(name)
    for stage, names in stages.items():
        out.append(f"  subgraph {stage}")
        for name in names:
            node = version.nodes[name]
            box = "[[{}]]" if node.key else "[{}]"
            out.append(f"    {name}{box.format(_quoted(node.recap))}")
        out.append("  end")
    for name, ending in version.endings.items():
        out.append(f"  {name}([{_quoted(f'{name} · {ending.kind}')}])")
    for name, node in version.nodes.items():
        edges: dict[tuple[str, str], list[str]] = {}
        for answer in node.answers:
            for branch in answer.to:
                mark = " ?" if branch.when else ""
                labels = [(moves or {}).get(move, move) + mark for move in answer.moves]
                edges.setdefault((branch.to, answer.rating), []).extend(labels)
        for (target, rating), labels in edges.items():
            out.append(f"  {name} {_ARROW[rating]}|{_quoted(', '.join(labels))}| {target}")
    return "\n".join(out) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "#quot;").replace("\n", " ") + '"'

"""The commands of scene authors: begin, check, draw, import. Registered on the `vigie` command by bot.cli."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.settings import ROOT

SceneIds = Annotated[list[str] | None, typer.Argument(metavar="[ID]...")]


def register(app: typer.Typer) -> None:
    """Add the commands to the app."""
    for command in (scenario_new, scenario_check, scenario_graph, scenario_import):
        app.command(command.__name__.replace("_", "-"))(command)


def scenario_new(
    scene_id: Annotated[str, typer.Argument(metavar="[ID]")] = "",
    title: Annotated[str, typer.Option(help="What a teen reads in the list; names no theme.")] = "",
) -> None:
    """Begin a scene: a worked skeleton in content/drafts/. Without ID, asks for it and for the title."""
    from bot.scenarios.drafts import DraftError, new_draft

    asking = not scene_id
    scene_id = scene_id or typer.prompt("id (small letters, digits, _)")
    likely = scene_id.replace("_", " ").capitalize()
    title = title or (typer.prompt("title", default=likely) if asking else likely)
    try:
        path = new_draft(ROOT / "content", scene_id, title)
    except DraftError as error:
        raise _refused(error) from error
    typer.echo(f"vigie: {path.relative_to(ROOT)} is yours; then: make scenario-check ID={scene_id}")


def scenario_check(
    scene_ids: SceneIds = None,
    plays: Annotated[int, typer.Option(help="Random plays of each version.")] = 500,
) -> None:
    """Check scenes (every played one without ID): schema, lint, reading level, ages, a play by every strategy."""
    from bot.safety.phrases import find_forbidden, load_forbidden
    from bot.safety.resources import load_resources
    from bot.scenarios.check import check, text_of
    from bot.scenarios.drafts import DraftError, played_scenes, scene_path
    from bot.scenarios.library import load_scene
    from bot.scenarios.schema import ScenarioError

    content = ROOT / "content"
    phrases = load_forbidden(content / "forbidden.yml")
    lines = [
        one.id for file in load_resources(content / "resources").by_country.values() for one in file.resources
    ]
    names = scene_ids or played_scenes(content)
    bad = 0
    for name in names:
        try:
            scenario = load_scene(scene_path(content, name), content)
        except (DraftError, ScenarioError) as error:
            typer.echo(f"{error}\n")
            bad += 1
            continue
        report = check(
            scenario,
            forbidden=lambda text: [hit.id for hit in find_forbidden(text, phrases)],
            resources=lines,
            random_plays=plays,
        )
        typer.echo(f"{text_of(report)}\n")
        bad += bool(report.problems)
    typer.echo(f"vigie: {len(names) - bad} of {len(names)} scene(s) may be played", err=True)
    if bad:
        raise typer.Exit(1)


def scenario_graph(
    scene_ids: SceneIds = None,
    folder: Annotated[Path, typer.Option(help="Where the pictures go.")] = ROOT / "results" / "graphs",
) -> None:
    """Draw scenes (every played one without ID): a PNG, an SVG and a Mermaid text for each version."""
    from bot.pictures.graph import graph_png, graph_svg
    from bot.scenarios.drafts import DraftError, played_scenes, scene_path
    from bot.scenarios.graph import mermaid
    from bot.scenarios.layout import layout
    from bot.scenarios.library import load_scene
    from bot.scenarios.schema import ScenarioError

    content = ROOT / "content"
    folder.mkdir(parents=True, exist_ok=True)
    for name in scene_ids or played_scenes(content):
        try:
            scenario = load_scene(scene_path(content, name), content)
        except (DraftError, ScenarioError) as error:
            raise _refused(error) from error
        for version in scenario.file.versions:
            drawn, moves = layout(version, scenario.wording.endings), scenario.rubric.moves
            path = folder / f"{scenario.id}-{version.id}"
            path.with_suffix(".png").write_bytes(graph_png(drawn, moves))
            title = f"{scenario.file.title} ({version.id})"
            path.with_suffix(".svg").write_text(graph_svg(drawn, moves, title), encoding="utf-8")
            path.with_suffix(".mmd").write_text(mermaid(version, moves), encoding="utf-8")
            typer.echo(f"vigie: {path}.png, .svg, .mmd")


def scenario_import(
    story: Path,
    scene_id: Annotated[str, typer.Option("--id", help="Its id; made of the title without it.")] = "",
) -> None:
    """Turn a Twine story (Twee 3) into a draft scene; every fault is told with its line."""
    from bot.scenarios.drafts import DraftError, free_path
    from bot.scenarios.schema import ScenarioError
    from bot.scenarios.twee import TweeError, read_story
    from bot.scenarios.twine_import import draft_of, slug, write_draft

    try:
        read = read_story(story.read_text(encoding="utf-8"))
        scene_id = scene_id or slug(read.title)
        path = free_path(ROOT / "content", scene_id)
        write_draft(draft_of(read, scene_id), path)
    except (TweeError, UnicodeDecodeError, OSError) as error:
        typer.echo(f"{story}:\n{error}", err=True)
        raise typer.Exit(1) from error
    except (DraftError, ScenarioError) as error:
        raise _refused(error) from error
    typer.echo(f"vigie: {path.relative_to(ROOT)}; what is left to write: make scenario-check ID={scene_id}")


def _refused(error: Exception) -> typer.Exit:
    typer.echo(f"vigie: {error}", err=True)
    return typer.Exit(1)

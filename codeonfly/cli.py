"""The command line: reads the words and the environment, calls one function, returns its exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from codeonfly.errors import UNFORESEEN, CodeonflyError, UserError, unforeseen, where_it_happened
from codeonfly.leave import leave_with
from codeonfly.proxies import reach_loopback_directly

app = typer.Typer(
    name="codeonfly",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
sandboxes = typer.Typer(
    help="Sandboxes that runs have left behind.", no_args_is_help=True, rich_markup_mode=None
)
localbox = typer.Typer(help="The local sandbox server, which speaks E2B's protocol.", no_args_is_help=True)
templates = typer.Typer(help="The templates of the environments on E2B.", no_args_is_help=True)
app.add_typer(sandboxes, name="sandboxes")
app.add_typer(localbox, name="localbox")
app.add_typer(templates, name="templates")


def _tell_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(version("code-on-fly"))
        raise typer.Exit


@app.callback()
def _every(
    _: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Turns a request into a change with computed proof: planned, written and proven in sandboxes."""


Out = Annotated[Path, typer.Option("--out", help="Folder for the patch, the evidence and the reports.")]
Environment = Annotated[str | None, typer.Option("--environment", help='Such as "python-3.11", "nodejs-18".')]


EXIT_CODES = (
    "Exit codes: 0 verified, 1 not verified, 2 usage or configuration, 3 blocked, 4 a limit was reached,"
    " 5 a service failed, 130 interrupted."
)


@app.command(epilog=EXIT_CODES)
def run(
    request: Annotated[Path, typer.Argument(help="A text file that says what to build.")],
    repo: Annotated[Path, typer.Option("--repo", help="The git repository.")] = Path(),
    out: Out = Path("out"),
    base: Annotated[str, typer.Option("--base", help="The commit to start from.")] = "HEAD",
    environment: Environment = None,
    model: Annotated[str | None, typer.Option("--model", help="The model of agent and council.")] = None,
    max_attempts: Annotated[
        int | None, typer.Option("--max-attempts", help="Attempts before giving up (default 3).")
    ] = None,
    max_cost_usd: Annotated[
        float | None, typer.Option("--max-cost-usd", help="Hard limit in dollars (default 2).")
    ] = None,
    max_minutes: Annotated[
        int | None, typer.Option("--max-minutes", help="Hard limit in minutes (default 60).")
    ] = None,
    sandbox: Annotated[
        str | None, typer.Option("--sandbox", help="auto, e2b or local (default auto: e2b with E2B_API_KEY).")
    ] = None,
) -> None:
    """Do the whole job on a local git repository, which is only read. Needs OPENAI_API_KEY.

    What no option says is as in the repository's .github/code-on-fly.yml, or the default.
    """
    from codeonfly.commands.run import Options, run_request
    from codeonfly.commands.show import shown

    options = Options(
        request=request,
        repo=repo,
        out=out,
        base=base,
        environment=environment,
        model=model,
        max_attempts=max_attempts,
        max_cost_usd=max_cost_usd,
        max_minutes=max_minutes,
        sandbox=sandbox,
    )
    raise typer.Exit(shown(lambda sinks: run_request(options, os.environ, sinks), out))


@app.command(epilog=EXIT_CODES)
def demo(out: Out = Path("out"), environment: Environment = None) -> None:
    """Do the whole job on a shipped example with recorded model replies; everything else is real."""
    from codeonfly.commands.demo import demonstrate

    raise typer.Exit(demonstrate(out, environment or "python-3.11", os.environ, sys.argv[0]))


@app.command(epilog="Exit codes: 0 nothing is wrong, 2 something is.")
def doctor(
    repo: Annotated[Path, typer.Option("--repo", help="A repository whose settings to check.")] = Path(),
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Check what a run needs, and say what is wrong and how to repair it."""
    from codeonfly.commands.doctor import examine

    raise typer.Exit(examine(repo, os.environ, as_json=as_json))


@app.command(epilog="Exit codes: 0 all agree, 1 something does not, 2 usage or configuration.")
def verify(
    evidence: Annotated[Path, typer.Argument(help="The evidence.json of a run.")],
    repo: Annotated[Path, typer.Option("--repo", help="The git repository.")] = Path(),
    patch: Annotated[Path | None, typer.Option("--patch", help="Default: change.patch beside it.")] = None,
) -> None:
    """Repeat the proof from the evidence and the patch, and say where it agrees."""
    from codeonfly.commands.verify import repeat

    raise typer.Exit(repeat(evidence, repo, patch or evidence.parent / "change.patch", os.environ))


@sandboxes.command("list")
def list_sandboxes() -> None:
    """List this product's sandboxes on E2B."""
    from codeonfly.commands.sandboxes import listed

    raise typer.Exit(listed(os.environ))


@sandboxes.command("kill")
def kill_sandbox(sandbox_id: Annotated[str, typer.Argument(help="The sandbox's id.")]) -> None:
    """Kill one sandbox on E2B."""
    from codeonfly.commands.sandboxes import killed

    raise typer.Exit(killed(sandbox_id, os.environ))


@sandboxes.command("reap")
def reap_sandboxes(
    older_than: Annotated[str, typer.Option("--older-than", help="Such as 90s, 30m, 2h.")] = "2h",
    run_id: Annotated[str | None, typer.Option("--run", help="Only the sandboxes of this run.")] = None,
    repository: Annotated[str | None, typer.Option("--repository", help="Only those of owner/name.")] = None,
    issue: Annotated[int | None, typer.Option("--issue", help="Only those of this issue.")] = None,
) -> None:
    """Kill this product's sandboxes on E2B that are older than a time."""
    from codeonfly.commands.sandboxes import reaped

    labels = {"run": run_id, "repository": repository, "issue": str(issue) if issue is not None else None}
    raise typer.Exit(reaped(older_than, labels, os.environ))


@localbox.command("serve")
def serve_localbox(
    port: Annotated[int, typer.Option("--port", help="0 takes a free one.")] = 0,
    api_key: Annotated[str | None, typer.Option("--api-key", help="Default: a random one.")] = None,
    root: Annotated[Path | None, typer.Option("--root", help="Folder for sandboxes and snapshots.")] = None,
    unsafe_allow: Annotated[
        list[str] | None,
        typer.Option(
            "--unsafe-allow", help="A private address or block that sandboxes may reach. Repeatable."
        ),
    ] = None,
) -> None:
    """Serve sandboxes on loopback; prints one JSON line when ready. SIGTERM ends everything in it."""
    from codeonfly.localbox.server import Options, serve_forever

    options = Options(
        port=port,
        api_key=api_key,
        root=root,
        permitted=_blocks(unsafe_allow or ()),
        environ=os.environ,
    )
    raise typer.Exit(serve_forever(options))


@templates.command("build")
def build_templates(
    environment: Annotated[
        list[str] | None, typer.Argument(help="Environments; all when none is named.")
    ] = None,
) -> None:
    """Build the environments' templates on E2B (2 vCPU, 4 GiB, toolchain, git). Needs E2B_API_KEY."""
    from codeonfly.commands.templates import build

    raise typer.Exit(build(tuple(environment or ()), os.environ))


def _blocks(given: Sequence[str]) -> tuple[str, ...]:
    """The address blocks; raises UserError for one that is none."""
    from codeonfly.setting_values import address_block

    try:
        return tuple(address_block(one) for one in given)
    except ValueError as expected:
        raise UserError(f"--unsafe-allow is {', '.join(given)}; expected {expected}") from None


def main() -> NoReturn:
    """Entry point: expected failures become one sentence on standard error and the documented exit code."""
    leave_with(_main)


def _main() -> None:
    # imports make half a million objects, none of them garbage: looking for some takes 0.2 s of every start
    gc.set_threshold(100_000)
    reach_loopback_directly(os.environ)
    try:
        app()
    except CodeonflyError as error:
        print(f"codeonfly: {error}", file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        print("codeonfly: interrupted", file=sys.stderr)
        raise SystemExit(130) from None
    except OSError as error:  # standard output on a full disk, say
        place = f": {error.filename}" if error.filename else ""
        print(f"codeonfly: the system refused: {error.strerror or error}{place}", file=sys.stderr)
        raise SystemExit(UNFORESEEN) from None
    except Exception as bug:
        print(f"codeonfly: {unforeseen(bug)}\n{where_it_happened(bug)}", file=sys.stderr)
        raise SystemExit(UNFORESEEN) from None


if __name__ == "__main__":
    main()

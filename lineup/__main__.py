"""The `lineup` command: what a person does beside `dvc repro`."""

import sys

import typer

from lineup import errors, stages_of
from lineup.commands import (
    check,
    clean,
    export,
    init,
    predict,
    promote,
    report,
    run,
    serve,
    status,
    track,
    ui,
)
from lineup.commands.mistakes import Commands

app = typer.Typer(
    cls=Commands,
    help="Which image classifier should I trust, and how much?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # which would take half of --help's time
)


@app.callback()
def root(context: typer.Context) -> None:
    """Which image classifier should I trust, and how much?"""
    if context.invoked_subcommand != "init" and "--help" not in sys.argv:
        stages_of.require()


app.command()(init.init)
app.command()(check.check)
app.command(context_settings={"ignore_unknown_options": True})(run.run)
for command in (
    status.status,
    report.report,
    ui.ui,
    predict.predict,
    serve.serve,
    promote.promote,
    export.export,
    track.track,
    clean.clean,
):  # in the order in which one needs them
    app.command()(command)


def main() -> None:
    """Run the command; a mistake of the user's ends with one message and status 1."""
    errors.run(app)


if __name__ == "__main__":
    main()

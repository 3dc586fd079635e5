"""How a process tells what it does: one event name with keys per line on stderr, as JSON or for a person's eyes.

What libraries log through the standard `logging` comes out the same way.
"""

import logging
import sys

import structlog
from structlog.typing import Processor


def configure(level: str = "info", *, json: bool = False) -> None:
    """Set up structlog and `logging` of this process; call it again to change it.

    Raises:
        ValueError: no such level.
    """
    number = logging.getLevelNamesMapping().get(level.upper())
    if number is None:
        raise ValueError(f"no log level {level!r}; there are debug, info, warning, error, critical")
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(shared, json=json))
    logging.getLogger("kafka").setLevel(max(number, logging.WARNING))  # it tells of each connection
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)


def _formatter(shared: list[Processor], *, json: bool) -> structlog.stdlib.ProcessorFormatter:
    if json:
        render: list[Processor] = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    else:
        plain = structlog.dev.plain_traceback  # the pretty one takes 100 ms and shows the values of locals
        render = [
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), timestamp_key="at", exception_formatter=plain)
        ]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
    )

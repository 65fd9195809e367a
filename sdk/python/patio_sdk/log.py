"""Lines for the host's log, with fields: `log.info("posted", order=order_id)`. Never a secret."""

from wit_world.imports import log as lent


def debug(message: str, **fields: object) -> None:
    """What a developer wants to see."""
    _write(lent.Level.DEBUG, message, fields)


def info(message: str, **fields: object) -> None:
    """What happens."""
    _write(lent.Level.INFO, message, fields)


def warn(message: str, **fields: object) -> None:
    """What an operator should look at some day."""
    _write(lent.Level.WARN, message, fields)


def error(message: str, **fields: object) -> None:
    """What an operator should look at now."""
    _write(lent.Level.ERROR, message, fields)


def _write(level: lent.Level, message: str, fields: dict[str, object]) -> None:
    lent.write(level, message, [lent.Field(name, str(value)) for name, value in fields.items()])

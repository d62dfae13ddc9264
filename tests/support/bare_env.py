"""An environment with as much as `retrying` asks of one."""


class _Registry:
    def reset_changes(self):
        pass


class BareEnv:
    """An environment without models, on a cursor."""

    registry = _Registry()

    def __init__(self, cr):
        self.cr = cr

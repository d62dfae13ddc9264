"""The server: one port, one or several processes."""

from __future__ import annotations

import contextlib
import gc
import logging
import multiprocessing
import os
import signal
import socket
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from granian import loops
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer, WorkerProcess

from trivium.data.postgres import close_all
from trivium.http import metrics, scheduler
from trivium.http.application import root
from trivium.http.asgi import AsgiApplication
from trivium.http.handover import stop_listening
from trivium.http.lifeline import Lifeline
from trivium.http.limits import Limits, Watch
from trivium.http.loop import new_loop
from trivium.http.metrics import Metrics
from trivium.http.processes import prepare_child, prepare_main
from trivium.http.security.credentials import DEFAULT_LOGIN, DEFAULT_PASSWORD, default_password_check
from trivium.http.websocket.codes import SOCKETS
from trivium.tools.config import config
from trivium.tools.loopback import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.process import BaseProcess

    from trivium.http.reloading import SourceWatch

_logger = logging.getLogger("trivium.http")

LOOK_SECONDS = 0.1
"""How often the main process looks whether it is told anything; a signal wakes it at once."""
LISTEN_SECONDS = 0.02
"""How often a starting server is asked whether it listens."""

RENEWAL_SECONDS = 1.0
"""How long a new process serves beside the one that it replaces."""

RETIREMENT_SECONDS = 2.0
"""How long a process that takes no new connections waits for what is asked on those that it has."""

STOP_SECONDS = 30
"""How long running requests may take to end when the server stops."""


class PortTakenError(OSError):
    """Another program listens at the address."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How to serve.

    Attributes:
        interface: address to listen at.
        port: TCP port.
        workers: processes; each has its own threads.
        threads: handlers that run at the same time in a process, while some of them wait.
        waiting: requests that may wait for a handler in a process.
        databases: databases to load before the first request.
        proxy: a proxy in front sets the `X-Forwarded-*` headers.
        scheduler: run the scheduled actions as well, in a process of their own.
        on_start: functions to run in each process once it is ready.
        limits: what a request and a process may take.
        metrics_port: where Prometheus is told figures, on this machine only; 0 for nowhere.
        pidfile: file to write the number of the main process to.
        reload: begin anew when a Python or XML file of an addon changes.
    """

    interface: str = "127.0.0.1"
    port: int = 8069
    workers: int = 1
    threads: int = 16
    waiting: int = 128
    databases: tuple[str, ...] = ()
    proxy: bool = False
    scheduler: bool = True
    on_start: tuple[Callable[[], None], ...] = field(default=())
    limits: Limits = field(default_factory=Limits)
    metrics_port: int = 0
    pidfile: str = ""
    reload: bool = False

    @classmethod
    def from_config(cls) -> ServerSettings:
        """Return the settings of the command line, the environment and the configuration files."""
        names = config.get("db_name") or ()
        return cls(
            interface=config.get("http_interface") or "127.0.0.1",
            port=int(config.get("http_port") or 8069),
            workers=max(1, int(config.get("workers") or 1)),
            databases=(names,) if isinstance(names, str) else tuple(names),
            proxy=bool(config.get("proxy_mode")),
            scheduler=bool(config.get("max_cron_threads")),
            limits=Limits.from_config(),
            metrics_port=int(config.get("metrics_port") or 0),
            pidfile=str(config.get("pidfile") or ""),
            reload="reload" in (config.get("dev_mode") or ()),
        )

    @property
    def url(self) -> str:
        """Address to open in a browser on this machine."""
        host = self.interface
        if host in {"0.0.0.0", "::", "127.0.0.1", "::1"}:  # noqa: S104 - compared, not listened at
            host = "localhost"
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def is_local(self) -> bool:
        """Whether only programs on this machine reach the server."""
        return is_loopback(self.interface)


def check_port(interface: str, port: int) -> None:
    """Refuse an address that another program listens at; the server's own sockets would share it silently.

    Raises:
        PortTakenError: it is taken, or may not be used.
    """
    family = socket.AF_INET6 if ":" in interface else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((interface, port))
        except OSError as error:
            raise PortTakenError(
                error.errno,
                f"Cannot listen at {interface}:{port}: {error.strerror}. "
                "Stop the program that uses the port, or choose another with --http-port.",
            ) from error


def make_asgi(settings: ServerSettings) -> AsgiApplication:
    """Return the application of one process."""
    return AsgiApplication(
        root,
        threads=settings.threads,
        waiting=settings.waiting,
        proxy=settings.proxy,
    )


class _Interruption:
    """What wakes the main thread: an event without a lock, so that a handler of signals may set it at any moment.

    `threading.Event` waits in a system call that a signal just before it does not end: the handler would run when the
    next signal comes.
    """

    def __init__(self) -> None:
        self._is_set = False

    def set(self) -> None:
        """End the wait."""
        self._is_set = True

    def clear(self) -> None:
        """Let the next wait last."""
        self._is_set = False

    def wait(self) -> None:
        """Wait until it is set."""
        while not self._is_set:
            time.sleep(LOOK_SECONDS)


class _Server(MPServer):
    """Granian's server, which tells its processes that it stops, and people when it listens.

    Attributes:
        lifeline: what tells them.
        on_listening: called once the port answers.
    """

    lifeline: Lifeline
    on_listening: Callable[[], None]
    _is_stopping = False

    def _spawn_worker(  # type: ignore[override] # granian's base class names one argument more than it passes
        self, idx: int, target: Any, callback_loader: Callable[[Lifeline], Any]
    ) -> WorkerProcess:
        """Return a process with a lifeline of its own, cut when it is told to stop."""
        lifeline = Lifeline()
        worker = super()._spawn_worker(idx, target, partial(callback_loader, lifeline))
        terminate = worker.terminate

        def cut_and_terminate() -> None:
            if not self._is_stopping:  # another one serves by now
                lifeline.retire()
                time.sleep(RETIREMENT_SECONDS)
            lifeline.drop()
            terminate()  # type: ignore[no-untyped-call] # granian leaves it untyped

        worker.terminate = cut_and_terminate  # type: ignore[method-assign] # of this one object
        return worker

    def startup(self, spawn_target: Any, target_loader: Any) -> None:
        """Start the processes."""
        super().startup(spawn_target, target_loader)  # type: ignore[no-untyped-call] # granian leaves it untyped
        threading.Thread(target=self._await_listening, name="announce", daemon=True).start()

    def _await_listening(self) -> None:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.bind_addr, self.bind_addr)  # noqa: S104 - compared
        while not self.interrupt_signal:
            try:
                socket.create_connection((host, self.bind_port), timeout=1).close()
            except OSError:
                time.sleep(LISTEN_SECONDS)
            else:
                self.on_listening()
                return

    def shutdown(self, exit_code: int = 0) -> None:
        """Stop the processes."""
        self._is_stopping = True
        self.lifeline.cut()
        super().shutdown(exit_code)  # type: ignore[no-untyped-call] # granian leaves it untyped


def _load_application(settings: ServerSettings, lifeline: Lifeline) -> AsgiApplication:
    """Return the application of a worker process that was just forked."""
    Lifeline.let_all_go()
    settings.limits.bound_memory()
    prepare_child()
    for function in settings.on_start:
        function()
    main = os.getppid()
    root.watch = Watch(settings.limits, renew=lambda: os.kill(main, signal.SIGHUP))
    root.metrics = Metrics.make() if settings.metrics_port else None
    application = make_asgi(settings)
    websockets = application.websockets

    def retire() -> None:
        stop_listening(settings.port)
        application.is_retiring = True

    lifeline.end_with(lambda: not application.running and websockets.has_left, websockets.leave, retire)
    return application


def serve(settings: ServerSettings | None = None) -> None:
    """Serve until told to stop by SIGTERM or SIGINT; running requests end first.

    SIGHUP replaces the processes one after another, so that some always answer.

    Args:
        settings: how; those of the command line and files by default.

    Raises:
        PortTakenError: the port is taken.
    """
    settings = settings or ServerSettings.from_config()
    check_port(settings.interface, settings.port)
    if settings.metrics_port:
        check_port(metrics.ADDRESS, settings.metrics_port)
    server = _make_server(settings)
    server.main_loop_interrupt = _Interruption()  # type: ignore[assignment] # it has what granian asks of an event
    prepare_main(settings.databases)
    checks = [default_password_check(name) for name in settings.databases]
    close_all()
    # What is there now is shared by all processes as long as nobody writes to it.
    gc.freeze()
    gc.enable()
    multiprocessing.set_start_method("fork", force=True)
    server.lifeline = Lifeline()
    server.on_listening = partial(announce, settings, open_door=lambda: any(check() for check in checks))
    with contextlib.ExitStack() as beside:
        if settings.metrics_port:
            beside.callback(metrics.Exporter(settings.metrics_port, server.lifeline).stop)
        if settings.scheduler:
            beside.callback(_end, scheduler.start(server.lifeline))
        changes = beside.enter_context(_watch_sources(server)) if settings.reload else None
        server.serve(target_loader=partial(_load_application, settings), wrap_loader=False)
    if changes is not None and changes.seen:
        changes.begin_anew()


def _make_server(settings: ServerSettings) -> _Server:
    loops.register("auto")(new_loop)
    return _Server(
        target="trivium",
        address=settings.interface,
        port=settings.port,
        interface=Interfaces.ASGI,
        # browsers and proxies speak HTTP/2 with TLS alone, which is the proxy's: nothing needs to be told apart here
        http=HTTPModes.http1,
        workers=settings.workers,
        backlog=1024,
        backpressure=settings.threads + settings.waiting + 1024 + SOCKETS,
        http1_settings=HTTP1Settings(header_read_timeout=30_000),
        log_enabled=True,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=RENEWAL_SECONDS,
        workers_kill_timeout=STOP_SECONDS,
        process_name=None,
        pid_file=Path(settings.pidfile) if settings.pidfile else None,
    )


def _watch_sources(server: _Server) -> SourceWatch:
    from trivium.http.reloading import SourceWatch  # noqa: PLC0415 - memory that only developers' servers need

    return SourceWatch(server)


def _end(process: BaseProcess) -> None:
    process.terminate()
    process.join(STOP_SECONDS)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - for the person who started the server


def announce(settings: ServerSettings, *, open_door: Callable[[], bool], write: Callable[[str], Any] = _say) -> None:
    """Tell where the server is.

    Args:
        settings: how it serves.
        open_door: tells whether the administrator has the password that everybody knows; told as the login on one's own
            machine, as a danger elsewhere.
        write: where to.
    """
    write(f"Trivium serves at {settings.url}")
    is_open = open_door()
    if is_open and settings.is_local:
        write(f"Log in as {DEFAULT_LOGIN} with the password {DEFAULT_PASSWORD}")
    elif is_open:
        _logger.warning(
            "Others than this machine can reach the server, and the administrator's password is %r. It is refused from "
            "elsewhere: give another by `trivium db password DATABASE`.",
            DEFAULT_PASSWORD,
        )
    if settings.workers > 1:
        write(f"{settings.workers} processes; main process {os.getpid()}")

"""Bluesky's own network on this machine, from an empty one: what it needs is installed into a cache folder.

Installed once: `@atproto/dev-env` (npm, 360 MB) and, where the system has no redis-server, Debian's package of it.
PostgreSQL is the system's (`apt-get install postgresql`): it is not taken out of its package by hand.
"""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

VERSION = "0.3.215"
"""The newest that runs on Node 20."""

REDIS = (
    "redis-server",
    "redis-tools",
    "libjemalloc2",
    "liblua5.1-0",
    "liblzf1",
    "lua-cjson",
    "lua-bitop",
    "libatomic1",
)
INSTALL_SECONDS = 900
HERE = Path(__file__).parent


class CannotInstall(Exception):
    """What is missing, and how to have it."""


def cache() -> Path:
    default = Path.home() / ".cache" / "socialcare-e2e"
    return Path(os.environ.get("SOCIALCARE_E2E_CACHE", default)) / f"bluesky-{VERSION}"


def install(folder: Path) -> Path:
    """Whole or not at all. Raises CannotInstall."""
    if not (folder / "node_modules" / "@atproto" / "dev-env").is_dir():
        if not shutil.which("npm"):
            raise CannotInstall("npm is not here: install Node 20")
        unfinished = folder.with_name(f"{folder.name}.unfinished")
        unfinished.mkdir(parents=True, exist_ok=True)
        _run("npm", "install", f"@atproto/dev-env@{VERSION}", "--no-audit", "--no-fund", "--prefix", str(unfinished),
             cwd=unfinished)  # fmt: skip
        unfinished.rename(folder)
    return folder


@contextmanager
def network(folder: Path) -> Iterator[str]:
    """The address of the account server, for as long as it runs. Raises CannotInstall."""
    redis, libraries = _redis(folder)
    postgres = _postgres()
    postgres_port, redis_port, *ports = _free_ports(6)
    with ExitStack() as held:
        data = Path(held.enter_context(TemporaryDirectory(prefix="socialcare-e2e-", ignore_cleanup_errors=True)))
        data.chmod(0o755)
        held.enter_context(_postgres_on(postgres_port, postgres, data / "postgres"))
        command = [redis, "--bind", "127.0.0.1", "--port", str(redis_port), "--save", "", "--dir", str(data)]
        held.enter_context(_running(command, "Ready to accept", env={**os.environ, "LD_LIBRARY_PATH": libraries}))
        environment = {
            **os.environ,
            "INSTALLED": str(folder),
            "PORTS": ",".join(map(str, ports)),
            "DB_POSTGRES_URL": f"postgresql://postgres@127.0.0.1:{postgres_port}/postgres",
            "REDIS_HOST": f"127.0.0.1:{redis_port}",
        }
        command = ["node", "--require", str(HERE / "loopback.cjs"), str(HERE / "network.mjs")]
        ready = held.enter_context(_running(command, "READY", env=environment))
        yield ready.split()[-1]


@contextmanager
def _postgres_on(port: int, programs: Path, data: Path) -> Iterator[None]:
    """As a user without rights: PostgreSQL refuses to be root."""
    data.mkdir()
    user = None
    if os.geteuid() == 0:
        user = "postgres" if _has_user("postgres") else "nobody"
        shutil.chown(data, user)
    _run(str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres", cwd=data, user=user)
    options = ["-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={data}", "-c", "fsync=off"]
    with _running(
        [str(programs / "postgres"), "-D", str(data), "-p", str(port), *options], "ready to accept", cwd=data, user=user
    ):
        yield


@contextmanager
def _running(
    command: list[str],
    says: str,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    user: str | None = None,
) -> Iterator[str]:
    """The line with `says`; what comes after goes to a file, where no pipe can fill."""
    with TemporaryDirectory() as folder, (Path(folder) / "said").open("w+b") as said:
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, cwd=cwd, user=user
        ) as process:
            assert process.stdout is not None
            try:
                heard = []
                for line in process.stdout:
                    heard.append(line.decode("utf-8", "replace"))
                    if says in heard[-1]:
                        break
                else:
                    raise CannotInstall(f"{command[0]} has ended before it was ready:\n{''.join(heard[-20:])}")
                copier = subprocess.Popen(["cat"], stdin=process.stdout, stdout=said)
                yield heard[-1]
            finally:
                process.terminate()
                process.wait(timeout=30)
        copier.wait(timeout=30)


def _postgres() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    program = found[-1] if found else shutil.which("initdb")
    if program is None:
        raise CannotInstall("PostgreSQL is not here: apt-get install postgresql")
    return Path(program).parent


def _redis(folder: Path) -> tuple[str, str]:
    """The program, and where its libraries are where the system does not have them."""
    program = shutil.which("redis-server")
    if program:
        return program, ""
    root = folder / "redis"
    if not root.is_dir():
        if not shutil.which("apt-get"):
            raise CannotInstall("redis-server is not here: install Redis")
        packages = folder / "packages"
        packages.mkdir(exist_ok=True)
        _run("apt-get", "download", *REDIS, cwd=packages)
        for package in sorted(packages.glob("*.deb")):
            _run("dpkg", "-x", str(package), str(root.with_suffix(".unfinished")), cwd=packages)
        root.with_suffix(".unfinished").rename(root)
    libraries = sorted({str(path.parent) for path in root.glob("usr/lib/**/*.so*")})
    return str(root / "usr" / "bin" / "redis-server"), ":".join(libraries)


def _run(*command: str, cwd: Path, user: str | None = None) -> None:
    try:
        subprocess.run(command, cwd=cwd, user=user, check=True, capture_output=True, timeout=INSTALL_SECONDS)
    except (OSError, subprocess.SubprocessError) as error:
        output = getattr(error, "stderr", b"") or b""
        raise CannotInstall(
            f"{command[0]} {command[1]} failed: {output.decode('utf-8', 'replace')[-500:] or error}"
        ) from error


def _has_user(name: str) -> bool:
    try:
        return bool(pwd.getpwnam(name))
    except KeyError:
        return False


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        return [held.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1] for _ in range(count)]
